/* SPDX-License-Identifier: GPL-3.0-or-later
 * The ranks that have room are found anew at each allocation. It uses the visibility that containers have over their children, which,
 * unlike "visible", may change while sizes are given out.
 */
#include "config.h"

#include "pm-squeeze-layout.h"

struct _PmSqueezeLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (PmSqueezeLayout, pm_squeeze_layout, GTK_TYPE_LAYOUT_MANAGER)

static GQuark
rank_quark (void)
{
  return g_quark_from_static_string ("pm-squeeze-rank");
}

static int
rank_of (GtkWidget *child)
{
  return GPOINTER_TO_INT (g_object_get_qdata (G_OBJECT (child), rank_quark ()));
}

static void
pm_squeeze_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                           int *natural, int *minimum_baseline, int *natural_baseline)
{
  int n_essential = 0, n_all = 0, spacing = PM_SQUEEZE_LAYOUT (manager)->spacing;
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
          continue;
        }
      *natural += child_natural + (n_all++ ? spacing : 0);
      if (rank_of (child) == 0)
        *minimum += child_minimum + (n_essential++ ? spacing : 0);
    }
}

/* The highest rank with which all children of it and below have room. */
static int
find_rank (GtkWidget *widget, int spacing, int width)
{
  int highest = 0, used = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    highest = MAX (highest, rank_of (child));
  for (; highest > 0; highest--, used = 0)
    {
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
        {
          int minimum = 0;
          if (!gtk_widget_should_layout (child) || rank_of (child) > highest)
            continue;
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          used += minimum + (used ? spacing : 0);
        }
      if (used <= width)
        break;
    }
  return highest;
}

/* What is left over natural sizes goes to those that expand. */
static void
find_widths (GtkWidget *const *children, GtkRequestedSize *sizes, guint n, int width)
{
  guint n_expanding = 0;
  int left = width;
  for (guint i = 0; i < n; i++)
    {
      gtk_widget_measure (children[i], GTK_ORIENTATION_HORIZONTAL, -1, &sizes[i].minimum_size, &sizes[i].natural_size, NULL, NULL);
      left -= sizes[i].minimum_size;
      n_expanding += gtk_widget_compute_expand (children[i], GTK_ORIENTATION_HORIZONTAL);
    }
  left = gtk_distribute_natural_allocation (MAX (left, 0), n, sizes);
  for (guint i = 0; i < n && n_expanding > 0; i++)
    if (gtk_widget_compute_expand (children[i], GTK_ORIENTATION_HORIZONTAL))
      {
        int share = left / (int) n_expanding--;
        sizes[i].minimum_size += share;
        left -= share;
      }
}

static void
pm_squeeze_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  int spacing = PM_SQUEEZE_LAYOUT (manager)->spacing, rank = find_rank (widget, spacing, width), x = 0;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autoptr (GPtrArray) children = g_ptr_array_new ();
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      gboolean has_room = rank_of (child) <= rank;
      gtk_widget_set_child_visible (child, has_room);
      if (has_room && gtk_widget_should_layout (child))
        g_ptr_array_add (children, child);
    }
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, children->len + 1);
  find_widths ((GtkWidget *const *) children->pdata, sizes, children->len, width - spacing * MAX ((int) children->len - 1, 0));
  for (guint i = 0; i < children->len; i++)
    {
      int size = sizes[i].minimum_size;
      gtk_widget_size_allocate (children->pdata[i], &(GtkAllocation){ mirrored ? width - x - size : x, 0, size, height }, -1);
      x += size + spacing;
    }
}

static void
pm_squeeze_layout_class_init (PmSqueezeLayoutClass *class)
{
  GTK_LAYOUT_MANAGER_CLASS (class)->measure = pm_squeeze_layout_measure;
  GTK_LAYOUT_MANAGER_CLASS (class)->allocate = pm_squeeze_layout_allocate;
}

static void
pm_squeeze_layout_init (PmSqueezeLayout *self)
{
}

GtkLayoutManager *
pm_squeeze_layout_new (int spacing)
{
  PmSqueezeLayout *self = g_object_new (PM_TYPE_SQUEEZE_LAYOUT, NULL);
  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}

void
pm_squeeze_layout_set_rank (PmSqueezeLayout *self, GtkWidget *child, int rank)
{
  g_return_if_fail (PM_IS_SQUEEZE_LAYOUT (self) && GTK_IS_WIDGET (child) && rank >= 0);
  g_object_set_qdata (G_OBJECT (child), rank_quark (), GINT_TO_POINTER (rank));
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
