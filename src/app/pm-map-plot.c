/* SPDX-License-Identifier: GPL-3.0-or-later
 * Draws through pm-map-drawing. A redraw costs well under a millisecond: nothing is cached but the values.
 */
#include "config.h"

#include "pm-map-plot.h"

#include "pm-ground.h"
#include "pm-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_WIDTH 120
#define MARGIN 10

struct _PmMapPlot
{
  GtkWidget parent_instance;

  PmMapScene scene; /* owned content */
  gboolean picking;
  gboolean pointed; /* the pointer is on the map */
};

enum
{
  PROP_PICKING = 1,
  N_PROPS,
};

enum
{
  SIGNAL_READOUT,
  SIGNAL_PICKED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PmMapPlot, pm_map_plot, GTK_TYPE_WIDGET)

static void
arrange (PmMapPlot *self)
{
  self->scene.text_scale = pm_ground_text_scale (GTK_WIDGET (self));
  pm_map_drawing_arrange (&self->scene, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
}

/* For screen readers: what the picture shows, in words. */
static void
describe (PmMapPlot *self)
{
  const PmResult *result = self->scene.result;
  static const char *const names[PM_N_MAP_PLANES] = { N_("Map of the signal"), N_("Map of the residual"), N_("Map of the S/N"),
                                                      N_("Map of the exposure"), N_("Map of the weight") };
  g_autofree char *text = NULL;
  if (result && self->scene.row < result->table->n_rows)
    text = g_strdup_printf (_("%s, pixel %s"), _(names[self->scene.plane]), result->table->id[self->scene.row]);
  else
    text = g_strdup (_(names[self->scene.plane]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
reload (PmMapPlot *self)
{
  pm_map_drawing_load (&self->scene, self->scene.result, self->scene.row);
  arrange (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
take_back_readout (PmMapPlot *self)
{
  if (!self->pointed)
    return;
  self->pointed = FALSE;
  g_signal_emit (self, signals[SIGNAL_READOUT], 0, NULL);
}

void
pm_map_plot_point (PmMapPlot *self, double x, double y)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  double offset_x, offset_y, value, s2n;
  if (!self->scene.map || !pm_map_drawing_from_screen (&self->scene, x, y, &offset_x, &offset_y))
    {
      take_back_readout (self);
      return;
    }
  g_autofree char *text_x = pm_value_text_number (offset_x, 1), *text_y = pm_value_text_number (offset_y, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "X %s″  Y %s″", text_x, text_y);
  if (pm_map_drawing_value (&self->scene, offset_x, offset_y, &value, &s2n))
    {
      g_autofree char *number = pm_value_text_digits (value, 3), *significance = pm_value_text_number (s2n, 1);
      const char *unit = pm_map_drawing_unit (self->scene.plane);
      if (self->scene.plane != PM_MAP_PLANE_S2N)
        g_string_append_printf (text, "  ·  %s %s", number, unit);
      if (isfinite (s2n))
        g_string_append_printf (text, "  ·  %s %s", _("S/N"), significance);
    }
  self->pointed = TRUE;
  g_signal_emit (self, signals[SIGNAL_READOUT], 0, text->str);
}

void
pm_map_plot_click (PmMapPlot *self, double x, double y)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  double offset_x, offset_y;
  if (!self->picking || !self->scene.map || !pm_map_drawing_from_screen (&self->scene, x, y, &offset_x, &offset_y))
    return;
  pm_map_plot_set_picking (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, offset_x, offset_y);
}

static void
motion_cb (PmMapPlot *self, double x, double y)
{
  pm_map_plot_point (self, x, y);
}

static void
leave_cb (PmMapPlot *self)
{
  take_back_readout (self);
}

static void
pressed_cb (PmMapPlot *self, int n_press, double x, double y)
{
  pm_map_plot_click (self, x, y);
}

/* Moves the start by whole cells from where it is, or from the fit. */
static void
move_start (PmMapPlot *self, double columns, double rows)
{
  double x = self->scene.refit_x, y = self->scene.refit_y;
  if (!isfinite (x + y) && !pm_map_drawing_fit (self->scene.result, self->scene.row, &x, &y))
    pm_map_drawing_from_screen (&self->scene, self->scene.x + 0.5 * (double) self->scene.n_columns * self->scene.zoom,
                                self->scene.y + 0.5 * (double) self->scene.n_rows * self->scene.zoom, &x, &y);
  double cell = self->scene.result->maps->grid.cell_arcsec, screen_x, screen_y, inside_x, inside_y;
  pm_map_drawing_to_screen (&self->scene, x + columns * cell, y + rows * cell, &screen_x, &screen_y);
  if (pm_map_drawing_from_screen (&self->scene, screen_x, screen_y, &inside_x, &inside_y))
    g_signal_emit (self, signals[SIGNAL_PICKED], 0, inside_x, inside_y);
}

static gboolean
key_cb (PmMapPlot *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (!self->picking || !self->scene.map || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  double step = state & GDK_SHIFT_MASK ? 5.0 : 1.0;
  switch (keyval)
    {
    case GDK_KEY_Left:
      move_start (self, -step, 0);
      break;
    case GDK_KEY_Right:
      move_start (self, step, 0);
      break;
    case GDK_KEY_Up:
      move_start (self, 0, step);
      break;
    case GDK_KEY_Down:
      move_start (self, 0, -step);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Escape:
      pm_map_plot_set_picking (self, FALSE);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
pm_map_plot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  PmMapPlot *self = PM_MAP_PLOT (widget);
  self->scene.text_scale = pm_ground_text_scale (widget);
  int width = for_size > 0 && orientation == GTK_ORIENTATION_VERTICAL ? for_size : MIN_WIDTH;
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : (int) ceil (pm_map_drawing_height (&self->scene, width));
}

static GtkSizeRequestMode
pm_map_plot_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pm_map_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  arrange (PM_MAP_PLOT (widget));
}

static void
pm_map_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmMapPlot *self = PM_MAP_PLOT (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  PmMapScene scene = self->scene;
  scene.look.dark = pm_ground_is_dark (widget);
  /* long labels at the left may reach into the margin beside the widget */
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (-MARGIN, 0, width + MARGIN, height));
  pm_map_drawing_paint (cr, &scene);
  cairo_destroy (cr);
}

static void
pm_map_plot_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PICKING)
    g_value_set_boolean (value, PM_MAP_PLOT (object)->picking);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_map_plot_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PICKING)
    pm_map_plot_set_picking (PM_MAP_PLOT (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_map_plot_finalize (GObject *object)
{
  pm_map_scene_clear (&PM_MAP_PLOT (object)->scene);
  G_OBJECT_CLASS (pm_map_plot_parent_class)->finalize (object);
}

static void
pm_map_plot_class_init (PmMapPlotClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = pm_map_plot_get_property;
  object_class->set_property = pm_map_plot_set_property;
  object_class->finalize = pm_map_plot_finalize;
  widget_class->measure = pm_map_plot_measure;
  widget_class->get_request_mode = pm_map_plot_get_request_mode;
  widget_class->size_allocate = pm_map_plot_size_allocate;
  widget_class->snapshot = pm_map_plot_snapshot;
  properties[PROP_PICKING] = g_param_spec_boolean ("picking", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_READOUT] = g_signal_new ("readout", PM_TYPE_MAP_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_STRING);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", PM_TYPE_MAP_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                         G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pm-plot");
}

static void
pm_map_plot_init (PmMapPlot *self)
{
  pm_map_scene_init (&self->scene);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  describe (self);
}

GtkWidget *
pm_map_plot_new (void)
{
  return g_object_new (PM_TYPE_MAP_PLOT, NULL);
}

void
pm_map_plot_set_pixel (PmMapPlot *self, PmResult *result, gsize row)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  if (result == self->scene.result && row == self->scene.row)
    return;
  take_back_readout (self);
  pm_map_drawing_load (&self->scene, result, row);
  arrange (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
pm_map_plot_set_look (PmMapPlot *self, const PmMapLook *look)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  self->scene.look = *look;
  reload (self);
}

void
pm_map_plot_set_plane (PmMapPlot *self, PmMapPlane plane)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self) && (guint) plane < PM_N_MAP_PLANES);
  if (plane == self->scene.plane)
    return;
  self->scene.plane = plane;
  reload (self);
}

