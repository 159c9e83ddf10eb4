/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pointer and touch. Controllers only forward: what happens is in functions that tests call too. Keys are in pm-array-view-keys.c.
 */
#include "config.h"

#include "pm-array-view-private.h"

#include <math.h>

#define DRAG_THRESHOLD 4.0 /* px: below it a press is a click */
#define LASSO_STEP 3.0     /* px between points of a lasso */
#define WHEEL_FACTOR 1.2

static gboolean
is_in_plot (PmArrayView *self, double x, double y)
{
  const PmArrayBox *plot = &self->scene.plot;
  return self->layout && x >= plot->x && x < plot->x + plot->width && y >= plot->y && y < plot->y + plot->height;
}

int
pm_array_view_find (PmArrayView *self, double x, double y)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), PM_PIXEL_NONE);
  if (!is_in_plot (self, x, y))
    return PM_PIXEL_NONE;
  double there_x, there_y;
  pm_array_drawing_from_screen (&self->scene, x, y, &there_x, &there_y);
  guint pixel = pm_array_layout_find (self->layout, there_x, there_y);
  return pixel == PM_ARRAY_NO_PIXEL ? PM_PIXEL_NONE : (int) pixel;
}

gboolean
pm_array_view_get_pointer (PmArrayView *self, double *x, double *y)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), FALSE);
  *x = *y = NAN;
  if (!self->pointer_inside || !is_in_plot (self, self->pointer_x, self->pointer_y))
    return FALSE;
  pm_array_drawing_from_screen (&self->scene, self->pointer_x, self->pointer_y, x, y);
  return pm_array_layout_true_position (self->layout, *x, *y, x, y);
}

/* Pan and zoom */

static void
zoom_at (PmArrayView *self, double factor, double x, double y)
{
  pm_viewport_zoom (&self->viewport, factor, x - self->scene.plot.x, y - self->scene.plot.y);
  pm_array_view_view_changed (self);
}

void
pm_array_view_pan (PmArrayView *self, double dx, double dy)
{
  pm_viewport_pan (&self->viewport, dx, dy);
  pm_array_view_view_changed (self);
}

void
pm_array_view_zoom (PmArrayView *self, double factor)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  const PmArrayBox *plot = &self->scene.plot;
  if (self->pointer_inside && is_in_plot (self, self->pointer_x, self->pointer_y))
    zoom_at (self, factor, self->pointer_x, self->pointer_y);
  else
    zoom_at (self, factor, plot->x + 0.5 * plot->width, plot->y + 0.5 * plot->height);
}

void
pm_array_view_fit (PmArrayView *self)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  pm_viewport_fit (&self->viewport);
  pm_array_view_view_changed (self);
}

/* Hover */

static void
set_hovered (PmArrayView *self, int pixel)
{
  if (!self->frozen)
    pm_pixel_selection_set_hovered (self->selection, pixel);
}

void
pm_array_view_update_cursor (PmArrayView *self)
{
  const char *name = NULL;
  PmArrayDrag grip = self->drag == PM_ARRAY_DRAG_NONE ? pm_array_view_find_grip (self, self->pointer_x, self->pointer_y) : self->drag;
  if (self->drag == PM_ARRAY_DRAG_PAN)
    name = "grabbing";
  else if (self->space_held)
    name = "grab";
  else if (grip == PM_ARRAY_DRAG_LOW || grip == PM_ARRAY_DRAG_HIGH)
    name = self->scene.bar_below ? "ew-resize" : "ns-resize";
  else if (self->tool != PM_ARRAY_TOOL_POINTER && is_in_plot (self, self->pointer_x, self->pointer_y))
    name = "crosshair";
  GdkCursor *before = gtk_widget_get_cursor (GTK_WIDGET (self));
  if (g_strcmp0 (name, before ? gdk_cursor_get_name (before) : NULL) != 0)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

void
pm_array_view_hover (PmArrayView *self, double x, double y)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  gboolean was_on_bar = self->pointer_inside && pm_array_view_is_on_bar (self, self->pointer_x, self->pointer_y);
  gboolean was_inside = self->pointer_inside;
  self->pointer_inside = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag == PM_ARRAY_DRAG_NONE)
    set_hovered (self, pm_array_view_find (self, x, y));
  if (!was_inside || was_on_bar != pm_array_view_is_on_bar (self, x, y))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  pm_array_view_update_cursor (self);
  pm_array_view_emit_pointer_moved (self);
}

