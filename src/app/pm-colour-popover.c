/* SPDX-License-Identifier: GPL-3.0-or-later
 * Every control changes one field of a copy of the look and gives it to the model; what the model then has is shown again.
 */
#include "config.h"

#include "pm-colour-popover.h"

#include "pm-colour-strip.h"
#include "pm-look-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _PmColourPopover
{
  GtkPopover parent_instance;

  PmViewModel *model; /* owned */
  PmCut cut;
  gboolean is_updating; /* the controls follow the look */

  /* Template children, borrowed. */
  GtkDropDown *quantity_drop, *limits_drop, *soft_drop, *cut_drop;
  GtkToggleButton *invert_toggle, *each_toggle, *common_toggle;
  GtkListBox *map_list;
  GtkBox *stretch_box;
  GtkEntry *low_entry, *high_entry;
  GtkLabel *unit_label;

  GtkToggleButton *stretch_toggles[PM_N_STRETCHES]; /* children of stretch_box */
};

enum
{
  PROP_CUT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmColourPopover, pm_colour_popover, GTK_TYPE_POPOVER)

/* As they stand in the drop-down: what is looked at most comes first. */
static const PmQuantity quantities[PM_N_QUANTITIES] = { PM_QUANTITY_SIGNAL, PM_QUANTITY_S2N, PM_QUANTITY_EXPOSURE, PM_QUANTITY_WEIGHT };

/* The choices of softening, in beams. */
static const double softenings[] = { 0.0, 0.5, 1.0 };

static guint
find_softening (const PmMapLook *look)
{
  guint i = 0;
  while (i + 1 < G_N_ELEMENTS (softenings) && look->softening > softenings[i])
    i++;
  return i;
}

static void
show_number (GtkEntry *entry, const PmMapLook *look, double value)
{
  g_autofree char *text = look->limits == PM_LIMITS_ZSCALE ? g_strdup ("") : pm_number_dup_text (value);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_widget_set_sensitive (GTK_WIDGET (entry), look->limits != PM_LIMITS_ZSCALE);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static void
update (PmColourPopover *self)
{
  const PmMapLook *look = pm_view_model_get_look (self->model);
  self->is_updating = TRUE;
  for (guint i = 0; i < PM_N_QUANTITIES; i++)
    if (quantities[i] == look->quantity)
      gtk_drop_down_set_selected (self->quantity_drop, i);
  gtk_toggle_button_set_active (self->invert_toggle, look->inverted);
  for (int i = 0; i < PM_N_COLORMAPS; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->map_list, i);
      GtkWidget *strip = gtk_widget_get_first_child (gtk_list_box_row_get_child (row));
      pm_colour_strip_set_map (PM_COLOUR_STRIP (strip), (PmColormap) i, look->inverted);
      if (i == (int) look->colormap)
        gtk_list_box_select_row (self->map_list, row);
    }
  gtk_toggle_button_set_active (self->stretch_toggles[look->stretch], TRUE);
  gtk_drop_down_set_selected (self->limits_drop, (guint) pm_limit_preset_find (look));
  show_number (self->low_entry, look, look->low);
  show_number (self->high_entry, look, look->high);
  gtk_label_set_label (self->unit_label, pm_map_look_get_unit (look));
  gtk_toggle_button_set_active (look->common ? self->common_toggle : self->each_toggle, TRUE);
  gtk_drop_down_set_selected (self->soft_drop, find_softening (look));
  gtk_drop_down_set_selected (self->cut_drop, self->cut);
  self->is_updating = FALSE;
}

/* The look to change; FALSE while the controls follow it. */
static gboolean
get_look (PmColourPopover *self, PmMapLook *look)
{
  if (!self->is_updating)
    *look = *pm_view_model_get_look (self->model);
  return !self->is_updating;
}

static void
quantity_cb (GtkDropDown *drop, GParamSpec *pspec, PmColourPopover *self)
{
  guint i = gtk_drop_down_get_selected (drop);
  PmMapLook look;
  if (!get_look (self, &look) || i >= PM_N_QUANTITIES)
    return;
  pm_map_look_set_quantity (&look, quantities[i]);
  pm_view_model_set_look (self->model, &look);
}

static void
invert_cb (GtkToggleButton *toggle, PmColourPopover *self)
{
  PmMapLook look;
  if (!get_look (self, &look))
    return;
  look.inverted = gtk_toggle_button_get_active (toggle);
  pm_view_model_set_look (self->model, &look);
}

