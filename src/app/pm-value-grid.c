/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-value-grid.h"

#define N_COLUMNS 3
#define EXTRA_CHARS 11 /* the third column keeps its width whatever the errors are: values do not jump from pixel to pixel */

typedef struct
{
  GtkLabel *labels[N_COLUMNS]; /* borrowed */
} Row;

struct _PmValueGrid
{
  GtkWidget parent_instance;
  GArray *rows; /* of Row, owned */
  guint n_rows; /* in use */
};

G_DEFINE_FINAL_TYPE (PmValueGrid, pm_value_grid, GTK_TYPE_WIDGET)

static void
add_row (PmValueGrid *self)
{
  Row row;
  for (int column = 0; column < N_COLUMNS; column++)
    {
      GtkWidget *label = gtk_label_new (NULL);
      GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
      row.labels[column] = GTK_LABEL (label);
      gtk_label_set_xalign (row.labels[column], column == 1 ? 1.0f : 0.0f);
      gtk_widget_set_hexpand (label, column == 1);
      if (column != 1)
        gtk_widget_add_css_class (label, "pm-dim");
      if (column > 0)
        gtk_widget_add_css_class (label, "pm-number");
      if (column == 0)
        gtk_label_set_ellipsize (row.labels[0], PANGO_ELLIPSIZE_END);
      if (column == 2)
        gtk_label_set_width_chars (row.labels[2], EXTRA_CHARS);
      gtk_widget_set_parent (label, GTK_WIDGET (self));
      GtkLayoutChild *child = gtk_layout_manager_get_layout_child (layout, label);
      gtk_grid_layout_child_set_column (GTK_GRID_LAYOUT_CHILD (child), column);
      gtk_grid_layout_child_set_row (GTK_GRID_LAYOUT_CHILD (child), (int) self->rows->len);
    }
  g_array_append_val (self->rows, row);
}

static void
pm_value_grid_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pm_value_grid_parent_class)->dispose (object);
}

static void
pm_value_grid_finalize (GObject *object)
{
  g_array_unref (PM_VALUE_GRID (object)->rows);
  G_OBJECT_CLASS (pm_value_grid_parent_class)->finalize (object);
}

static void
pm_value_grid_class_init (PmValueGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_value_grid_dispose;
  G_OBJECT_CLASS (class)->finalize = pm_value_grid_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pm-values");
}

static void
pm_value_grid_init (PmValueGrid *self)
{
  GtkGridLayout *layout = GTK_GRID_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  gtk_grid_layout_set_column_spacing (layout, 10);
  gtk_grid_layout_set_row_spacing (layout, 1);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE); /* the values expand within, not the pane */
}

GtkWidget *
pm_value_grid_new (void)
{
  return g_object_new (PM_TYPE_VALUE_GRID, NULL);
}

void
pm_value_grid_begin (PmValueGrid *self)
{
  g_return_if_fail (PM_IS_VALUE_GRID (self));
  self->n_rows = 0;
}

void
pm_value_grid_add (PmValueGrid *self, const char *name, const char *value, const char *extra, const char *tooltip)
{
  g_return_if_fail (PM_IS_VALUE_GRID (self));
  if (self->n_rows == self->rows->len)
    add_row (self);
  const Row *row = &g_array_index (self->rows, Row, self->n_rows);
  const char *texts[N_COLUMNS] = { name, value, extra };
  for (int column = 0; column < N_COLUMNS; column++)
    {
      gtk_label_set_text (row->labels[column], texts[column]);
      if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (row->labels[column])), tooltip) != 0)
        gtk_widget_set_tooltip_text (GTK_WIDGET (row->labels[column]), tooltip);
      gtk_widget_set_visible (GTK_WIDGET (row->labels[column]), TRUE);
    }
  self->n_rows++;
}

void
pm_value_grid_end (PmValueGrid *self)
{
  g_return_if_fail (PM_IS_VALUE_GRID (self));
  for (guint i = self->n_rows; i < self->rows->len; i++)
    for (int column = 0; column < N_COLUMNS; column++)
      gtk_widget_set_visible (GTK_WIDGET (g_array_index (self->rows, Row, i).labels[column]), FALSE);
}

guint
pm_value_grid_get_n_rows (PmValueGrid *self)
{
  g_return_val_if_fail (PM_IS_VALUE_GRID (self), 0);
  return self->n_rows;
}

const char *
pm_value_grid_get_text (PmValueGrid *self, guint row, guint column)
{
  g_return_val_if_fail (PM_IS_VALUE_GRID (self) && row < self->n_rows && column < N_COLUMNS, NULL);
  return gtk_label_get_text (g_array_index (self->rows, Row, row).labels[column]);
}
