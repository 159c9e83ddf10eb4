/* SPDX-License-Identifier: GPL-3.0-or-later
 * The tool bar: drop-downs and buttons that set properties of the view, and follow them.
 */
#include "config.h"

#include "pm-array-page.h"

#include "pm-colour-strip.h"
#include "pm-error.h"
#include "pm-look-words.h"
#include "pm-tool-row.h"
#include "pm-value-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ZOOM_FACTOR 1.4
#define EXPORT_WIDTH 728.0 /* of a view that was never shown */
#define EXPORT_HEIGHT 690.0

struct _PmArrayPage
{
  GtkBox parent_instance;

  PmViewModel *model; /* owned */
  PmArrayView *view;  /* child, borrowed */
  char **groups;      /* of the drop-down, after "All" and perhaps "Side by side"; owned */
  gboolean has_side_by_side;
  gboolean updating;  /* drop-downs follow the view: they must not set it */

  /* Template children, borrowed */
  GtkBox *tool_bar;
  PmToolRow *row;
  GtkDropDown *quantity_drop, *group_drop, *positions_drop;
  GtkWidget *zoom_box;
  GtkMenuButton *limits_button;
  GtkLabel *low_label, *high_label, *unit_label;
  PmColourStrip *strip;
  GtkEditable *low_entry, *high_entry;
  GtkPopover *limits_popover;
};

G_DEFINE_FINAL_TYPE (PmArrayPage, pm_array_page, GTK_TYPE_BOX)

static void
fill_entries (PmArrayPage *self)
{
  const PmArrayScene *scene = pm_array_view_get_scene (self->view);
  g_autofree char *low = pm_number_dup_text (scene->low), *high = pm_number_dup_text (scene->high);
  gtk_editable_set_text (self->low_entry, low);
  gtk_editable_set_text (self->high_entry, high);
  gtk_widget_remove_css_class (GTK_WIDGET (self->low_entry), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->high_entry), "error");
}

static void
update_limits (PmArrayPage *self)
{
  const PmArrayScene *scene = pm_array_view_get_scene (self->view);
  g_autofree char *low = pm_value_text_digits (scene->low, 3), *high = pm_value_text_digits (scene->high, 3);
  gtk_label_set_label (self->low_label, low);
  gtk_label_set_label (self->high_label, high);
  pm_colour_strip_set_map (self->strip, scene->map, FALSE);
  gtk_label_set_label (self->unit_label, scene->layout ? pm_array_quantity_unit (scene->layout->quantity) : "");
  fill_entries (self);
}

static void
limit_entered_cb (GtkEditable *entry, PmArrayPage *self)
{
  const PmArrayScene *scene = pm_array_view_get_scene (self->view);
  double value = 0.0;
  gboolean is_low = entry == self->low_entry;
  gboolean right = pm_number_from_text (gtk_editable_get_text (entry), &value) && (is_low ? value < scene->high : value > scene->low);
  if (!right)
    {
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      return;
    }
  pm_array_view_set_limits (self->view, is_low ? value : scene->low, is_low ? scene->high : value);
}

/* Drop-downs */

static void
update_groups (PmArrayPage *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  const PmArrayLayout *layout = pm_array_view_get_layout (self->view);
  g_autofree const char **groups = result ? pm_array_layout_list_groups (result->table) : g_new0 (const char *, 1);
  gboolean side_by_side, overlapping = layout && layout->overlapping;
  g_autofree char *group = NULL;
  g_object_get (self->view, "group", &group, "side-by-side", &side_by_side, NULL);
  guint n = g_strv_length ((char **) groups);
  if (*group) /* then the layout does not know whether they overlap */
    overlapping = self->has_side_by_side;
  if (!self->groups || !g_strv_equal ((const char *const *) self->groups, groups) || overlapping != self->has_side_by_side)
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new ((const char *const[]) { _("All"), NULL });
      g_strfreev (self->groups);
      self->groups = g_strdupv ((char **) groups);
      self->has_side_by_side = overlapping;
      if (overlapping)
        gtk_string_list_append (names, _("Side by side"));
      for (guint i = 0; i < n; i++)
        gtk_string_list_append (names, groups[i]);
      gtk_drop_down_set_model (self->group_drop, G_LIST_MODEL (names));
    }
  guint selected = *group == '\0' && side_by_side && overlapping ? 1 : 0;
  for (guint i = 0; i < n && *group; i++)
    if (strcmp (groups[i], group) == 0)
      selected = i + 1 + (overlapping ? 1 : 0);
  gtk_drop_down_set_selected (self->group_drop, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->group_drop), n > 1);
}

static void
group_selected_cb (PmArrayPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->group_drop), first = 1 + (self->has_side_by_side ? 1 : 0);
  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  g_object_set (self->view, "side-by-side", self->has_side_by_side && selected == 1, NULL);
  g_object_set (self->view, "group", selected >= first ? self->groups[selected - first] : "", NULL);
}

static void
quantity_selected_cb (PmArrayPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->quantity_drop);
  if (!self->updating && selected < PM_N_ARRAY_QUANTITIES)
    g_object_set (self->view, "quantity", pm_array_quantity_name ((PmArrayQuantity) selected), NULL);
}

static void
positions_selected_cb (PmArrayPage *self)
{
  if (!self->updating)
    g_object_set (self->view, "nominal", gtk_drop_down_get_selected (self->positions_drop) == 1, NULL);
}

