/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-grid-cell.h"

struct _PmGridCell
{
  GtkWidget parent_instance;

  char *name;
};

G_DEFINE_FINAL_TYPE (PmGridCell, pm_grid_cell, GTK_TYPE_WIDGET)

static void
pm_grid_cell_finalize (GObject *object)
{
  g_free (PM_GRID_CELL (object)->name);
  G_OBJECT_CLASS (pm_grid_cell_parent_class)->finalize (object);
}

static void
pm_grid_cell_class_init (PmGridCellClass *class)
{
  G_OBJECT_CLASS (class)->finalize = pm_grid_cell_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "pm-grid-cell");
}

static void
pm_grid_cell_init (PmGridCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
pm_grid_cell_new (void)
{
  return g_object_new (PM_TYPE_GRID_CELL, NULL);
}

void
pm_grid_cell_describe (PmGridCell *self, const char *name, int row, int column, int place, int n_cells)
{
  g_return_if_fail (PM_IS_GRID_CELL (self));
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);
  if (g_strcmp0 (name, self->name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (name);
      gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, name ? name : "", -1);
    }
  if (name)
    gtk_accessible_update_relation (accessible, GTK_ACCESSIBLE_RELATION_ROW_INDEX, row + 1, GTK_ACCESSIBLE_RELATION_COL_INDEX, column + 1,
                                    GTK_ACCESSIBLE_RELATION_POS_IN_SET, place + 1, GTK_ACCESSIBLE_RELATION_SET_SIZE, n_cells, -1);
}

const char *
pm_grid_cell_get_name (PmGridCell *self)
{
  g_return_val_if_fail (PM_IS_GRID_CELL (self), NULL);
  return self->name;
}
