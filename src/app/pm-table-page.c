/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table view. The rows get their widgets when the page is shown first: a page that nobody looks at costs nothing.
 */
#include "config.h"

#include "pm-table-page.h"

#include "pm-pixel-menu.h"
#include "pm-row-list.h"
#include "pm-selection-adapter.h"
#include "pm-table-columns.h"
#include "pm-table-text.h"

#include <glib/gi18n-lib.h>

#define CHOOSER_ROWS 12

struct _PmTablePage
{
  GtkBox parent_instance;

  PmViewModel *model;
  PmPixelSelection *selection; /* of the model */
  PmRowList *rows;
  GtkWidget *menu;             /* made when it is first needed */
  gboolean has_rows;           /* the view was given its model */
  gboolean is_stale;           /* values changed while the page was not shown */
  guint scroll_source;         /* tick callback; 0: none */
  gboolean to_top;             /* it scrolls to the top, unless the current pixel is followed */
  int shown_current, shown_hovered;

  /* Template children, borrowed */
  GtkBox *tool_bar;
  GtkEditable *filter;
  GtkToggleButton *follow_button, *descending_button;
  GtkDropDown *sort_drop;
  GtkGrid *columns_grid;
  GtkPopover *columns_popover;
  GtkStack *stack;
  GtkColumnView *view;
};

enum
{
  PROP_COLUMNS = 1,
  PROP_SORT,
  PROP_FOLLOW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmTablePage, pm_table_page, GTK_TYPE_BOX)

/* What is shown. */

static void
choose_stack_page (PmTablePage *self)
{
  const char *name = "table";
  if (!pm_view_model_get_result (self->model))
    name = "no-result";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    name = "no-match";
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
result_changed_cb (PmTablePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    pm_table_columns_refresh (self->view, self->model);
  else
    self->is_stale = TRUE;
  choose_stack_page (self);
}

/* Marks one pixel instead of another. */
static void
mark_anew (PmTablePage *self, int *shown, int now)
{
  if (*shown == now)
    return;
  pm_table_columns_refresh_pixel (self->view, self->model, *shown);
  pm_table_columns_refresh_pixel (self->view, self->model, now);
  *shown = now;
}

static void
hovered_changed_cb (PmTablePage *self)
{
  mark_anew (self, &self->shown_hovered, pm_pixel_selection_get_hovered (self->selection));
}

/* The current pixel. */

/* The list's keyboard cursor goes where the current pixel is. If the list has the focus, that goes too; if not, giving the row the list's
 * own focus for a moment is what moves the cursor: GTK 4.8 has no other way. */
static void
move_cursor (PmTablePage *self, int pixel)
{
  GtkWidget *list = pm_table_columns_get_list (self->view), *row = pm_table_columns_find_row (self->view, pixel);
  GtkRoot *root = gtk_widget_get_root (list);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  if (!row || gtk_widget_get_focus_child (list) == row)
    return;
  if (focus && gtk_widget_is_ancestor (focus, list))
    gtk_widget_grab_focus (row);
  else
    {
      gtk_widget_set_focus_child (list, row);
      gtk_widget_set_focus_child (list, NULL);
    }
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  PmTablePage *self = PM_TABLE_PAGE (widget);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  if (gtk_adjustment_get_page_size (adjustment) <= 0.0) /* the rows have no place yet: scrolling now would lose them */
    return G_SOURCE_CONTINUE;
  int pixel = pm_pixel_selection_get_current (self->selection);
  int position = gtk_toggle_button_get_active (self->follow_button) ? pm_row_list_get_position (self->rows, pixel) : -1;
  GtkWidget *list = pm_table_columns_get_list (self->view);
  if (position >= 0)
    {
      gtk_widget_activate_action (list, "list.scroll-to-item", "u", (guint) position);
      move_cursor (self, pixel);
    }
  else if (self->to_top)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0u);
  self->scroll_source = 0;
  self->to_top = FALSE;
  return G_SOURCE_REMOVE;
}

