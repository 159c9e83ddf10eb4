/* SPDX-License-Identifier: GPL-3.0-or-later
 * A line is made when its flag is met for the first time, then shown and hidden.
 */
#include "config.h"

#include "pm-flag-lines.h"

#include "pm-flag-words.h"
#include "pm-glyph-image.h"

struct _PmFlagLines
{
  GtkBox parent_instance;
  guint32 flags;
  GtkWidget *lines[PM_N_PIXEL_FLAGS]; /* borrowed, or NULL */
};

G_DEFINE_FINAL_TYPE (PmFlagLines, pm_flag_lines, GTK_TYPE_BOX)

static void
make_line (PmFlagLines *self, int bit)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *glyph = pm_glyph_image_new ();
  GtkWidget *label = gtk_label_new (pm_flag_words (bit));
  GtkWidget *before = NULL;
  pm_glyph_image_set_mark (PM_GLYPH_IMAGE (glyph), PM_MARK_FLAGGED, pm_pixel_flags_letter (bit));
  gtk_widget_set_valign (glyph, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_box_append (GTK_BOX (line), glyph);
  gtk_box_append (GTK_BOX (line), label);
  for (int i = 0; i < bit; i++)
    before = self->lines[i] ? self->lines[i] : before;
  gtk_box_insert_child_after (GTK_BOX (self), line, before);
  self->lines[bit] = line;
}

static void
pm_flag_lines_class_init (PmFlagLinesClass *class)
{
}

static void
pm_flag_lines_init (PmFlagLines *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
pm_flag_lines_new (void)
{
  return g_object_new (PM_TYPE_FLAG_LINES, NULL);
}

void
pm_flag_lines_set_flags (PmFlagLines *self, guint32 flags)
{
  g_return_if_fail (PM_IS_FLAG_LINES (self));
  flags &= PM_PIXEL_FLAGS_ALL & ~(guint32) PM_FLAG_BY_HAND;
  if (flags == self->flags)
    return;
  self->flags = flags;
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      gboolean shown = (flags & 1u << bit) != 0;
      if (shown && !self->lines[bit])
        make_line (self, bit);
      if (self->lines[bit])
        gtk_widget_set_visible (self->lines[bit], shown);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), flags != 0);
}

guint32
pm_flag_lines_get_flags (PmFlagLines *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LINES (self), 0);
  return self->flags;
}
