/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pointer: click and rectangle with the first button, contrast and menu with the third, size with Ctrl+wheel and pinch.
 */
#include "config.h"

#include "pm-maps-grid-private.h"

#include <math.h>

#define DRAG_THRESHOLD 4.0
#define PIXELS_PER_FACTOR_E 150.0 /* of a contrast drag */
#define PINCH_STEP 1.25

/* Selection. */

void
_pm_maps_grid_select_between (PmMapsGrid *self, int from, int to, gboolean add)
{
  int first = _pm_maps_grid_cell_of (self, from), last = _pm_maps_grid_cell_of (self, to);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int));
  if (last == PM_CELL_NOWHERE)
    return;
  pm_grid_geometry_list_between (self->geometry, first == PM_CELL_NOWHERE ? last : first, last, cells);
  for (guint i = 0; i < cells->len; i++)
    g_array_index (cells, int, i) = _pm_maps_grid_pixel_of (self, g_array_index (cells, int, i));
  if (add)
    pm_pixel_selection_add (self->selection, (const guint *) (const void *) cells->data, cells->len);
  else
    pm_pixel_selection_set (self->selection, (const guint *) (const void *) cells->data, cells->len);
}

static void
make_current (PmMapsGrid *self, int pixel)
{
  self->keeps_scroll = TRUE; /* what is under the pointer stays there */
  pm_pixel_selection_set_current (self->selection, pixel);
  self->keeps_scroll = FALSE;
}

void
_pm_maps_grid_press (PmMapsGrid *self, double x, double y, GdkModifierType state)
{
  gboolean add = (state & GDK_CONTROL_MASK) != 0, extend = (state & GDK_SHIFT_MASK) != 0;
  int pixel = pm_maps_grid_find_pixel (self, x, y);
  g_clear_pointer (&self->before, g_free);
  self->n_before = 0;
  if (add || extend)
    self->before = pm_pixel_selection_get_selected (self->selection, &self->n_before);
  self->is_pressed = TRUE;
  self->press_x = self->band_x = x + _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL);
  self->press_y = self->band_y = y + _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  if (pixel == PM_PIXEL_NONE)
    {
      if (!add && !extend)
        pm_pixel_selection_select_none (self->selection);
      return;
    }
  if (extend)
    {
      int anchor = self->anchor != PM_PIXEL_NONE ? self->anchor : pm_pixel_selection_get_current (self->selection);
      _pm_maps_grid_select_between (self, anchor, pixel, add);
    }
  else if (add)
    pm_pixel_selection_toggle (self->selection, pixel);
  else
    pm_pixel_selection_select_one (self->selection, pixel);
  if (!extend)
    self->anchor = pixel;
  make_current (self, pixel);
}

static void
select_in_band (PmMapsGrid *self)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int)), pixels = g_array_new (FALSE, FALSE, sizeof (guint));
  pm_grid_geometry_list (self->geometry, self->press_x, self->press_y, self->band_x, self->band_y, cells);
  g_array_append_vals (pixels, self->before, self->n_before);
  for (guint i = 0; i < cells->len; i++)
    {
      guint pixel = (guint) _pm_maps_grid_pixel_of (self, g_array_index (cells, int, i));
      if (pm_view_model_get_place (self->model, (int) pixel) >= 0) /* dimmed ones only one by one */
        g_array_append_val (pixels, pixel);
    }
  pm_pixel_selection_set (self->selection, (const guint *) (const void *) pixels->data, pixels->len);
}