/* Once for all changes of a frame: to the current pixel, if it is followed; else, if asked to, to the top. */
static void
plan_scroll (PmTablePage *self, gboolean to_top)
{
  self->to_top = self->to_top || to_top;
  if (self->scroll_source == 0)
    self->scroll_source = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

static void
current_changed_cb (PmTablePage *self)
{
  mark_anew (self, &self->shown_current, pm_pixel_selection_get_current (self->selection));
  plan_scroll (self, FALSE);
}

static void
follow_toggled_cb (PmTablePage *self)
{
  plan_scroll (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

static void
rows_changed_cb (PmTablePage *self)
{
  choose_stack_page (self);
  plan_scroll (self, FALSE);
}

/* Order and columns. */

static char *
dup_sort (PmTablePage *self)
{
  int column = pm_row_list_get_sort_column (self->rows);
  if (column == PM_ROW_LIST_MODEL_ORDER)
    return g_strdup ("");
  return g_strconcat (pm_row_list_get_descending (self->rows) ? "-" : "", pm_column_info ((PmColumn) column)->name, NULL);
}

static void
sort_by (PmTablePage *self, int column, gboolean descending)
{
  GtkColumnViewColumn *view_column = column >= 0 ? pm_table_columns_find (self->view, (PmColumn) column) : NULL;
  gtk_column_view_sort_by_column (self->view, view_column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
set_sort (PmTablePage *self, const char *text)
{
  gboolean descending = text && *text == '-';
  PmColumn column;
  if (text && pm_column_from_name (text + descending, &column))
    sort_by (self, (int) column, descending);
  else
    sort_by (self, PM_ROW_LIST_MODEL_ORDER, FALSE);
}

static void sort_chosen_cb (PmTablePage *self);

static void
show_sort (PmTablePage *self)
{
  g_signal_handlers_block_by_func (self->sort_drop, sort_chosen_cb, self);
  g_signal_handlers_block_by_func (self->descending_button, sort_chosen_cb, self);
  gtk_drop_down_set_selected (self->sort_drop, (guint) (pm_row_list_get_sort_column (self->rows) + 1));
  gtk_toggle_button_set_active (self->descending_button, pm_row_list_get_descending (self->rows));
  gtk_widget_set_sensitive (GTK_WIDGET (self->descending_button), pm_row_list_get_sort_column (self->rows) >= 0);
  g_signal_handlers_unblock_by_func (self->sort_drop, sort_chosen_cb, self);
  g_signal_handlers_unblock_by_func (self->descending_button, sort_chosen_cb, self);
}

/* The one way in: clicks on titles, the drop-down and the property all change the sorter of the view. */
static void
sorter_changed_cb (PmTablePage *self)
{
  gboolean descending;
  int column = pm_table_columns_get_sort (self->view, &descending);
  pm_row_list_set_sort (self->rows, column, descending);
  plan_scroll (self, TRUE);
  show_sort (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
sort_chosen_cb (PmTablePage *self)
{
  sort_by (self, (int) gtk_drop_down_get_selected (self->sort_drop) - 1, gtk_toggle_button_get_active (self->descending_button));
}

static void
columns_changed_cb (PmTablePage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMNS]);
}

/* A check button for each column, bound to its visibility; the id stays. */
static void
fill_chooser (PmTablePage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _("Order of the maps"));
  for (int c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      GtkColumnViewColumn *column = pm_table_columns_find (self->view, (PmColumn) c);
      GtkWidget *button = gtk_check_button_new_with_label (info->name);
      gtk_string_list_append (names, info->name);
      gtk_widget_set_tooltip_text (button, info->description);
      gtk_widget_set_sensitive (button, c != PM_COLUMN_ID);
      g_object_bind_property (column, "visible", button, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
      g_signal_connect_object (column, "notify::visible", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
      gtk_grid_attach (self->columns_grid, button, c / CHOOSER_ROWS, c % CHOOSER_ROWS, 1, 1);
    }
  gtk_drop_down_set_model (self->sort_drop, G_LIST_MODEL (names));
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Filter. */

static void
filter_changed_cb (PmTablePage *self)
{
  g_object_set (self->model, "text", gtk_editable_get_text (self->filter), NULL);
}

static void
model_text_cb (PmTablePage *self)
{
  g_autofree char *text = NULL;
  g_object_get (self->model, "text", &text, NULL);
  if (g_strcmp0 (text ? text : "", gtk_editable_get_text (self->filter)) != 0)
    gtk_editable_set_text (self->filter, text ? text : "");
}

static void
stop_search_cb (PmTablePage *self)
{
  gtk_editable_set_text (self->filter, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Copy. */

char *
pm_table_page_dup_text (PmTablePage *self)
{
  g_return_val_if_fail (PM_IS_TABLE_PAGE (self), NULL);
  PmResult *result = pm_view_model_get_result (self->model);
  guint n;
  gsize n_columns;
  if (!result)
    return NULL;
  const int *pixels = pm_row_list_get_pixels (self->rows, &n);
  g_autofree PmColumn *columns = pm_table_columns_dup_columns (self->view, &n_columns);
  g_autoptr (GArray) selected = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < n; i++)
    if (pm_pixel_selection_is_selected (self->selection, pixels[i]))
      g_array_append_val (selected, pixels[i]);
  if (selected->len > 0)
    return pm_pixel_table_to_text (result->table, columns, n_columns, (const int *) (void *) selected->data, selected->len);
  return pm_pixel_table_to_text (result->table, columns, n_columns, pixels, n);
}

void
pm_table_page_copy (PmTablePage *self)
{
  g_autofree char *text = pm_table_page_dup_text (self);
  if (text)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* Pointer. */

static int
pixel_at (PmTablePage *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  return pm_table_columns_get_pixel (self->view, widget);
}

static void
motion_cb (PmTablePage *self, double x, double y)
{
  pm_pixel_selection_set_hovered (self->selection, pixel_at (self, x, y));
}

static void
leave_cb (PmTablePage *self)
{
  pm_pixel_selection_set_hovered (self->selection, PM_PIXEL_NONE);
}

/* On the ground below the rows; rows and titles take their own clicks. */
static void
ground_pressed_cb (PmTablePage *self, int n_press, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  if (widget == pm_table_columns_get_list (self->view) || widget == GTK_WIDGET (self->view))
    pm_pixel_selection_select_none (self->selection);
}

static void
menu_pressed_cb (PmTablePage *self, int n_press, double x, double y)
{
  int pixel = pixel_at (self, x, y);
  if (pixel == PM_PIXEL_NONE)
    return;
  if (!pm_pixel_selection_is_selected (self->selection, pixel))
    pm_pixel_selection_select_one (self->selection, pixel);
  pm_pixel_selection_set_current (self->selection, pixel);
  pm_pixel_menu_popup (&self->menu, GTK_WIDGET (self), GTK_WIDGET (self->view), x, y);
}

/* Below the current row, or at the top if it is not in sight. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  PmTablePage *self = data;
  GtkWidget *row = pm_table_columns_find_row (self->view, pm_pixel_selection_get_current (self->selection));
  double x = 24, y = 24;
  if (row)
    gtk_widget_translate_coordinates (row, GTK_WIDGET (self->view), x, gtk_widget_get_height (row), &x, &y);
  y = CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (self->view)));
  pm_pixel_menu_popup (&self->menu, GTK_WIDGET (self), GTK_WIDGET (self->view), x, y);
  return TRUE;
}

void
pm_table_page_focus_filter (PmTablePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter));
}

static gboolean
focus_filter_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  pm_table_page_focus_filter (PM_TABLE_PAGE (widget));
  return TRUE;
}

static void
add_key (GtkWidget *widget, const char *trigger, GtkShortcutFunc callback, gpointer data)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *parsed = gtk_shortcut_trigger_parse_string (trigger);
  GtkShortcutAction *action = callback ? gtk_callback_action_new (callback, data, NULL) : gtk_named_action_new ("table.copy");
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (parsed, action));
  gtk_widget_add_controller (widget, keys);
}

static void
add_controllers (PmTablePage *self)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (view, motion);
  GtkGesture *ground = gtk_gesture_click_new (), *menu = gtk_gesture_click_new ();
  g_signal_connect_swapped (ground, "pressed", G_CALLBACK (ground_pressed_cb), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (ground));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (menu));
  add_key (view, "<Control>c", NULL, NULL);
  add_key (view, "<Shift>F10|Menu", menu_key_cb, self);
  add_key (GTK_WIDGET (self), "<Control>f", focus_filter_cb, NULL);
}

/* The object. */

static void
copy_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_table_page_copy (PM_TABLE_PAGE (widget));
}

static void
clear_filter_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_view_model_clear_filter (PM_TABLE_PAGE (widget)->model);
}

static void
usual_columns_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_table_columns_set_visible (PM_TABLE_PAGE (widget)->view, NULL);
}

/* The row of the current pixel, if it is there. */
static gboolean
pm_table_page_grab_focus (GtkWidget *widget)
{
  PmTablePage *self = PM_TABLE_PAGE (widget);
  GtkWidget *row = pm_table_columns_find_row (self->view, pm_pixel_selection_get_current (self->selection));
  return gtk_widget_grab_focus (row ? row : pm_table_columns_get_list (self->view));
}

static void
pm_table_page_map (GtkWidget *widget)
{
  PmTablePage *self = PM_TABLE_PAGE (widget);
  if (!self->has_rows)
    {
      self->has_rows = TRUE;
      pm_table_columns_fit (self->view);
      g_autoptr (PmSelectionAdapter) adapter = pm_selection_adapter_new (self->rows, self->selection);
      gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (adapter));
    }
  GTK_WIDGET_CLASS (pm_table_page_parent_class)->map (widget);
  if (self->is_stale)
    pm_table_columns_refresh (self->view, self->model);
  self->is_stale = FALSE;
  plan_scroll (self, FALSE);
}

static void
pm_table_page_unmap (GtkWidget *widget)
{
  PmTablePage *self = PM_TABLE_PAGE (widget);
  leave_cb (self);
  GTK_WIDGET_CLASS (pm_table_page_parent_class)->unmap (widget);
}

static void
pm_table_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmTablePage *self = PM_TABLE_PAGE (object);
  switch (id)
    {
    case PROP_COLUMNS:
      g_value_take_boxed (value, pm_table_columns_dup_visible (self->view));
      break;
    case PROP_SORT:
      g_value_take_string (value, dup_sort (self));
      break;
    case PROP_FOLLOW:
      g_value_set_boolean (value, gtk_toggle_button_get_active (self->follow_button));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_table_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmTablePage *self = PM_TABLE_PAGE (object);
  switch (id)
    {
    case PROP_COLUMNS:
      pm_table_columns_set_visible (self->view, g_value_get_boxed (value));
      break;
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    case PROP_FOLLOW:
      gtk_toggle_button_set_active (self->follow_button, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_table_page_dispose (GObject *object)
{
  PmTablePage *self = PM_TABLE_PAGE (object);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->view) /* both notify while they go */
    {
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
      g_signal_handlers_disconnect_by_data (self->sort_drop, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_TABLE_PAGE);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (pm_table_page_parent_class)->dispose (object);
}

static void
pm_table_page_class_init (PmTablePageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  object_class->get_property = pm_table_page_get_property;
  object_class->set_property = pm_table_page_set_property;
  object_class->dispose = pm_table_page_dispose;
  widget_class->map = pm_table_page_map;
  widget_class->unmap = pm_table_page_unmap;
  widget_class->grab_focus = pm_table_page_grab_focus;
  properties[PROP_COLUMNS] = g_param_spec_boxed ("columns", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "", flags);
  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-table-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, tool_bar);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, filter);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, follow_button);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, descending_button);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, sort_drop);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, columns_grid);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, columns_popover);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, stack);
  gtk_widget_class_bind_template_child (widget_class, PmTablePage, view);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action_cb);
  gtk_widget_class_install_action (widget_class, "table.clear-filter", NULL, clear_filter_action_cb);
  gtk_widget_class_install_action (widget_class, "table.usual-columns", NULL, usual_columns_action_cb);
}

