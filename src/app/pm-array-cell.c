/* SPDX-License-Identifier: GPL-3.0-or-later
 * A focusable rectangle with a name.
 */
#include "config.h"

#include "pm-array-cell.h"

struct _PmArrayCell
{
  GtkWidget parent_instance;
  char *name;
};

G_DEFINE_FINAL_TYPE (PmArrayCell, pm_array_cell, GTK_TYPE_WIDGET)

static void
pm_array_cell_finalize (GObject *object)
{
  g_free (PM_ARRAY_CELL (object)->name);
  G_OBJECT_CLASS (pm_array_cell_parent_class)->finalize (object);
}

static void
pm_array_cell_class_init (PmArrayCellClass *class)
{
  G_OBJECT_CLASS (class)->finalize = pm_array_cell_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
pm_array_cell_init (PmArrayCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
pm_array_cell_new (void)
{
  return g_object_new (PM_TYPE_ARRAY_CELL, NULL);
}

void
pm_array_cell_set_name (PmArrayCell *self, const char *name)
{
  g_return_if_fail (PM_IS_ARRAY_CELL (self));
  if (g_strcmp0 (name, self->name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

const char *
pm_array_cell_get_name (PmArrayCell *self)
{
  g_return_val_if_fail (PM_IS_ARRAY_CELL (self), NULL);
  return self->name;
}
