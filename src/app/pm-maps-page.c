/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ties the controls of the tool bar to the model and to the grid; both can be changed from elsewhere too, so every tie holds both ways.
 */
#include "config.h"

#include "pm-maps-page.h"

#include "pm-colour-popover.h"
#include "pm-colour-strip.h"
#include "pm-look-words.h"
#include "pm-shared-limits.h"
#include "pm-squeeze-layout.h"

#include <glib/gi18n.h>

struct _PmMapsPage
{
  GtkBox parent_instance;

  PmViewModel *model;     /* owned */
  PmSharedLimits *limits; /* owned */
  PmMapsGrid *grid;       /* child of scroller, borrowed */

  /* Template children, borrowed. */
  GtkBox *tool_bar;
  GtkDropDown *sort_drop;
  GtkButton *direction_button;
  GtkToggleButton *array_toggle;
  GtkSearchEntry *filter_entry;
  GtkMenuButton *colour_button;
  GtkLabel *low_label, *high_label, *stretch_label;
  PmColourStrip *strip;
  GtkScale *size_scale;
  GtkScrolledWindow *scroller;
  GtkWidget *no_match_box;
};

G_DEFINE_FINAL_TYPE (PmMapsPage, pm_maps_page, GTK_TYPE_BOX)

/* What the model has. */

static void
look_changed_cb (PmMapsPage *self)
{
  const PmMapLook *look = pm_view_model_get_look (self->model);
  g_autofree char *low = pm_map_look_dup_limit (look, FALSE), *high = pm_map_look_dup_limit (look, TRUE);
  g_autofree char *stretch = g_utf8_strdown (pm_stretch_get_label (look->stretch), -1);
  gtk_label_set_label (self->low_label, low);
  gtk_label_set_label (self->high_label, high);
  gtk_label_set_label (self->stretch_label, stretch);
  pm_colour_strip_set_map (self->strip, look->colormap, look->inverted);
  g_autofree char *name
    = g_strdup_printf (_("Colours: %s, %s … %s, %s"), pm_colormap_get_label (look->colormap), low, high, stretch);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->colour_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
order_changed_cb (PmMapsPage *self)
{
  guint n;
  pm_view_model_get_order (self->model, &n);
  gtk_widget_set_visible (self->no_match_box, n == 0 && pm_view_model_get_n_pixels (self->model) > 0);
}

static void
text_changed_cb (PmMapsPage *self)
{
  g_autofree char *text = NULL;
  g_object_get (self->model, "text", &text, NULL);
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->filter_entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), text ? text : "");
}

static void
descending_changed_cb (PmMapsPage *self)
{
  gboolean descending;
  g_object_get (self->model, "descending", &descending, NULL);
  gtk_button_set_icon_name (self->direction_button, descending ? "view-sort-descending-symbolic" : "view-sort-ascending-symbolic");
  const char *name = descending ? _("Descending") : _("Ascending");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->direction_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->direction_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
arrangement_changed_cb (PmMapsPage *self)
{
  gboolean as_array;
  g_object_get (self->grid, "as-array", &as_array, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sort_drop), !as_array);
  gtk_widget_set_sensitive (GTK_WIDGET (self->direction_button), !as_array);
}

static void
theme_changed_cb (PmMapsPage *self)
{
  PmMapLook look = *pm_view_model_get_look (self->model);
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-application-prefer-dark-theme", &look.dark, NULL);
  pm_view_model_set_look (self->model, &look);
}

/* What the user does. */

static void
direction_cb (GtkButton *button, PmMapsPage *self)
{
  gboolean descending;
  g_object_get (self->model, "descending", &descending, NULL);
  g_object_set (self->model, "descending", !descending, NULL);
}

static void
search_changed_cb (GtkSearchEntry *entry, PmMapsPage *self)
{
  g_object_set (self->model, "text", gtk_editable_get_text (GTK_EDITABLE (entry)), NULL);
}

/* Escape: back to the maps. */
static void
stop_search_cb (GtkSearchEntry *entry, PmMapsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
filter_activate_cb (GtkSearchEntry *entry, PmMapsPage *self)
{
  search_changed_cb (entry, self);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static gboolean
open_colours_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_menu_button_popup (PM_MAPS_PAGE (widget)->colour_button);
  return TRUE;
}

static gboolean
invert_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  PmMapsPage *self = PM_MAPS_PAGE (widget);
  PmMapLook look = *pm_view_model_get_look (self->model);
  look.inverted = !look.inverted;
  pm_view_model_set_look (self->model, &look);
  return TRUE;
}

static void
add_shortcuts (PmMapsPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_l, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (open_colours_cb, NULL, NULL)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_i, 0),
                                                          gtk_callback_action_new (invert_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* Where the page is narrow the size slider vanishes first, as Ctrl+wheel is still there; then the name of the stretch, which the popover
 * has too. */
static void
set_up_squeezing (PmMapsPage *self)
{
  GtkLayoutManager *bar = pm_squeeze_layout_new (6), *button = pm_squeeze_layout_new (6);
  pm_squeeze_layout_set_rank (PM_SQUEEZE_LAYOUT (bar), GTK_WIDGET (self->size_scale), 3);
  pm_squeeze_layout_set_rank (PM_SQUEEZE_LAYOUT (bar), GTK_WIDGET (self->direction_button), 2);
  pm_squeeze_layout_set_rank (PM_SQUEEZE_LAYOUT (bar), GTK_WIDGET (self->array_toggle), 1);
  pm_squeeze_layout_set_rank (PM_SQUEEZE_LAYOUT (button), GTK_WIDGET (self->stretch_label), 1);
  gtk_widget_set_layout_manager (GTK_WIDGET (self->tool_bar), bar);
  gtk_widget_set_layout_manager (gtk_widget_get_parent (GTK_WIDGET (self->stretch_label)), button);
}

/* The drop-down: its button keeps a short name within bounds, its list shows all of it. */

static void
set_up_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer is_button)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (is_button)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 9);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
    }
  gtk_list_item_set_child (item, label);
}

