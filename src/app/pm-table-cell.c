/* SPDX-License-Identifier: GPL-3.0-or-later
 * A cell that draws itself. Its height comes from the style sheet, in em, its width from the column: so measuring needs no text layout.
 */
#include "config.h"

#include "pm-table-cell.h"

#include "pm-cell-text.h"
#include "pm-glyph-image.h"
#include "pm-ground.h"

#define GLYPH_SIZE 14
#define GLYPH_GAP 6

struct _PmTableCell
{
  GtkWidget parent_instance;

  PmColumn column;
  int pixel;
  char *text;
  PangoLayout *layout; /* NULL until it is drawn */
  PmMark mark;
  char letter;
};

G_DEFINE_FINAL_TYPE (PmTableCell, pm_table_cell, GTK_TYPE_WIDGET)

static gboolean
is_right_aligned (PmColumn column)
{
  PmColumnType type = pm_column_info (column)->type;
  return type == PM_COLUMN_TYPE_INT || type == PM_COLUMN_TYPE_DOUBLE;
}

static void
ensure_layout (PmTableCell *self)
{
  if (self->layout)
    return;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (self->layout, is_right_aligned (self->column) ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

static void
pm_table_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmTableCell *self = PM_TABLE_CELL (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), left = 0, text_height;
  if (!self->text || width <= 0)
    return;
  if (self->column == PM_COLUMN_STATUS)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, GLYPH_SIZE + GLYPH_GAP, (float) height));
      pm_glyph_draw (cr, self->mark, self->letter, 0, (height - GLYPH_SIZE) / 2, GLYPH_SIZE, pm_ground_is_dark (widget));
      cairo_destroy (cr);
      left = GLYPH_SIZE + GLYPH_GAP;
    }
  ensure_layout (self);
  pango_layout_set_width (self->layout, MAX (width - left, 0) * PANGO_SCALE);
  pango_layout_get_pixel_size (self->layout, NULL, &text_height);
  GdkRGBA color;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) left, (float) ((height - text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
pm_table_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = 0;
}

/* Another font. */
static void
pm_table_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (pm_table_cell_parent_class)->css_changed (widget, change);
  g_clear_object (&PM_TABLE_CELL (widget)->layout);
}

static void
pm_table_cell_finalize (GObject *object)
{
  PmTableCell *self = PM_TABLE_CELL (object);
  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (pm_table_cell_parent_class)->finalize (object);
}

static void
pm_table_cell_class_init (PmTableCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = pm_table_cell_finalize;
  widget_class->snapshot = pm_table_cell_snapshot;
  widget_class->measure = pm_table_cell_measure;
  widget_class->css_changed = pm_table_cell_css_changed;
  gtk_widget_class_set_css_name (widget_class, "pm-table-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
pm_table_cell_init (PmTableCell *self)
{
  self->pixel = PM_PIXEL_NONE;
}

GtkWidget *
pm_table_cell_new (PmColumn column)
{
  g_return_val_if_fail ((guint) column < PM_N_COLUMNS, NULL);
  PmTableCell *self = g_object_new (PM_TYPE_TABLE_CELL, NULL);
  self->column = column;
  return GTK_WIDGET (self);
}

/* The status in words: why, where there is a reason. */
static char *
status_text (PmTableCell *self, PmViewModel *model, guint32 flags)
{
  char *text = NULL;
  if (self->mark == PM_MARK_SUSPICIOUS)
    text = pm_view_model_dup_suspicion_text (model, self->pixel);
  else if (self->mark == PM_MARK_FLAGGED)
    text = pm_cell_text_new_reasons (flags);
  if (!text || !*text)
    {
      g_free (text);
      return g_strdup (pm_glyph_image_mark_name (self->mark));
    }
  g_autofree char *first = g_utf8_strup (text, (gssize) (g_utf8_next_char (text) - text)), *rest = text;
  return g_strconcat (first, g_utf8_next_char (rest), NULL);
}

static void
set_class (PmTableCell *self, const char *class, gboolean on)
{
  if (on == gtk_widget_has_css_class (GTK_WIDGET (self), class))
    return;
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), class);
}

static void
set_classes (PmTableCell *self, PmViewModel *model)
{
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  set_class (self, "pm-dim", self->mark != PM_MARK_GOOD && self->mark != PM_MARK_SUSPICIOUS && self->mark != PM_MARK_GOOD_HAND);
  if (self->column != PM_COLUMN_ID)
    return;
  set_class (self, "pm-current", self->pixel == pm_pixel_selection_get_current (selection));
  set_class (self, "pm-hovered", self->pixel == pm_pixel_selection_get_hovered (selection));
}

void
pm_table_cell_show (PmTableCell *self, PmViewModel *model, int pixel)
{
  g_return_if_fail (PM_IS_TABLE_CELL (self));
  PmResult *result = pm_view_model_get_result (model);
  g_autofree char *text = NULL;
  self->pixel = result && pixel >= 0 && (gsize) pixel < result->table->n_rows ? pixel : PM_PIXEL_NONE;
  if (self->pixel != PM_PIXEL_NONE)
    {
      const PmPixelTable *table = result->table;
      PmMark mark = pm_view_model_get_mark (model, pixel);
      char letter = pm_mark_letter (table->flags[pixel]);
      if (self->column == PM_COLUMN_STATUS && (mark != self->mark || letter != self->letter))
        gtk_widget_queue_draw (GTK_WIDGET (self));
      self->mark = mark;
      self->letter = letter;
      text = self->column == PM_COLUMN_STATUS ? status_text (self, model, table->flags[pixel])
                                              : pm_cell_text_new (table, self->column, (gsize) pixel);
      set_classes (self, model);
    }
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_clear_object (&self->layout);
  g_autofree char *name = g_strdup_printf ("%s %s", pm_column_info (self->column)->name, self->text ? self->text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
pm_table_cell_get_pixel (PmTableCell *self)
{
  g_return_val_if_fail (PM_IS_TABLE_CELL (self), PM_PIXEL_NONE);
  return self->pixel;
}

const char *
pm_table_cell_get_text (PmTableCell *self)
{
  g_return_val_if_fail (PM_IS_TABLE_CELL (self), NULL);
  return self->text;
}
