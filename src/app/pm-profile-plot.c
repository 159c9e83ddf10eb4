/* SPDX-License-Identifier: GPL-3.0-or-later
 * Draws through pm-profile-drawing.
 */
#include "config.h"

#include "pm-profile-plot.h"

#include "pm-ground.h"

#include <glib/gi18n-lib.h>

#define MIN_WIDTH 120
#define MARGIN 10
#define HEIGHT 106

struct _PmProfilePlot
{
  GtkWidget parent_instance;

  PmResult *result; /* owned, or NULL */
  gsize row;
  PmProfileScene scene; /* owned content; of another pixel while is_stale */
  gboolean is_stale;
};

G_DEFINE_FINAL_TYPE (PmProfilePlot, pm_profile_plot, GTK_TYPE_WIDGET)

static void
pm_profile_plot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : (int) (HEIGHT * pm_ground_text_scale (widget));
}

static void
pm_profile_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmProfilePlot *self = PM_PROFILE_PLOT (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  if (self->is_stale)
    pm_profile_drawing_load (&self->scene, self->result, self->row);
  self->is_stale = FALSE;
  self->scene.dark = pm_ground_is_dark (widget);
  self->scene.text_scale = pm_ground_text_scale (widget);
  /* long labels at the left may reach into the margin beside the widget */
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (-MARGIN, 0, width + MARGIN, height));
  pm_profile_drawing_paint (cr, &self->scene, width, height);
  cairo_destroy (cr);
}

static void
pm_profile_plot_finalize (GObject *object)
{
  PmProfilePlot *self = PM_PROFILE_PLOT (object);
  pm_profile_scene_clear (&self->scene);
  g_clear_pointer (&self->result, pm_result_unref);
  G_OBJECT_CLASS (pm_profile_plot_parent_class)->finalize (object);
}

static void
pm_profile_plot_class_init (PmProfilePlotClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = pm_profile_plot_finalize;
  widget_class->measure = pm_profile_plot_measure;
  widget_class->snapshot = pm_profile_plot_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pm-plot");
}

static void
pm_profile_plot_init (PmProfilePlot *self)
{
  pm_profile_scene_init (&self->scene);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Radial profile"), -1);
}

GtkWidget *
pm_profile_plot_new (void)
{
  return g_object_new (PM_TYPE_PROFILE_PLOT, NULL);
}

void
pm_profile_plot_set_pixel (PmProfilePlot *self, PmResult *result, gsize row)
{
  g_return_if_fail (PM_IS_PROFILE_PLOT (self));
  if (result == self->result && row == self->row)
    return;
  PmResult *before = self->result;
  self->result = result ? pm_result_ref (result) : NULL;
  self->row = row;
  self->is_stale = TRUE;
  if (before)
    pm_result_unref (before);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
