/* SPDX-License-Identifier: GPL-3.0-or-later
 * The view: keeps the layout up to date, the static layer in a surface, and draws selection, tools and card on top of it. Input is in
 * pm-array-view-input.c, the properties are in pm-array-view-properties.c.
 */
#include "config.h"

#include "pm-array-builder.h"
#include "pm-array-paint.h"
#include "pm-array-view-private.h"
#include "pm-value-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_PIXELS_HERE 20000 /* more are laid out in a worker thread */
#define SETTLE_MS 150
#define MIN_WIDTH 240
#define MIN_HEIGHT 200
#define NATURAL_WIDTH 480
#define NATURAL_HEIGHT 420

enum
{
  SIGNAL_CHANGED,
  SIGNAL_POINTER_MOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PmArrayView, pm_array_view, GTK_TYPE_WIDGET)

void
pm_array_view_invalidate (PmArrayView *self)
{
  g_clear_pointer (&self->ground, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
settle_cb (gpointer user_data)
{
  PmArrayView *self = user_data;
  self->settle_id = 0;
  self->scene.draft = FALSE;
  pm_array_view_invalidate (self);
  return G_SOURCE_REMOVE;
}

/* Thousands of vectors take longer than a frame: while the view moves there are fewer. */
static void
begin_draft (PmArrayView *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->scene.draft = self->scene.residuals;
  if (self->scene.draft)
    self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

void
pm_array_view_view_changed (PmArrayView *self)
{
  begin_draft (self);
  self->scene.centre_x = self->viewport.centre_x;
  self->scene.centre_y = self->viewport.centre_y;
  self->scene.scale = self->viewport.scale;
  gtk_widget_queue_allocate (GTK_WIDGET (self)); /* the child that lies on the current pixel */
  pm_array_view_invalidate (self);
}

void
pm_array_view_emit_pointer_moved (PmArrayView *self)
{
  g_signal_emit (self, signals[SIGNAL_POINTER_MOVED], 0);
}

void
pm_array_view_emit_changed (PmArrayView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
drop_card (PmArrayView *self)
{
  g_clear_pointer (&self->card, pm_array_card_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Names for screen readers */

static void
update_description (PmArrayView *self)
{
  const PmArrayLayout *layout = self->layout;
  g_autofree char *text = NULL;
  if (!layout || layout->n_shown == 0)
    text = g_strdup (_("No pixels"));
  else if (layout->n_values == 0)
    text = g_strdup_printf (ngettext ("%u pixel without values", "%u pixels without values", (gulong) layout->n_shown),
                            (guint) layout->n_shown);
  else
    {
      g_autofree char *low = pm_value_text_digits (layout->smallest, 3), *high = pm_value_text_digits (layout->largest, 3);
      g_autofree char *median = pm_value_text_digits (layout->median, 3);
      /* Translators: number of pixels, name of a value, its smallest, largest and median one */
      text = g_strdup_printf (ngettext ("%u pixel, %s %s to %s, median %s", "%u pixels, %s %s to %s, median %s",
                                        (gulong) layout->n_values),
                              (guint) layout->n_values, pm_array_quantity_title (layout->quantity), low, high, median);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
update_cell (PmArrayView *self)
{
  int current = pm_pixel_selection_get_current (self->selection);
  if (self->layout && current >= 0 && (gsize) current < self->layout->n_pixels)
    {
      g_autoptr (PmArrayCard) card = pm_array_card_new (self->model, self->layout, current, FALSE, 1);
      g_autofree char *name = pm_array_card_describe (card);
      pm_array_cell_set_name (PM_ARRAY_CELL (self->cell), name);
    }
  else
    pm_array_cell_set_name (PM_ARRAY_CELL (self->cell), _("No current pixel"));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The layout */

static void
arrange (PmArrayView *self)
{
  pm_array_drawing_arrange (&self->scene, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  pm_viewport_set_size (&self->viewport, self->scene.plot.width, self->scene.plot.height);
  self->scene.centre_x = self->viewport.centre_x;
  self->scene.centre_y = self->viewport.centre_y;
  self->scene.scale = self->viewport.scale;
}

/* Takes over the layout. */
static void
show_layout (PmArrayView *self, PmArrayLayout *layout)
{
  g_clear_pointer (&self->layout, pm_array_layout_free);
  self->layout = layout;
  self->scene.layout = layout;
  self->scene.title = pm_array_quantity_title (self->quantity);
  PmResult *result = pm_view_model_get_result (self->model);
  self->scene.north_deg = result ? result->north_deg : NAN;
  if (layout)
    {
      self->scene.map = layout->map;
      pm_array_view_update_limits (self);
      pm_viewport_set_bounds (&self->viewport, layout->left, layout->right, layout->bottom, layout->top,
                              3.0 * MAX (layout->pitch_x, layout->pitch_y));
    }
  arrange (self);
  g_clear_pointer (&self->card, pm_array_card_free);
  update_description (self);
  update_cell (self);
  pm_array_view_invalidate (self);
  pm_array_view_emit_changed (self);
}

static void
got_layout (PmArrayView *self, PmArrayLayout *layout)
{
  if (layout && layout->overlapping && !self->arrangement_chosen && !self->side_by_side)
    {
      /* Pixels that hide each other are of no use: a first look shows all of them. */
      pm_array_layout_free (layout);
      self->side_by_side = TRUE;
      pm_array_view_rebuild (self);
      g_object_notify (G_OBJECT (self), "side-by-side");
      return;
    }
  show_layout (self, layout);
}

static void
layout_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmArrayView) self = user_data;
  PmArrayLayout *layout = pm_array_build_finish (result, NULL);
  if (!layout) /* cancelled: another one is on its way, or the view is gone */
    return;
  g_clear_object (&self->cancellable);
  got_layout (self, layout);
}

void
pm_array_view_rebuild (PmArrayView *self)
{
  PmArrayChoice choice = { self->quantity, *self->group ? self->group : NULL, self->at_nominal, self->side_by_side };
  guint n_pixels = pm_view_model_get_n_pixels (self->model);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self->hidden);
  self->hidden = pm_array_build_hidden (self->model);
  if (!pm_view_model_get_result (self->model) || n_pixels <= MAX_PIXELS_HERE)
    {
      got_layout (self, pm_array_build (self->model, &choice));
      return;
    }
  if (self->layout && self->layout->n_pixels != n_pixels)
    show_layout (self, NULL);
  self->cancellable = g_cancellable_new ();
  pm_array_build_async (self->model, &choice, self->cancellable, layout_ready_cb, g_object_ref (self));
}

/* What the model says */

static void
result_changed_cb (PmArrayView *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  gboolean known = !*self->group;
  if (!known && result)
    {
      g_autofree const char **groups = pm_array_layout_list_groups (result->table);
      known = g_strv_contains (groups, self->group);
    }
  if (!known)
    g_object_set (self, "group", "", NULL);
  else
    pm_array_view_rebuild (self);
}

/* An order may be another one because of the sorting alone: then the same pixels stay hidden, and nothing is to be done. */
static void
order_changed_cb (PmArrayView *self)
{
  g_autofree guint8 *hidden = pm_array_build_hidden (self->model);
  if (!hidden != !self->hidden || (hidden && memcmp (hidden, self->hidden, pm_view_model_get_n_pixels (self->model)) != 0))
    pm_array_view_rebuild (self);
}

static void
look_changed_cb (PmArrayView *self)
{
  self->scene.palette = pm_array_palette (pm_view_model_get_look (self->model)->dark);
  drop_card (self);
  pm_array_view_invalidate (self);
}

static void
current_changed_cb (PmArrayView *self)
{
  int current = pm_pixel_selection_get_current (self->selection);
  update_cell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->layout || self->viewport.fitted || current < 0 || (gsize) current >= self->layout->n_pixels
      || isnan (self->layout->x[current]))
    return;
  PmViewport before = self->viewport;
  pm_viewport_show (&self->viewport, self->layout->x[current], self->layout->y[current],
                    MAX (24.0, self->layout->pitch_x * self->viewport.scale));
  if (before.centre_x != self->viewport.centre_x || before.centre_y != self->viewport.centre_y)
    pm_array_view_view_changed (self);
}

/* Drawing */

static void
draw_ground (PmArrayView *self, int width, int height)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  self->ground = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_surface_set_device_scale (self->ground, scale, scale);
  cairo_t *cr = cairo_create (self->ground);
  pm_array_drawing_paint (cr, &self->scene);
  if (self->layout && self->layout->n_shown == 0)
    {
      const PmArrayBox *plot = &self->scene.plot;
      pm_paint_set_colour (cr, self->scene.palette->dim, 1.0);
      pm_paint_text (cr, pm_view_model_is_filtered (self->model) ? _("No pixel matches") : _("No pixel has a position"),
                     plot->x + 0.5 * plot->width, plot->y + 0.5 * plot->height, 0.5, 13.0, FALSE);
    }
  cairo_destroy (cr);
}

static void
draw_tool (PmArrayView *self, cairo_t *cr)
{
  if (self->drag == PM_ARRAY_DRAG_RECTANGLE)
    pm_array_drawing_paint_tool (cr, &self->scene,
                                 (double[]) { self->drag_x, self->drag_y, self->last_x, self->drag_y, self->last_x, self->last_y,
                                              self->drag_x, self->last_y }, 4);
  else if (self->drag == PM_ARRAY_DRAG_LASSO)
    pm_array_drawing_paint_tool (cr, &self->scene, (const double *) (gpointer) self->lasso->data, self->lasso->len / 2);
}

static gboolean
shows_card (PmArrayView *self)
{
  int hovered = pm_pixel_selection_get_hovered (self->selection);
  if (self->menu && gtk_widget_get_visible (self->menu))
    return FALSE;
  return self->layout && (self->pointer_inside || self->frozen) && self->drag == PM_ARRAY_DRAG_NONE && hovered >= 0
         && (gsize) hovered < self->layout->n_pixels && !isnan (self->layout->x[hovered]);
}

static void
draw_card (PmArrayView *self, cairo_t *cr)
{
  int hovered = pm_pixel_selection_get_hovered (self->selection);
  PmArrayBox box;
  if (!self->card)
    self->card = pm_array_card_new (self->model, self->layout, hovered, self->card_map, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  pm_array_card_measure (self->card, &box);
  pm_array_card_place (&self->scene, self->selection, (guint) hovered, &box);
  pm_array_card_paint (cr, self->card, self->scene.palette, pm_view_model_get_look (self->model)->dark, &box);
}

static void
draw_focus (PmArrayView *self, cairo_t *cr, int width, int height)
{
  cairo_rectangle (cr, 1.0, 1.0, width - 2.0, height - 2.0);
  pm_paint_set_colour (cr, self->scene.palette->ring, 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
}

static void
pm_array_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmArrayView *self = PM_ARRAY_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!self->ground)
    draw_ground (self, width, height);
  cairo_set_source_surface (cr, self->ground, 0.0, 0.0);
  cairo_paint (cr);
  if (self->layout)
    pm_array_drawing_paint_selection (cr, &self->scene, self->selection);
  draw_tool (self, cr);
  pm_array_view_draw_grips (self, cr);
  if (gtk_widget_has_visible_focus (self->cell))
    draw_focus (self, cr, width, height);
  if (shows_card (self))
    draw_card (self, cr);
  cairo_destroy (cr);
}

/* Class */

static void
pm_array_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
pm_array_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PmArrayView *self = PM_ARRAY_VIEW (widget);
  PmArrayBox box = self->scene.plot;
  int current = pm_pixel_selection_get_current (self->selection);
  if (width != (int) self->scene.width || height != (int) self->scene.height)
    {
      arrange (self);
      pm_array_view_invalidate (self);
      box = self->scene.plot;
    }
  if (self->layout && current >= 0)
    {
      PmArrayBox place;
      if (pm_array_pixels_box (&self->scene, (guint) current, &place))
        box = place;
    }
  GtkAllocation allocation = { (int) box.x, (int) box.y, MAX ((int) box.width, 1), MAX ((int) box.height, 1) };
  gtk_widget_size_allocate (self->cell, &allocation, -1);
  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static gboolean
pm_array_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PM_ARRAY_VIEW (widget)->cell);
}

static void
pm_array_view_dispose (GObject *object)
{
  PmArrayView *self = PM_ARRAY_VIEW (object);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->selection)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->cell, gtk_widget_unparent);
  G_OBJECT_CLASS (pm_array_view_parent_class)->dispose (object);
}

static void
pm_array_view_finalize (GObject *object)
{
  PmArrayView *self = PM_ARRAY_VIEW (object);
  g_clear_pointer (&self->layout, pm_array_layout_free);
  g_clear_pointer (&self->ground, cairo_surface_destroy);
  g_clear_pointer (&self->card, pm_array_card_free);
  g_array_unref (self->lasso);
  g_free (self->group);
  g_free (self->hidden);
  G_OBJECT_CLASS (pm_array_view_parent_class)->finalize (object);
}

static void
pm_array_view_class_init (PmArrayViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = pm_array_view_dispose;
  object_class->finalize = pm_array_view_finalize;
  widget_class->measure = pm_array_view_measure;
  widget_class->size_allocate = pm_array_view_size_allocate;
  widget_class->snapshot = pm_array_view_snapshot;
  widget_class->grab_focus = pm_array_view_grab_focus;
  pm_array_view_install_properties (object_class);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PM_TYPE_ARRAY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_POINTER_MOVED]
    = g_signal_new ("pointer-moved", PM_TYPE_ARRAY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pm-array-view");
}

static void
pm_array_view_init (PmArrayView *self)
{
  self->group = g_strdup ("");
  self->lasso = g_array_new (FALSE, FALSE, sizeof (double));
  self->card_map = TRUE;
  self->automatic_for = PM_N_ARRAY_QUANTITIES;
  self->tool = PM_ARRAY_TOOL_RECTANGLE;
  self->cell = pm_array_cell_new ();
  gtk_widget_set_parent (self->cell, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  pm_array_scene_init (&self->scene, NULL, NULL);
  self->scene.snap = TRUE;
  pm_viewport_init (&self->viewport);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Array"), -1);
  pm_array_view_add_controllers (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (pm_array_view_invalidate), NULL);
}

PmArrayView *
pm_array_view_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmArrayView *self = g_object_new (PM_TYPE_ARRAY_VIEW, NULL);
  self->model = g_object_ref (model);
  self->selection = g_object_ref (pm_view_model_get_selection (model));
  g_signal_connect_swapped (model, "result-changed", G_CALLBACK (result_changed_cb), self);
  g_signal_connect_swapped (model, "order-changed", G_CALLBACK (order_changed_cb), self);
  g_signal_connect_swapped (model, "look-changed", G_CALLBACK (look_changed_cb), self);
  g_signal_connect_swapped (self->selection, "changed", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (self->selection, "notify::current", G_CALLBACK (current_changed_cb), self);
  g_signal_connect_swapped (self->selection, "notify::hovered", G_CALLBACK (drop_card), self);
  look_changed_cb (self);
  pm_array_view_rebuild (self);
  return self;
}

const PmArrayLayout *
pm_array_view_get_layout (PmArrayView *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), NULL);
  return self->layout;
}

const PmArrayScene *
pm_array_view_get_scene (PmArrayView *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), NULL);
  return &self->scene;
}

const PmViewport *
pm_array_view_get_viewport (PmArrayView *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), NULL);
  return &self->viewport;
}

gboolean
pm_array_view_is_busy (PmArrayView *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), FALSE);
  return self->cancellable != NULL;
}