/* The tool bar follows the view. */
static void
update (PmArrayPage *self)
{
  gboolean nominal;
  g_autofree char *name = NULL;
  PmArrayQuantity quantity = PM_ARRAY_COUPLING;
  if (!self->view)
    return;
  g_object_get (self->view, "quantity", &name, "nominal", &nominal, NULL);
  pm_array_quantity_from_name (name, &quantity);
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->quantity_drop, quantity);
  gtk_drop_down_set_selected (self->positions_drop, nominal ? 1 : 0);
  update_groups (self);
  update_limits (self);
  self->updating = FALSE;
}

/* Actions */

static void
zoom_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  const char *name = g_action_get_name (G_ACTION (action));
  if (strcmp (name, "zoom-fit") == 0)
    pm_array_view_fit (PM_ARRAY_PAGE (self)->view);
  else
    pm_array_view_zoom (PM_ARRAY_PAGE (self)->view, strcmp (name, "zoom-in") == 0 ? ZOOM_FACTOR : 1.0 / ZOOM_FACTOR);
}

static void
reset_limits_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  pm_array_view_reset_limits (PM_ARRAY_PAGE (self)->view);
}

static void
add_actions (PmArrayPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "zoom-in", .activate = zoom_cb },
    { .name = "zoom-out", .activate = zoom_cb },
    { .name = "zoom-fit", .activate = zoom_cb },
    { .name = "reset-limits", .activate = reset_limits_cb },
  };
  static const char *const properties[] = { "quantity", "tool", "nominal", "residuals", "detector-side", "side-by-side", "frozen" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autoptr (GPropertyAction) action = g_property_action_new (properties[i], self->view, properties[i]);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "array", G_ACTION_GROUP (group));
}

/* Class */

static void
pm_array_page_dispose (GObject *object)
{
  PmArrayPage *self = PM_ARRAY_PAGE (object);
  if (self->view)
    g_signal_handlers_disconnect_by_data (self->view, self);
  self->view = NULL;
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_ARRAY_PAGE);
  G_OBJECT_CLASS (pm_array_page_parent_class)->dispose (object);
}

static void
pm_array_page_finalize (GObject *object)
{
  g_strfreev (PM_ARRAY_PAGE (object)->groups);
  G_OBJECT_CLASS (pm_array_page_parent_class)->finalize (object);
}

static gboolean
pm_array_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PM_ARRAY_PAGE (widget)->view));
}

static void
pm_array_page_class_init (PmArrayPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_array_page_dispose;
  G_OBJECT_CLASS (class)->finalize = pm_array_page_finalize;
  widget_class->grab_focus = pm_array_page_grab_focus;
  g_type_ensure (PM_TYPE_COLOUR_STRIP);
  g_type_ensure (PM_TYPE_TOOL_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-array-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, tool_bar);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, row);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, quantity_drop);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, group_drop);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, positions_drop);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, limits_button);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, low_label);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, high_label);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, unit_label);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, strip);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, low_entry);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, high_entry);
  gtk_widget_class_bind_template_child (widget_class, PmArrayPage, limits_popover);
  gtk_widget_class_bind_template_callback (widget_class, quantity_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, positions_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, limit_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, fill_entries);
}

static void
pm_array_page_init (PmArrayPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  self->updating = TRUE; /* until there is a view */
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < PM_N_ARRAY_QUANTITIES; i++)
    gtk_string_list_append (names, pm_array_quantity_title ((PmArrayQuantity) i));
  gtk_drop_down_set_model (self->quantity_drop, G_LIST_MODEL (names));
  pm_tool_row_set_rank (self->row, GTK_WIDGET (self->group_drop), 1);
  pm_tool_row_set_rank (self->row, GTK_WIDGET (self->positions_drop), 2);
  pm_tool_row_set_rank (self->row, self->zoom_box, 3);
  pm_tool_row_set_rank (self->row, GTK_WIDGET (self->limits_button), 4);
}

GtkWidget *
pm_array_page_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmArrayPage *self = g_object_new (PM_TYPE_ARRAY_PAGE, NULL);
  self->model = g_object_ref (model);
  self->view = pm_array_view_new (model);
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->view));
  add_actions (self);
  g_signal_connect_swapped (self->view, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->view, "notify", G_CALLBACK (update), self);
  update (self);
  return GTK_WIDGET (self);
}

GtkBox *
pm_array_page_get_tool_bar (PmArrayPage *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_PAGE (self), NULL);
  return self->tool_bar;
}

PmArrayView *
pm_array_page_get_view (PmArrayPage *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_PAGE (self), NULL);
  return self->view;
}

gboolean
pm_array_page_export (PmArrayPage *self, const char *path, GError **error)
{
  g_return_val_if_fail (PM_IS_ARRAY_PAGE (self) && path, FALSE);
  PmArrayScene scene = *pm_array_view_get_scene (self->view);
  if (!scene.layout || scene.layout->n_shown == 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_NO_DATA, _("%s: the array view shows no pixel"), path);
      return FALSE;
    }
  scene.palette = pm_array_palette (FALSE);
  scene.draft = FALSE;
  gboolean shown = scene.width >= 64.0 && scene.height >= 64.0;
  gboolean keep_view = shown && !pm_array_view_get_viewport (self->view)->fitted;
  return pm_array_drawing_export (path, &scene, shown ? scene.width : EXPORT_WIDTH, shown ? scene.height : EXPORT_HEIGHT, keep_view, NULL,
                                  error);
}