static void
pm_table_page_init (PmTablePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_model (PmTablePage *self, PmViewModel *model)
{
  self->model = g_object_ref (model);
  self->selection = g_object_ref (pm_view_model_get_selection (model));
  self->shown_current = pm_pixel_selection_get_current (self->selection);
  self->shown_hovered = pm_pixel_selection_get_hovered (self->selection);
  self->rows = pm_row_list_new (model);
  pm_table_columns_add (self->view, model);
  fill_chooser (self);
  show_sort (self);
  model_text_cb (self);
  choose_stack_page (self);
  add_controllers (self);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (result_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::text", G_CALLBACK (model_text_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::current", G_CALLBACK (current_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::hovered", G_CALLBACK (hovered_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->filter, "search-changed", G_CALLBACK (filter_changed_cb), self);
  g_signal_connect_swapped (self->filter, "stop-search", G_CALLBACK (stop_search_cb), self);
  g_signal_connect_swapped (self->follow_button, "toggled", G_CALLBACK (follow_toggled_cb), self);
  g_signal_connect_swapped (self->descending_button, "toggled", G_CALLBACK (sort_chosen_cb), self);
  g_signal_connect_swapped (self->sort_drop, "notify::selected", G_CALLBACK (sort_chosen_cb), self);
}

GtkWidget *
pm_table_page_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmTablePage *self = g_object_new (PM_TYPE_TABLE_PAGE, NULL);
  set_model (self, model);
  return GTK_WIDGET (self);
}

GtkBox *
pm_table_page_get_tool_bar (PmTablePage *self)
{
  g_return_val_if_fail (PM_IS_TABLE_PAGE (self), NULL);
  return self->tool_bar;
}
