/* SPDX-License-Identifier: GPL-3.0-or-later
 * The filter is the model's: rows and drop-down only show it and ask for another one.
 */
#include "config.h"

#include "pm-result-panel.h"

#include "pm-count-text.h"
#include "pm-glyph-image.h"

#include <glib/gi18n.h>

#include <string.h>

struct _PmResultPanel
{
  GtkBox parent_instance;

  PmViewModel *model;
  GtkToggleButton *toggles[PM_N_MARKS]; /* children, borrowed */
  GtkLabel *counts[PM_N_MARKS];
  gboolean following;                   /* the widgets are being set from the model */
  GtkLabel *fitted_label;               /* template children, borrowed */
  GtkBox *rows;
  GtkWidget *group_row, *clear_button;
  GtkDropDown *group_drop_down;
};

G_DEFINE_FINAL_TYPE (PmResultPanel, pm_result_panel, GTK_TYPE_BOX)

static void
toggled_cb (PmResultPanel *self)
{
  guint marks = 0;
  for (int i = 0; i < PM_N_MARKS; i++)
    if (gtk_toggle_button_get_active (self->toggles[i]))
      marks |= 1u << i;
  if (!self->following)
    g_object_set (self->model, "marks", marks, NULL);
}

static void
group_selected_cb (PmResultPanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->group_drop_down);
  if (self->following || selected == GTK_INVALID_LIST_POSITION)
    return;
  GListModel *names = gtk_drop_down_get_model (self->group_drop_down);
  g_object_set (self->model, "group", selected ? gtk_string_list_get_string (GTK_STRING_LIST (names), selected) : NULL, NULL);
}

static void
clear_cb (PmResultPanel *self)
{
  pm_view_model_clear_filter (self->model);
}

static void
follow_filter (PmResultPanel *self)
{
  guint marks;
  g_autofree char *group = NULL;
  g_object_get (self->model, "marks", &marks, "group", &group, NULL);
  GListModel *names = gtk_drop_down_get_model (self->group_drop_down);
  self->following = TRUE;
  for (int i = 0; i < PM_N_MARKS; i++)
    gtk_toggle_button_set_active (self->toggles[i], marks >> i & 1);
  guint selected = 0;
  for (guint i = 1; group && names && i < g_list_model_get_n_items (names); i++)
    if (strcmp (gtk_string_list_get_string (GTK_STRING_LIST (names), i), group) == 0)
      selected = i;
  gtk_drop_down_set_selected (self->group_drop_down, selected);
  self->following = FALSE;
  if (!pm_view_model_is_filtered (self->model) && gtk_widget_has_focus (self->clear_button))
    gtk_widget_grab_focus (GTK_WIDGET (self->toggles[0]));
  gtk_widget_set_visible (self->clear_button, pm_view_model_is_filtered (self->model));
}