static void
map_cb (GtkListBox *list, GtkListBoxRow *row, PmColourPopover *self)
{
  PmMapLook look;
  if (!get_look (self, &look) || !row)
    return;
  look.colormap = (PmColormap) gtk_list_box_row_get_index (row);
  pm_view_model_set_look (self->model, &look);
}

static void
soft_cb (GtkDropDown *drop, GParamSpec *pspec, PmColourPopover *self)
{
  guint i = gtk_drop_down_get_selected (drop);
  PmMapLook look;
  if (!get_look (self, &look) || i >= G_N_ELEMENTS (softenings))
    return;
  look.softening = softenings[i];
  pm_view_model_set_look (self->model, &look);
}

static void
stretch_cb (GtkToggleButton *toggle, PmColourPopover *self)
{
  PmMapLook look;
  if (!get_look (self, &look) || !gtk_toggle_button_get_active (toggle))
    return;
  for (int i = 0; i < PM_N_STRETCHES; i++)
    if (self->stretch_toggles[i] == toggle)
      look.stretch = (PmStretchKind) i;
  pm_view_model_set_look (self->model, &look);
}

/* Own limits begin with those of the current pixel's map, or of the first one. */
static void
take_limits_of_a_map (PmColourPopover *self, PmMapLook *look)
{
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  PmResult *result = pm_view_model_get_result (self->model);
  int pixel = pm_pixel_selection_get_current (pm_view_model_get_selection (self->model));
  if (pixel == PM_PIXEL_NONE && n > 0)
    pixel = order[0];
  PmStretch stretch = { look->stretch, 0.0, 1.0 };
  if (result && result->maps && pixel != PM_PIXEL_NONE)
    {
      PmThumbnail thumbnail = { .grid = &result->maps->grid, .map = pm_map_set_find (result->maps, (gsize) pixel), .table = result->table,
                                .row = (gsize) pixel, .predicted_x = NAN, .predicted_y = NAN };
      pm_thumbnail_limits (&thumbnail, look, &stretch);
    }
  look->limits = PM_LIMITS_VALUE;
  look->low = stretch.low;
  look->high = stretch.high;
}

static void
limits_cb (GtkDropDown *drop, GParamSpec *pspec, PmColourPopover *self)
{
  int preset = (int) gtk_drop_down_get_selected (drop);
  PmMapLook look;
  if (!get_look (self, &look) || preset < 0 || preset >= PM_N_LIMIT_PRESETS)
    return;
  if (preset == PM_OWN_LIMITS)
    take_limits_of_a_map (self, &look);
  else
    pm_limit_preset_apply (preset, &look);
  pm_view_model_set_look (self->model, &look);
}

static void
take_entry (PmColourPopover *self, GtkEntry *entry)
{
  PmMapLook look;
  if (!get_look (self, &look) || look.limits == PM_LIMITS_ZSCALE)
    return;
  double *field = entry == self->low_entry ? &look.low : &look.high;
  g_autofree char *shown = pm_number_dup_text (*field);
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), shown)) /* what is shown has fewer digits than the value */
    return;
  if (pm_number_from_text (gtk_editable_get_text (GTK_EDITABLE (entry)), field))
    pm_view_model_set_look (self->model, &look);
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
}

static void
entry_left_cb (GtkEventControllerFocus *controller, PmColourPopover *self)
{
  take_entry (self, GTK_ENTRY (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))));
}

static void
entry_activated_cb (GtkEntry *entry, PmColourPopover *self)
{
  take_entry (self, entry);
}

static void
common_cb (GtkToggleButton *toggle, PmColourPopover *self)
{
  PmMapLook look;
  if (!get_look (self, &look))
    return;
  look.common = gtk_toggle_button_get_active (toggle);
  pm_view_model_set_look (self->model, &look);
}

static void
cut_cb (GtkDropDown *drop, GParamSpec *pspec, PmColourPopover *self)
{
  if (!self->is_updating)
    g_object_set (self, "cut", (int) gtk_drop_down_get_selected (drop), NULL);
}

static void
add_maps (PmColourPopover *self)
{
  for (int i = 0; i < PM_N_COLORMAPS; i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *strip = pm_colour_strip_new ((PmColormap) i), *row;
      gtk_widget_set_size_request (strip, 120, 12);
      gtk_box_append (GTK_BOX (box), strip);
      gtk_box_append (GTK_BOX (box), gtk_label_new (pm_colormap_get_label ((PmColormap) i)));
      gtk_list_box_append (self->map_list, box);
      row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->map_list, i));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, pm_colormap_get_label ((PmColormap) i), -1);
    }
}

