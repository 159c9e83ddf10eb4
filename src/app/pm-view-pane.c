/* SPDX-License-Identifier: GPL-3.0-or-later
 * A pane: a stack of pages, and in a split window the drop-down that chooses among them, which moves to the tool bar of the page shown.
 */
#include "config.h"

#include "pm-view-pane.h"

#include "pm-array-page.h"
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-ticks.h"
#include "pm-widget-export.h"

#include <glib/gi18n.h>

enum
{
  VIEW_MAPS,
  VIEW_ARRAY,
  VIEW_TABLE,
  N_VIEWS
};

static const char *const view_names[N_VIEWS + 1] = { "maps", "array", "table", NULL };

struct _PmViewPane
{
  GtkWidget parent_instance;
  PmViewModel *model;
  GtkWidget *stack, *pages[N_VIEWS];
  GtkWidget *chooser;
  int view;
  gboolean has_chooser, beside_maps;
};

enum
{
  PROP_VIEW = 1,
  PROP_CHOOSER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint readout_signal;

G_DEFINE_FINAL_TYPE (PmViewPane, pm_view_pane, GTK_TYPE_WIDGET)

static GtkWidget *
new_page (PmViewPane *self, int view)
{
  switch (view)
    {
    case VIEW_ARRAY:
      return pm_array_page_new (self->model);
    case VIEW_TABLE:
      return pm_table_page_new (self->model);
    default:
      return pm_maps_page_new (self->model);
    }
}

static GtkBox *
tool_bar_of (PmViewPane *self)
{
  GtkWidget *page = self->pages[self->view];
  switch (self->view)
    {
    case VIEW_ARRAY:
      return pm_array_page_get_tool_bar (PM_ARRAY_PAGE (page));
    case VIEW_TABLE:
      return pm_table_page_get_tool_bar (PM_TABLE_PAGE (page));
    default:
      return pm_maps_page_get_tool_bar (PM_MAPS_PAGE (page));
    }
}

static void
place_chooser (PmViewPane *self)
{
  GtkWidget *parent = gtk_widget_get_parent (self->chooser);
  GtkBox *bar = self->has_chooser && self->pages[self->view] ? tool_bar_of (self) : NULL;
  if (parent == GTK_WIDGET (bar))
    return;
  if (parent)
    gtk_box_remove (GTK_BOX (parent), self->chooser);
  if (bar)
    gtk_box_prepend (bar, self->chooser);
}

/* Where the pointer is on the sky, for the status bar. */
static void
pointer_moved_cb (PmArrayView *view, PmViewPane *self)
{
  char number[2][PM_TICKS_LABEL_SIZE];
  double x, y;
  g_autofree char *text = NULL;
  if (pm_array_view_get_pointer (view, &x, &y))
    {
      pm_ticks_format (x, 1, number[0]);
      pm_ticks_format (y, 1, number[1]);
      text = g_strdup_printf ("X %s″   Y %s″", number[0], number[1]);
    }
  g_signal_emit (self, readout_signal, 0, text);
}

static void
connect_array (PmViewPane *self, PmArrayView *view)
{
  g_signal_connect_object (view, "pointer-moved", G_CALLBACK (pointer_moved_cb), self, 0);
  g_object_set (view, "card-map", !self->beside_maps, NULL);
}

static void
show_view (PmViewPane *self, int view)
{
  self->view = view;
  if (!self->pages[view])
    {
      self->pages[view] = new_page (self, view);
      gtk_stack_add_named (GTK_STACK (self->stack), self->pages[view], view_names[view]);
      if (view == VIEW_ARRAY)
        connect_array (self, pm_array_page_get_view (PM_ARRAY_PAGE (self->pages[view])));
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->pages[view]);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chooser), (guint) view);
  place_chooser (self);
}

void
pm_view_pane_set_view (PmViewPane *self, const char *name)
{
  g_return_if_fail (PM_IS_VIEW_PANE (self));
  int view = 0;
  for (int i = 0; i < N_VIEWS; i++)
    if (g_strcmp0 (name, view_names[i]) == 0)
      view = i;
  if (self->pages[view] && view == self->view)
    return;
  show_view (self, view);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

const char *
pm_view_pane_get_view (PmViewPane *self)
{
  return view_names[self->view];
}

GtkWidget *
pm_view_pane_get_page (PmViewPane *self)
{
  return self->pages[self->view];
}

void
pm_view_pane_set_beside_maps (PmViewPane *self, gboolean beside_maps)
{
  self->beside_maps = beside_maps;
  if (self->pages[VIEW_ARRAY])
    g_object_set (pm_array_page_get_view (PM_ARRAY_PAGE (self->pages[VIEW_ARRAY])), "card-map", !beside_maps, NULL);
}

gboolean
pm_view_pane_export (PmViewPane *self, const char *path, GError **error)
{
  GtkWidget *page = self->pages[self->view];
  return PM_IS_ARRAY_PAGE (page) ? pm_array_page_export (PM_ARRAY_PAGE (page), path, error) : pm_widget_export (page, path, error);
}

static void
chosen_cb (PmViewPane *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->chooser));
  if (selected < N_VIEWS && (int) selected != self->view)
    pm_view_pane_set_view (self, view_names[selected]);
}

static void
pm_view_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmViewPane *self = PM_VIEW_PANE (object);
  if (id == PROP_VIEW)
    g_value_set_string (value, view_names[self->view]);
  else if (id == PROP_CHOOSER)
    g_value_set_boolean (value, self->has_chooser);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_view_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmViewPane *self = PM_VIEW_PANE (object);
  if (id == PROP_VIEW)
    pm_view_pane_set_view (self, g_value_get_string (value));
  else if (id == PROP_CHOOSER)
    {
      self->has_chooser = g_value_get_boolean (value);
      place_chooser (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_view_pane_dispose (GObject *object)
{
  PmViewPane *self = PM_VIEW_PANE (object);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->chooser);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (pm_view_pane_parent_class)->dispose (object);
}

/* The view itself: letters and arrows act there, not in its tool bar. */
static gboolean
pm_view_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (pm_view_pane_get_page (PM_VIEW_PANE (widget)));
}

static void
pm_view_pane_class_init (PmViewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = pm_view_pane_dispose;
  object_class->get_property = pm_view_pane_get_property;
  object_class->set_property = pm_view_pane_set_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = pm_view_pane_grab_focus;
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "maps",
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CHOOSER] = g_param_spec_boolean ("chooser", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  readout_signal = g_signal_new ("readout", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pm_view_pane_init (PmViewPane *self)
{
  const char *const labels[] = { _("Maps"), _("Array"), _("Table"), NULL };
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->chooser = g_object_ref_sink (gtk_drop_down_new_from_strings (labels));
  gtk_widget_set_tooltip_text (self->chooser, _("View shown here"));
  g_signal_connect_object (self->chooser, "notify::selected", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
pm_view_pane_new (PmViewModel *model)
{
  PmViewPane *self = g_object_new (PM_TYPE_VIEW_PANE, NULL);
  self->model = g_object_ref (model);
  show_view (self, 0);
  return GTK_WIDGET (self);
}