/* Beyond the edge of the view it scrolls, the faster the farther. */
static gboolean
autoscroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  PmMapsGrid *self = PM_MAPS_GRID (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double over_x = self->pointer_x - CLAMP (self->pointer_x, 0.0, width), over_y = self->pointer_y - CLAMP (self->pointer_y, 0.0, height);
  if (over_x == 0.0 && over_y == 0.0)
    return G_SOURCE_CONTINUE;
  _pm_maps_grid_set_scroll (self, GTK_ORIENTATION_HORIZONTAL, _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL) + 0.2 * over_x);
  _pm_maps_grid_set_scroll (self, GTK_ORIENTATION_VERTICAL, _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL) + 0.2 * over_y);
  _pm_maps_grid_drag_to (self, self->pointer_x, self->pointer_y);
  return G_SOURCE_CONTINUE;
}

void
_pm_maps_grid_drag_to (PmMapsGrid *self, double x, double y)
{
  if (!self->is_pressed || !self->geometry)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  self->band_x = x + _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL);
  self->band_y = y + _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  if (!self->is_banding && hypot (self->band_x - self->press_x, self->band_y - self->press_y) < DRAG_THRESHOLD)
    return;
  if (!self->is_banding)
    self->autoscroll = gtk_widget_add_tick_callback (GTK_WIDGET (self), autoscroll_cb, NULL, NULL);
  self->is_banding = TRUE;
  select_in_band (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_pm_maps_grid_release (PmMapsGrid *self)
{
  if (self->is_banding)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->autoscroll);
  self->is_pressed = self->is_banding = FALSE;
  g_clear_pointer (&self->before, g_free);
  self->n_before = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, PmMapsGrid *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  _pm_maps_grid_press (self, x, y, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, PmMapsGrid *self)
{
  double x, y;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  _pm_maps_grid_drag_to (self, x + dx, y + dy);
  if (self->is_banding)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_end_cb (GtkGesture *gesture, GdkEventSequence *sequence, PmMapsGrid *self)
{
  _pm_maps_grid_release (self);
}

/* A double click shows the inspector, and never hides it. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, PmMapsGrid *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (n_press != 2 || pm_maps_grid_find_pixel (self, x, y) == PM_PIXEL_NONE || !G_IS_ACTION_GROUP (root))
    return;
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (root), "inspector");
  if (state && g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN) && !g_variant_get_boolean (state))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.inspector", NULL);
}

/* Contrast and menu. */

void
_pm_maps_grid_contrast_begin (PmMapsGrid *self)
{
  self->look_before = *pm_view_model_get_look (self->model);
  if (self->look_before.limits == PM_LIMITS_ZSCALE) /* has no limits of its own that could be moved */
    {
      self->look_before.limits = PM_LIMITS_SIGMA;
      self->look_before.low = -3.0;
      self->look_before.high = 10.0;
    }
}

/* To the right the limits rise, upwards they come closer together, as in DS9. */
void
_pm_maps_grid_contrast (PmMapsGrid *self, double dx, double dy)
{
  PmMapLook look = self->look_before;
  double range = look.high - look.low, factor = exp (CLAMP (dy / PIXELS_PER_FACTOR_E, -6.0, 6.0));
  double middle = 0.5 * (look.low + look.high) + range * dx / (2.0 * PIXELS_PER_FACTOR_E);
  look.low = middle - 0.5 * range * factor;
  look.high = middle + 0.5 * range * factor;
  pm_view_model_set_look (self->model, &look);
}

void
_pm_maps_grid_open_menu (PmMapsGrid *self, int pixel, double x, double y)
{
  if (pixel != PM_PIXEL_NONE)
    {
      if (!pm_pixel_selection_is_selected (self->selection, pixel))
        pm_pixel_selection_select_one (self->selection, pixel);
      make_current (self, pixel);
    }
  if (!self->menu)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/pixelmap/PixelMap/pm-pixel-menu.ui");
      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (gtk_builder_get_object (builder, "pixel_menu")));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
third_begin_cb (GtkGestureDrag *gesture, double x, double y, PmMapsGrid *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->is_dragging_contrast = FALSE;
  _pm_maps_grid_contrast_begin (self);
}

static void
third_update_cb (GtkGestureDrag *gesture, double dx, double dy, PmMapsGrid *self)
{
  double x, y;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (pm_maps_grid_find_pixel (self, x, y) != PM_PIXEL_NONE && hypot (dx, dy) >= DRAG_THRESHOLD)
    self->is_dragging_contrast = TRUE;
  if (self->is_dragging_contrast)
    _pm_maps_grid_contrast (self, dx, dy);
}

static void
third_end_cb (GtkGestureDrag *gesture, double dx, double dy, PmMapsGrid *self)
{
  double x, y;
  if (self->is_dragging_contrast || hypot (dx, dy) >= DRAG_THRESHOLD || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  _pm_maps_grid_open_menu (self, pm_maps_grid_find_pixel (self, x, y), x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, PmMapsGrid *self)
{
  _pm_maps_grid_open_menu (self, pm_maps_grid_find_pixel (self, x, y), x, y);
}

/* Hover and size. */

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, PmMapsGrid *self)
{
  pm_pixel_selection_set_hovered (self->selection, pm_maps_grid_find_pixel (self, x, y));
}

static void
leave_cb (GtkEventControllerMotion *controller, PmMapsGrid *self)
{
  pm_pixel_selection_set_hovered (self->selection, PM_PIXEL_NONE);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, PmMapsGrid *self)
{
  if (!(gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  self->wheel -= dy;
  int n_steps = (int) self->wheel; /* smooth wheels give fractions */
  self->wheel -= n_steps;
  if (n_steps)
    pm_maps_grid_change_size (self, n_steps);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, PmMapsGrid *self)
{
  self->pinch_scale = 1.0;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, PmMapsGrid *self)
{
  int n_steps = scale > self->pinch_scale * PINCH_STEP ? 1 : scale < self->pinch_scale / PINCH_STEP ? -1 : 0;
  if (n_steps == 0)
    return;
  self->pinch_scale = scale;
  pm_maps_grid_change_size (self, n_steps);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, PmMapsGrid *self)
{
  return _pm_maps_grid_key (self, key, state);
}

static void
connect (PmMapsGrid *self, gpointer controller, const char *signal, GCallback callback)
{
  g_signal_connect (controller, signal, callback, self);
}

void
_pm_maps_grid_add_controllers (PmMapsGrid *self)
{
  GtkGesture *first = gtk_gesture_drag_new (), *third = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new (), *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (third), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  connect (self, first, "drag-begin", G_CALLBACK (drag_begin_cb));
  connect (self, first, "drag-update", G_CALLBACK (drag_update_cb));
  connect (self, first, "end", G_CALLBACK (drag_end_cb));
  connect (self, third, "drag-begin", G_CALLBACK (third_begin_cb));
  connect (self, third, "drag-update", G_CALLBACK (third_update_cb));
  connect (self, third, "drag-end", G_CALLBACK (third_end_cb));
  connect (self, click, "pressed", G_CALLBACK (pressed_cb));
  connect (self, press, "pressed", G_CALLBACK (long_pressed_cb));
  connect (self, pinch, "begin", G_CALLBACK (pinch_begin_cb));
  connect (self, pinch, "scale-changed", G_CALLBACK (pinch_cb));
  connect (self, motion, "enter", G_CALLBACK (motion_cb));
  connect (self, motion, "motion", G_CALLBACK (motion_cb));
  connect (self, motion, "leave", G_CALLBACK (leave_cb));
  connect (self, scroll, "scroll", G_CALLBACK (scroll_cb));
  connect (self, key, "key-pressed", G_CALLBACK (key_cb));
  GtkEventController *all[] = { GTK_EVENT_CONTROLLER (first), GTK_EVENT_CONTROLLER (third), GTK_EVENT_CONTROLLER (click),
                                GTK_EVENT_CONTROLLER (press), GTK_EVENT_CONTROLLER (pinch), motion, scroll, key };
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_add_controller (GTK_WIDGET (self), all[i]);
}