static void
bind_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkListItemFactory *
make_factory (gboolean is_button)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_item_cb), GINT_TO_POINTER (is_button));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item_cb), NULL);
  return factory;
}

static void
fill_sort_drop (PmMapsPage *self)
{
  static const char *const names[PM_N_PIXEL_SORTS]
    = { [PM_SORT_ROW_COLUMN] = N_ ("Row, column"), [PM_SORT_ID] = N_ ("Index"),     [PM_SORT_S2N] = N_ ("S/N"),
        [PM_SORT_COUPLING] = N_ ("Coupling"),      [PM_SORT_WIDTH] = N_ ("Width"), [PM_SORT_DISTANCE] = N_ ("Displacement"),
        [PM_SORT_SUSPICION] = N_ ("Suspicious") };
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) button = make_factory (TRUE), rows = make_factory (FALSE);
  for (int i = 0; i < PM_N_PIXEL_SORTS; i++)
    gtk_string_list_append (list, _(names[i]));
  gtk_drop_down_set_factory (self->sort_drop, button);
  gtk_drop_down_set_list_factory (self->sort_drop, rows);
  gtk_drop_down_set_model (self->sort_drop, G_LIST_MODEL (list));
}

/* The page. */

static void
pm_maps_page_dispose (GObject *object)
{
  PmMapsPage *self = PM_MAPS_PAGE (object);
  if (self->limits)
    g_object_run_dispose (G_OBJECT (self->limits)); /* a task under way may hold it longer */
  g_clear_object (&self->limits);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_MAPS_PAGE);
  G_OBJECT_CLASS (pm_maps_page_parent_class)->dispose (object);
}

static void
pm_maps_page_finalize (GObject *object)
{
  g_clear_object (&PM_MAPS_PAGE (object)->model);
  G_OBJECT_CLASS (pm_maps_page_parent_class)->finalize (object);
}

static gboolean
pm_maps_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PM_MAPS_PAGE (widget)->grid));
}

static void
pm_maps_page_class_init (PmMapsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_maps_page_dispose;
  G_OBJECT_CLASS (class)->finalize = pm_maps_page_finalize;
  widget_class->grab_focus = pm_maps_page_grab_focus;
  g_type_ensure (PM_TYPE_COLOUR_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-maps-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, tool_bar);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, sort_drop);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, direction_button);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, array_toggle);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, colour_button);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, low_label);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, high_label);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, stretch_label);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, strip);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, size_scale);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, PmMapsPage, no_match_box);
  gtk_widget_class_bind_template_callback (widget_class, direction_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_activate_cb);
}

static void
pm_maps_page_init (PmMapsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_sort_drop (self);
  set_up_squeezing (self);
  add_shortcuts (self);
}

static void
connect (PmMapsPage *self, gpointer object, const char *signal, void (*callback) (PmMapsPage *))
{
  g_signal_connect_object (object, signal, G_CALLBACK (callback), self, G_CONNECT_SWAPPED);
  callback (self);
}

GtkWidget *
pm_maps_page_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmMapsPage *self = g_object_new (PM_TYPE_MAPS_PAGE, NULL);
  const GBindingFlags both = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;
  self->model = g_object_ref (model);
  GtkWidget *grid = pm_maps_grid_new (model), *popover = pm_colour_popover_new (model);
  self->grid = PM_MAPS_GRID (grid);
  gtk_scrolled_window_set_child (self->scroller, grid);
  gtk_menu_button_set_popover (self->colour_button, popover);
  self->limits = pm_shared_limits_new (model);
  g_object_bind_property (model, "sort", self->sort_drop, "selected", both);
  g_object_bind_property (self->grid, "as-array", self->array_toggle, "active", both);
  g_object_bind_property (self->grid, "cut", popover, "cut", both);
  g_object_bind_property (self->grid, "size-step", gtk_range_get_adjustment (GTK_RANGE (self->size_scale)), "value", both);
  connect (self, model, "look-changed", look_changed_cb);
  connect (self, model, "order-changed", order_changed_cb);
  connect (self, model, "result-changed", order_changed_cb);
  connect (self, model, "notify::text", text_changed_cb);
  connect (self, model, "notify::descending", descending_changed_cb);
  connect (self, self->grid, "notify::as-array", arrangement_changed_cb);
  connect (self, gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-application-prefer-dark-theme", theme_changed_cb);
  return GTK_WIDGET (self);
}

GtkBox *
pm_maps_page_get_tool_bar (PmMapsPage *self)
{
  g_return_val_if_fail (PM_IS_MAPS_PAGE (self), NULL);
  return self->tool_bar;
}

PmMapsGrid *
pm_maps_page_get_grid (PmMapsPage *self)
{
  g_return_val_if_fail (PM_IS_MAPS_PAGE (self), NULL);
  return self->grid;
}

void
pm_maps_page_focus_filter (PmMapsPage *self)
{
  g_return_if_fail (PM_IS_MAPS_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}