static void
add_stretches (PmColourPopover *self)
{
  for (int i = 0; i < PM_N_STRETCHES; i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (pm_stretch_get_label ((PmStretchKind) i));
      self->stretch_toggles[i] = GTK_TOGGLE_BUTTON (toggle);
      gtk_widget_set_hexpand (toggle, TRUE);
      if (i > 0)
        gtk_toggle_button_set_group (self->stretch_toggles[i], self->stretch_toggles[0]);
      g_signal_connect (toggle, "toggled", G_CALLBACK (stretch_cb), self);
      gtk_box_append (self->stretch_box, toggle);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stretch_toggles[PM_STRETCH_HISTOGRAM]), _("Each colour has the same area"));
}

static void
fill_drop_downs (PmColourPopover *self)
{
  GtkStringList *names = gtk_string_list_new (NULL), *limits = gtk_string_list_new (NULL);
  for (int i = 0; i < PM_N_QUANTITIES; i++)
    gtk_string_list_append (names, pm_quantity_get_label (quantities[i]));
  for (int i = 0; i < PM_N_LIMIT_PRESETS; i++)
    gtk_string_list_append (limits, pm_limit_preset_get_label (i));
  gtk_drop_down_set_model (self->quantity_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_model (self->limits_drop, G_LIST_MODEL (limits));
  g_object_unref (names);
  g_object_unref (limits);
}

static void
pm_colour_popover_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmColourPopover *self = PM_COLOUR_POPOVER (object);
  if (id != PROP_CUT || (int) self->cut == g_value_get_int (value))
    return;
  self->cut = (PmCut) g_value_get_int (value);
  gtk_drop_down_set_selected (self->cut_drop, self->cut);
  g_object_notify_by_pspec (object, pspec);
}

static void
pm_colour_popover_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CUT)
    g_value_set_int (value, (int) PM_COLOUR_POPOVER (object)->cut);
}

static void
pm_colour_popover_dispose (GObject *object)
{
  PmColourPopover *self = PM_COLOUR_POPOVER (object);
  self->is_updating = TRUE; /* an entry that loses the focus now says nothing more */
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_COLOUR_POPOVER);
  G_OBJECT_CLASS (pm_colour_popover_parent_class)->dispose (object);
}

static void
pm_colour_popover_finalize (GObject *object)
{
  g_clear_object (&PM_COLOUR_POPOVER (object)->model);
  G_OBJECT_CLASS (pm_colour_popover_parent_class)->finalize (object);
}

static void
pm_colour_popover_class_init (PmColourPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->set_property = pm_colour_popover_set_property;
  G_OBJECT_CLASS (class)->get_property = pm_colour_popover_get_property;
  G_OBJECT_CLASS (class)->dispose = pm_colour_popover_dispose;
  G_OBJECT_CLASS (class)->finalize = pm_colour_popover_finalize;
  properties[PROP_CUT] = g_param_spec_int ("cut", NULL, NULL, 0, PM_CUT_PREDICTION, PM_CUT_PREDICTION,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-colour-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, quantity_drop);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, limits_drop);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, soft_drop);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, cut_drop);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, invert_toggle);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, each_toggle);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, common_toggle);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, map_list);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, stretch_box);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, low_entry);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, high_entry);
  gtk_widget_class_bind_template_child (widget_class, PmColourPopover, unit_label);
  gtk_widget_class_bind_template_callback (widget_class, quantity_cb);
  gtk_widget_class_bind_template_callback (widget_class, limits_cb);
  gtk_widget_class_bind_template_callback (widget_class, cut_cb);
  gtk_widget_class_bind_template_callback (widget_class, soft_cb);
  gtk_widget_class_bind_template_callback (widget_class, invert_cb);
  gtk_widget_class_bind_template_callback (widget_class, common_cb);
  gtk_widget_class_bind_template_callback (widget_class, map_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_left_cb);
}

static void
pm_colour_popover_init (PmColourPopover *self)
{
  self->cut = PM_CUT_PREDICTION;
  self->is_updating = TRUE; /* until there is a model */
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_drop_downs (self);
  add_maps (self);
  add_stretches (self);
}

GtkWidget *
pm_colour_popover_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmColourPopover *self = g_object_new (PM_TYPE_COLOUR_POPOVER, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "look-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