void
pm_array_view_leave (PmArrayView *self)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  self->pointer_inside = FALSE;
  set_hovered (self, PM_PIXEL_NONE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  pm_array_view_emit_pointer_moved (self);
}

/* Clicks */

static void
make_current (PmArrayView *self, int pixel)
{
  pm_pixel_selection_set_current (self->selection, pixel);
}

/* From the current pixel to this one, in the order of the views. */
static void
select_range (PmArrayView *self, int pixel)
{
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  int from = pm_view_model_get_place (self->model, pm_pixel_selection_get_current (self->selection));
  int to = pm_view_model_get_place (self->model, pixel);
  if (from < 0 || to < 0)
    {
      pm_pixel_selection_select_one (self->selection, pixel);
      make_current (self, pixel);
      return;
    }
  int first = MIN (from, to), last = MAX (from, to);
  g_autofree guint *pixels = g_new (guint, (gsize) (last - first + 1));
  for (int k = first; k <= last; k++)
    pixels[k - first] = (guint) order[k];
  pm_pixel_selection_set (self->selection, pixels, (guint) (last - first + 1));
}

static void
click (PmArrayView *self, double x, double y, GdkModifierType modifiers)
{
  int pixel = pm_array_view_find (self, x, y);
  if (!is_in_plot (self, x, y))
    return;
  if (pixel == PM_PIXEL_NONE)
    {
      if (!(modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
        pm_pixel_selection_select_none (self->selection);
    }
  else if (modifiers & GDK_CONTROL_MASK)
    {
      pm_pixel_selection_toggle (self->selection, pixel);
      make_current (self, pixel);
    }
  else if (modifiers & GDK_SHIFT_MASK)
    select_range (self, pixel);
  else
    {
      pm_pixel_selection_select_one (self->selection, pixel);
      make_current (self, pixel);
    }
}

void
pm_array_view_open_menu (PmArrayView *self, double x, double y)
{
  int pixel = pm_array_view_find (self, x, y);
  if (pixel != PM_PIXEL_NONE && !pm_pixel_selection_is_selected (self->selection, pixel))
    pm_pixel_selection_select_one (self->selection, pixel);
  if (pixel != PM_PIXEL_NONE)
    make_current (self, pixel);
  if (!self->menu)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/pixelmap/PixelMap/pm-pixel-menu.ui");
      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (gtk_builder_get_object (builder, "pixel_menu")));
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (gtk_widget_queue_draw), self);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Drags */

void
pm_array_view_press (PmArrayView *self, guint button, int n_press, double x, double y, GdkModifierType modifiers)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  PmArrayDrag grip = pm_array_view_find_grip (self, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_button = button;
  self->drag_modifiers = modifiers;
  self->drag_x = self->last_x = x;
  self->drag_y = self->last_y = y;
  self->drag_low = self->scene.low;
  self->drag_high = self->scene.high;
  self->drag = PM_ARRAY_DRAG_NONE;
  if (button == GDK_BUTTON_MIDDLE || (button == GDK_BUTTON_PRIMARY && self->space_held))
    self->drag = PM_ARRAY_DRAG_PAN;
  else if (button == GDK_BUTTON_SECONDARY)
    self->drag = PM_ARRAY_DRAG_MENU;
  else if (button == GDK_BUTTON_PRIMARY && n_press == 2 && pm_array_view_is_on_bar (self, x, y))
    pm_array_view_reset_limits (self);
  else if (button == GDK_BUTTON_PRIMARY)
    self->drag = grip != PM_ARRAY_DRAG_NONE ? grip : PM_ARRAY_DRAG_PRESS;
  pm_array_view_update_cursor (self);
}

static void
add_to_lasso (PmArrayView *self, double x, double y)
{
  const double point[2] = { x, y };
  g_array_append_vals (self->lasso, point, 2);
}

/* A press that has moved far enough: what it becomes is up to the tool. */
static void
begin_drag (PmArrayView *self)
{
  if (!is_in_plot (self, self->drag_x, self->drag_y))
    self->drag = PM_ARRAY_DRAG_NONE;
  else if (self->tool == PM_ARRAY_TOOL_POINTER)
    self->drag = PM_ARRAY_DRAG_PAN;
  else if (self->tool == PM_ARRAY_TOOL_RECTANGLE)
    self->drag = PM_ARRAY_DRAG_RECTANGLE;
  else
    {
      self->drag = PM_ARRAY_DRAG_LASSO;
      g_array_set_size (self->lasso, 0);
      add_to_lasso (self, self->drag_x, self->drag_y);
    }
  set_hovered (self, PM_PIXEL_NONE);
}

void
pm_array_view_drag (PmArrayView *self, double x, double y)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  if (self->drag == PM_ARRAY_DRAG_PRESS && hypot (x - self->drag_x, y - self->drag_y) >= DRAG_THRESHOLD)
    begin_drag (self);
  switch (self->drag)
    {
    case PM_ARRAY_DRAG_PAN:
      pm_array_view_pan (self, x - self->last_x, y - self->last_y);
      break;
    case PM_ARRAY_DRAG_LASSO:
      {
        const double *points = (const double *) (gpointer) self->lasso->data, *end = points + self->lasso->len - 2;
        if (hypot (x - end[0], y - end[1]) >= LASSO_STEP)
          add_to_lasso (self, x, y);
        gtk_widget_queue_draw (GTK_WIDGET (self));
        break;
      }
    case PM_ARRAY_DRAG_RECTANGLE:
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case PM_ARRAY_DRAG_LOW:
    case PM_ARRAY_DRAG_HIGH:
      pm_array_view_drag_limit (self, x, y);
      break;
    default:
      break;
    }
  self->last_x = x;
  self->last_y = y;
  pm_array_view_update_cursor (self);
}

