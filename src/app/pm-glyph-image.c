/* SPDX-License-Identifier: GPL-3.0-or-later
 * Main thread only.
 */
#include "config.h"

#include "pm-glyph-image.h"

#include "pm-ground.h"

#include <glib/gi18n-lib.h>

#define SIZE 16

struct _PmGlyphImage
{
  GtkWidget parent_instance;
  PmMark mark;
  char letter;
};

G_DEFINE_FINAL_TYPE (PmGlyphImage, pm_glyph_image, GTK_TYPE_WIDGET)

const char *
pm_glyph_image_mark_name (PmMark mark)
{
  static const char *const names[PM_N_MARKS] = {
    [PM_MARK_GOOD] = N_("Good"),
    [PM_MARK_SUSPICIOUS] = N_("Suspicious"),
    [PM_MARK_FLAGGED] = N_("Flagged automatically"),
    [PM_MARK_BAD] = N_("Flagged by hand"),
    [PM_MARK_GOOD_HAND] = N_("Good by hand"),
    [PM_MARK_NOFIT] = N_("Not fitted"),
    [PM_MARK_BLIND] = N_("Blind or absent"),
  };
  g_return_val_if_fail ((guint) mark < PM_N_MARKS, NULL);
  return _(names[mark]);
}

static void
update_name (PmGlyphImage *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, pm_glyph_image_mark_name (self->mark), -1);
}

static void
pm_glyph_image_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
pm_glyph_image_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmGlyphImage *self = PM_GLYPH_IMAGE (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  double x = 0.5 * ((int) width - SIZE), y = 0.5 * ((int) height - SIZE);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  pm_glyph_draw (cr, self->mark, self->letter, x, y, SIZE, pm_ground_is_dark (widget));
  cairo_destroy (cr);
}

static void
pm_glyph_image_class_init (PmGlyphImageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->measure = pm_glyph_image_measure;
  widget_class->snapshot = pm_glyph_image_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pm-glyph");
}

static void
pm_glyph_image_init (PmGlyphImage *self)
{
  self->letter = ' ';
  update_name (self);
}

GtkWidget *
pm_glyph_image_new (void)
{
  return g_object_new (PM_TYPE_GLYPH_IMAGE, NULL);
}

void
pm_glyph_image_set_mark (PmGlyphImage *self, PmMark mark, char letter)
{
  g_return_if_fail (PM_IS_GLYPH_IMAGE (self) && (guint) mark < PM_N_MARKS);
  if (mark == self->mark && letter == self->letter)
    return;
  self->mark = mark;
  self->letter = letter;
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

PmMark
pm_glyph_image_get_mark (PmGlyphImage *self)
{
  g_return_val_if_fail (PM_IS_GLYPH_IMAGE (self), PM_MARK_GOOD);
  return self->mark;
}
