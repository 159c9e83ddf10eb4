/* SPDX-License-Identifier: GPL-3.0-or-later
 * Plain GTK has no box that leaves something out.
 */
#include "config.h"

#include "pm-tool-row.h"

#define SPACING 6
#define MAX_CHILDREN 32

struct _PmToolRow
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (PmToolRow, pm_tool_row, GTK_TYPE_WIDGET)

static G_DEFINE_QUARK (pm-tool-row-rank, rank)

static guint
get_rank (GtkWidget *child)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (child), rank_quark ()));
}

typedef struct
{
  GtkWidget *child[MAX_CHILDREN];
  GtkRequestedSize size[MAX_CHILDREN];
  guint n;
  int minimum, natural; /* with the gaps */
} Row;

/* The children up to a rank, with their sizes along a row of this height. */
static Row
list_children (PmToolRow *self, guint up_to_rank, int height)
{
  Row row = { .n = 0 };
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child && row.n < MAX_CHILDREN;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_visible (child) || get_rank (child) > up_to_rank)
        continue;
      GtkRequestedSize *size = &row.size[row.n];
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, height, &size->minimum_size, &size->natural_size, NULL, NULL);
      size->data = child;
      row.minimum += size->minimum_size + (row.n > 0 ? SPACING : 0);
      row.natural += size->natural_size + (row.n > 0 ? SPACING : 0);
      row.child[row.n++] = child;
    }
  return row;
}

static guint
find_highest_rank (PmToolRow *self)
{
  guint highest = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child; child = gtk_widget_get_next_sibling (child))
    highest = MAX (highest, get_rank (child));
  return highest;
}

static void
pm_tool_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = list_children (PM_TOOL_ROW (widget), 0, for_size).minimum;
      *natural = list_children (PM_TOOL_ROW (widget), G_MAXUINT, for_size).natural;
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;
      gtk_widget_measure (child, orientation, -1, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
    }
}

static void
pm_tool_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PmToolRow *self = PM_TOOL_ROW (widget);
  guint rank = find_highest_rank (self);
  Row row = list_children (self, rank, height);
  while (rank > 0 && row.natural > width)
    row = list_children (self, --rank, height);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_child_visible (child, get_rank (child) <= rank);

  int room = gtk_distribute_natural_allocation (MAX (width - row.minimum, 0), row.n, row.size), n_expanding = 0, x = 0;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  for (guint i = 0; i < row.n; i++)
    n_expanding += gtk_widget_compute_expand (row.child[i], GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < row.n; i++)
    {
      int size = row.size[i].minimum_size;
      if (gtk_widget_compute_expand (row.child[i], GTK_ORIENTATION_HORIZONTAL))
        size += room / n_expanding;
      gtk_widget_size_allocate (row.child[i], &(GtkAllocation) { mirrored ? width - x - size : x, 0, size, height }, baseline);
      x += size + SPACING;
    }
}

static void
pm_tool_row_compute_expand (GtkWidget *widget, gboolean *horizontally, gboolean *vertically)
{
  *horizontally = TRUE;
  *vertically = FALSE;
}

static void
pm_tool_row_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pm_tool_row_parent_class)->dispose (object);
}

static void
pm_tool_row_class_init (PmToolRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_tool_row_dispose;
  widget_class->measure = pm_tool_row_measure;
  widget_class->size_allocate = pm_tool_row_size_allocate;
  widget_class->compute_expand = pm_tool_row_compute_expand;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
pm_tool_row_init (PmToolRow *self)
{
}

void
pm_tool_row_set_rank (PmToolRow *self, GtkWidget *child, guint rank)
{
  g_return_if_fail (PM_IS_TOOL_ROW (self) && gtk_widget_get_parent (child) == GTK_WIDGET (self));
  g_object_set_qdata (G_OBJECT (child), rank_quark (), GUINT_TO_POINTER (rank));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
pm_tool_row_has_room_for (PmToolRow *self, GtkWidget *child)
{
  g_return_val_if_fail (PM_IS_TOOL_ROW (self), FALSE);
  return gtk_widget_get_child_visible (child);
}
