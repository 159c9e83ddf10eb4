/* SPDX-License-Identifier: GPL-3.0-or-later
 * The status bar. Each motion of the pointer changes its text: the labels have a fixed share of the room, so nothing else is laid out
 * again.
 */
#include "config.h"

#include "pm-status-bar.h"

#include "pm-count-text.h"
#include "pm-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

struct _PmStatusBar
{
  GtkWidget parent_instance;
  PmViewModel *model;
  GtkWidget *box, *readout, *state, *selection;
  gboolean has_readout;
};

G_DEFINE_FINAL_TYPE (PmStatusBar, pm_status_bar, GTK_TYPE_WIDGET)

static void
append_number (GString *text, const char *name, double value, int decimals, const char *unit)
{
  char number[PM_TICKS_LABEL_SIZE];
  if (!isfinite (value))
    return;
  pm_ticks_format (value, decimals, number);
  g_string_append_printf (text, "   %s %s%s", name, number, unit);
}

/* The pixel under the pointer in a line. */
static void
show_hovered (PmStatusBar *self)
{
  if (self->has_readout)
    return;
  PmResult *result = pm_view_model_get_result (self->model);
  int pixel = pm_pixel_selection_get_hovered (pm_view_model_get_selection (self->model));
  g_autoptr (GString) text = g_string_new (NULL);
  if (result && pixel >= 0 && (gsize) pixel < result->table->n_rows)
    {
      double *const *v = result->table->values;
      g_string_append (text, result->table->id[pixel]);
      append_number (text, "X", v[PM_COLUMN_X][pixel], 2, "″");
      append_number (text, "Y", v[PM_COLUMN_Y][pixel], 2, "″");
      append_number (text, _("Coupling"), v[PM_COLUMN_COUPLING][pixel], 3, "");
      append_number (text, _("S/N"), v[PM_COLUMN_S2N][pixel], 1, "");
    }
  gtk_label_set_text (GTK_LABEL (self->readout), text->str);
}

static void
show_selection (PmStatusBar *self)
{
  guint n = pm_pixel_selection_get_n_selected (pm_view_model_get_selection (self->model)), total = pm_view_model_get_n_pixels (self->model);
  g_autofree char *selected = pm_count_text (n), *all = pm_count_text (total);
  g_autofree char *text = total > 0 ? g_strdup_printf (_("%s of %s selected"), selected, all) : NULL;
  gtk_label_set_text (GTK_LABEL (self->selection), text ? text : "");
}

void
pm_status_bar_set_readout (PmStatusBar *self, const char *text)
{
  self->has_readout = text != NULL;
  if (text)
    gtk_label_set_text (GTK_LABEL (self->readout), text);
  else
    show_hovered (self);
}

void
pm_status_bar_set_state (PmStatusBar *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->state), text);
}

static void
pm_status_bar_dispose (GObject *object)
{
  PmStatusBar *self = PM_STATUS_BAR (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (pm_status_bar_parent_class)->dispose (object);
}

static void
pm_status_bar_class_init (PmStatusBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pm_status_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static GtkWidget *
new_label (GtkWidget *box, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "pm-number");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
pm_status_bar_init (PmStatusBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "pm-status-bar");
  self->readout = new_label (self->box, 0.0f);
  gtk_widget_set_hexpand (self->readout, TRUE);
  self->state = new_label (self->box, 1.0f);
  gtk_widget_add_css_class (self->state, "pm-dim");
  self->selection = new_label (self->box, 1.0f);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
pm_status_bar_new (PmViewModel *model)
{
  PmStatusBar *self = g_object_new (PM_TYPE_STATUS_BAR, NULL);
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  self->model = g_object_ref (model);
  g_signal_connect_object (selection, "notify::hovered", G_CALLBACK (show_hovered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (show_hovered), self, G_CONNECT_SWAPPED);
  show_selection (self);
  return GTK_WIDGET (self);
}