static GArray *
find_enclosed (PmArrayView *self)
{
  if (self->drag == PM_ARRAY_DRAG_RECTANGLE)
    {
      double x1, y1, x2, y2;
      pm_array_drawing_from_screen (&self->scene, self->drag_x, self->drag_y, &x1, &y1);
      pm_array_drawing_from_screen (&self->scene, self->last_x, self->last_y, &x2, &y2);
      return pm_array_layout_find_rectangle (self->layout, x1, y1, x2, y2);
    }
  gsize n = self->lasso->len / 2;
  const double *points = (const double *) (gpointer) self->lasso->data;
  g_autofree double *there = g_new (double, 2 * n + 1);
  for (gsize i = 0; i < n; i++)
    pm_array_drawing_from_screen (&self->scene, points[2 * i], points[2 * i + 1], &there[2 * i], &there[2 * i + 1]);
  return pm_array_layout_find_lasso (self->layout, there, n);
}

/* Ctrl turns them over: out if all are selected, else in. */
static void
toggle_pixels (PmArrayView *self, const guint *pixels, guint n)
{
  gboolean all = TRUE;
  for (guint k = 0; k < n && all; k++)
    all = pm_pixel_selection_is_selected (self->selection, (int) pixels[k]);
  if (all)
    pm_pixel_selection_remove (self->selection, pixels, n);
  else
    pm_pixel_selection_add (self->selection, pixels, n);
}

static void
select_enclosed (PmArrayView *self)
{
  GArray *found = find_enclosed (self);
  const guint *pixels = (const guint *) (gpointer) found->data;
  int current = pm_pixel_selection_get_current (self->selection);
  if (self->drag_modifiers & GDK_CONTROL_MASK)
    toggle_pixels (self, pixels, found->len);
  else if (self->drag_modifiers & GDK_SHIFT_MASK)
    pm_pixel_selection_add (self->selection, pixels, found->len);
  else
    pm_pixel_selection_set (self->selection, pixels, found->len);
  if (found->len > 0 && !pm_pixel_selection_is_selected (self->selection, current)
      && pm_pixel_selection_is_selected (self->selection, (int) pixels[0]))
    make_current (self, (int) pixels[0]);
  g_array_unref (found);
}