static void
follow_counts (PmResultPanel *self)
{
  for (int i = 0; i < PM_N_MARKS; i++)
    {
      guint n = pm_view_model_count (self->model, i);
      const char *name = pm_glyph_image_mark_name (i);
      g_autofree char *count = pm_count_text (n);
      /* Translators: what a screen reader says for a row of the result: state, number of pixels; the row is a filter. */
      g_autofree char *spoken = g_strdup_printf (ngettext ("%s, %u pixel, filter", "%s, %u pixels, filter", n), name, n);
      gtk_label_set_label (self->counts[i], count);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggles[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
}

static gboolean
contains (GtkStringList *names, const char *name)
{
  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    if (strcmp (gtk_string_list_get_string (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/* "All", and the sub-arrays in the order of the table. */
static GtkStringList *
list_groups (const PmPixelTable *table)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _("All"));
  for (gsize i = 0; i < table->n_rows; i++)
    {
      gboolean same_as_before = i > 0 && strcmp (table->group[i], table->group[i - 1]) == 0;
      if (!same_as_before && table->group[i][0] && !contains (names, table->group[i]))
        gtk_string_list_append (names, table->group[i]);
    }
  return names;
}

/* Another list only where the groups are others: a new result of the same instrument leaves the drop-down alone. */
static void
follow_groups (PmResultPanel *self, const PmPixelTable *table)
{
  g_autoptr (GtkStringList) names = list_groups (table);
  GListModel *old = gtk_drop_down_get_model (self->group_drop_down);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (names));
  gboolean same = old && g_list_model_get_n_items (old) == n;
  for (guint i = 1; same && i < n; i++)
    same = strcmp (gtk_string_list_get_string (GTK_STRING_LIST (old), i), gtk_string_list_get_string (names, i)) == 0;
  self->following = TRUE;
  if (!same)
    gtk_drop_down_set_model (self->group_drop_down, G_LIST_MODEL (names));
  self->following = FALSE;
  gtk_widget_set_visible (self->group_row, n > 2);
}

static void
follow_result (PmResultPanel *self)
{
  const PmResult *result = pm_view_model_get_result (self->model);
  gtk_widget_set_visible (GTK_WIDGET (self), result != NULL);
  if (!result)
    return;
  g_autofree char *n_fitted = pm_count_text (result->n_fitted), *n_total = pm_count_text (result->n_total);
  g_autofree char *fitted = g_strdup_printf (_("%s of %s fitted"), n_fitted, n_total);
  gtk_label_set_label (self->fitted_label, fitted);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fitted_label), fitted);
  follow_counts (self);
  follow_groups (self, result->table);
  follow_filter (self);
}

static void
add_row (PmResultPanel *self, PmMark mark)
{
  const char *name = pm_glyph_image_mark_name (mark);
  GtkWidget *row = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *glyph = pm_glyph_image_new (), *count = gtk_label_new (NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", 0.0f, "hexpand", TRUE, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  g_autofree char *tooltip = g_strdup_printf (_("%s: show only such pixels"), name);
  pm_glyph_image_set_mark (PM_GLYPH_IMAGE (glyph), mark, ' ');
  gtk_widget_set_valign (glyph, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (count, "pm-caption");
  gtk_widget_add_css_class (count, "pm-number");
  gtk_widget_add_css_class (row, "pm-result-row");
  gtk_widget_set_tooltip_text (row, tooltip);
  gtk_box_append (GTK_BOX (box), glyph);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_button_set_has_frame (GTK_BUTTON (row), FALSE);
  gtk_box_append (self->rows, row);
  self->toggles[mark] = GTK_TOGGLE_BUTTON (row);
  self->counts[mark] = GTK_LABEL (count);
  g_signal_connect_swapped (row, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
pm_result_panel_dispose (GObject *object)
{
  PmResultPanel *self = PM_RESULT_PANEL (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_RESULT_PANEL);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (pm_result_panel_parent_class)->dispose (object);
}

static void
pm_result_panel_class_init (PmResultPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_result_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-result-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, PmResultPanel, fitted_label);
  gtk_widget_class_bind_template_child (widget_class, PmResultPanel, rows);
  gtk_widget_class_bind_template_child (widget_class, PmResultPanel, group_row);
  gtk_widget_class_bind_template_child (widget_class, PmResultPanel, group_drop_down);
  gtk_widget_class_bind_template_child (widget_class, PmResultPanel, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, group_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
pm_result_panel_init (PmResultPanel *self)
{
  self->following = TRUE; /* there is no model yet to tell */
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < PM_N_MARKS; i++)
    add_row (self, i);
  self->following = FALSE;
}

GtkWidget *
pm_result_panel_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmResultPanel *self = g_object_new (PM_TYPE_RESULT_PANEL, NULL);
  self->model = g_object_ref (model);
  follow_result (self);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (follow_result), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::marks", G_CALLBACK (follow_filter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::group", G_CALLBACK (follow_filter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::text", G_CALLBACK (follow_filter), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

GtkToggleButton *
pm_result_panel_get_row (PmResultPanel *self, PmMark mark)
{
  g_return_val_if_fail (PM_IS_RESULT_PANEL (self) && mark < PM_N_MARKS, NULL);
  return self->toggles[mark];
}

GtkDropDown *
pm_result_panel_get_group_drop_down (PmResultPanel *self)
{
  g_return_val_if_fail (PM_IS_RESULT_PANEL (self), NULL);
  return self->group_drop_down;
}

GtkWidget *
pm_result_panel_get_clear_button (PmResultPanel *self)
{
  g_return_val_if_fail (PM_IS_RESULT_PANEL (self), NULL);
  return self->clear_button;
}

const char *
pm_result_panel_get_count (PmResultPanel *self, PmMark mark)
{
  g_return_val_if_fail (PM_IS_RESULT_PANEL (self) && mark < PM_N_MARKS, NULL);
  return gtk_label_get_label (self->counts[mark]);
}