PmMapPlane
pm_map_plot_get_plane (PmMapPlot *self)
{
  g_return_val_if_fail (PM_IS_MAP_PLOT (self), PM_MAP_PLANE_SIGNAL);
  return self->scene.plane;
}

void
pm_map_plot_set_contours (PmMapPlot *self, gboolean contours)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  self->scene.contours = contours;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
pm_map_plot_get_contours (PmMapPlot *self)
{
  g_return_val_if_fail (PM_IS_MAP_PLOT (self), FALSE);
  return self->scene.contours;
}

void
pm_map_plot_set_refit (PmMapPlot *self, double x, double y, double radius_arcsec)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  self->scene.refit_x = x;
  self->scene.refit_y = y;
  self->scene.refit_radius_arcsec = radius_arcsec;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
pm_map_plot_set_picking (PmMapPlot *self, gboolean picking)
{
  g_return_if_fail (PM_IS_MAP_PLOT (self));
  picking = picking != FALSE;
  if (picking == self->picking)
    return;
  self->picking = picking;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), picking ? "crosshair" : NULL);
  /* it takes the focus only while the arrow keys mean something to it */
  gtk_widget_set_focusable (GTK_WIDGET (self), picking);
  if (picking)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKING]);
}

gboolean
pm_map_plot_get_picking (PmMapPlot *self)
{
  g_return_val_if_fail (PM_IS_MAP_PLOT (self), FALSE);
  return self->picking;
}