void
pm_array_view_release (PmArrayView *self, double x, double y)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  pm_array_view_drag (self, x, y);
  PmArrayDrag drag = self->drag;
  if (self->layout && (drag == PM_ARRAY_DRAG_RECTANGLE || drag == PM_ARRAY_DRAG_LASSO))
    select_enclosed (self);
  self->drag = PM_ARRAY_DRAG_NONE;
  if (drag == PM_ARRAY_DRAG_PRESS)
    click (self, x, y, self->drag_modifiers);
  else if (drag == PM_ARRAY_DRAG_MENU && hypot (x - self->drag_x, y - self->drag_y) < DRAG_THRESHOLD && is_in_plot (self, x, y))
    pm_array_view_open_menu (self, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->pointer_inside)
    pm_array_view_hover (self, x, y);
}

gboolean
pm_array_view_cancel_drag (PmArrayView *self)
{
  if (self->drag == PM_ARRAY_DRAG_NONE)
    return FALSE;
  if (self->drag == PM_ARRAY_DRAG_LOW || self->drag == PM_ARRAY_DRAG_HIGH)
    pm_array_view_set_limits (self, self->drag_low, self->drag_high);
  self->drag = PM_ARRAY_DRAG_NONE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

void
pm_array_view_scroll (PmArrayView *self, double dx, double dy, gboolean is_wheel)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  if (!self->layout)
    return;
  if (is_wheel)
    pm_array_view_zoom (self, pow (WHEEL_FACTOR, -dy));
  else
    pm_array_view_pan (self, -dx, -dy);
  if (self->pointer_inside && self->drag == PM_ARRAY_DRAG_NONE)
    set_hovered (self, pm_array_view_find (self, self->pointer_x, self->pointer_y));
}

/* Controllers */

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, PmArrayView *self)
{
  pm_array_view_press (self, gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)), 1, x, y,
                       gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, PmArrayView *self)
{
  pm_array_view_drag (self, self->drag_x + dx, self->drag_y + dy);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, PmArrayView *self)
{
  pm_array_view_release (self, self->drag_x + dx, self->drag_y + dy);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, PmArrayView *self)
{
  pm_array_view_cancel_drag (self);
}

static void
double_click_cb (GtkGestureClick *gesture, int n_press, double x, double y, PmArrayView *self)
{
  if (n_press == 2 && pm_array_view_is_on_bar (self, x, y))
    pm_array_view_reset_limits (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, PmArrayView *self)
{
  pm_array_view_scroll (self, dx, dy, gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, PmArrayView *self)
{
  self->pinch_scale = 1.0;
  pm_array_view_cancel_drag (self);
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, PmArrayView *self)
{
  double x, y;
  if (self->pinch_scale > 0.0 && gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    zoom_at (self, scale / self->pinch_scale, x, y);
  self->pinch_scale = scale;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, PmArrayView *self)
{
  return pm_array_view_key (self, key, modifiers);
}

static void
release_space (PmArrayView *self)
{
  self->space_held = FALSE;
  pm_array_view_update_cursor (self);
}

static void
key_released_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, PmArrayView *self)
{
  if (key == GDK_KEY_space)
    release_space (self);
}

static void
focus_leave_cb (GtkEventControllerFocus *controller, PmArrayView *self)
{
  release_space (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, PmArrayView *self)
{
  pm_array_view_hover (self, x, y);
}

static GtkEventController *
add (PmArrayView *self, GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  return controller;
}

void
pm_array_view_add_controllers (PmArrayView *self)
{
  GtkEventController *drag = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ()));
  GtkEventController *clicks = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_click_new ()));
  GtkEventController *pinch = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ()));
  GtkEventController *scroll = add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  GtkEventController *motion = add (self, gtk_event_controller_motion_new ());
  GtkEventController *key = add (self, gtk_event_controller_key_new ());
  GtkEventController *focus = add (self, gtk_event_controller_focus_new ());
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  g_signal_connect (clicks, "pressed", G_CALLBACK (double_click_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pm_array_view_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_leave_cb), self);
}
