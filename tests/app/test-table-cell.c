/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-table-cell.h"
#include "pm-test-result.h"

typedef struct
{
  PmViewModel *model;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 10, 10);
  f->model = pm_view_model_new ();
  pm_view_model_set_result (f->model, result, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->model);
}

static GtkWidget *
show (Fixture *f, PmColumn column, int pixel)
{
  GtkWidget *cell = g_object_ref_sink (pm_table_cell_new (column));
  pm_table_cell_show (PM_TABLE_CELL (cell), f->model, pixel);
  return cell;
}

static void
test_text (Fixture *f, gconstpointer data)
{
  g_autoptr (GtkWidget) id = show (f, PM_COLUMN_ID, 12), width = show (f, PM_COLUMN_FWHM_MINOR, 12), none = show (f, PM_COLUMN_X, 43);
  g_assert_cmpstr (pm_table_cell_get_text (PM_TABLE_CELL (id)), ==, "R0[1,2]");
  g_assert_cmpstr (pm_table_cell_get_text (PM_TABLE_CELL (width)), ==, "7.00");
  g_assert_cmpstr (pm_table_cell_get_text (PM_TABLE_CELL (none)), ==, "–");
  g_assert_cmpint (pm_table_cell_get_pixel (PM_TABLE_CELL (id)), ==, 12);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (width), GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (width), GTK_ACCESSIBLE_PROPERTY_LABEL, "fwhm_minor 7.00");
}

/* The status says why in words; those that are left out are dim. */
static void
test_status (Fixture *f, gconstpointer data)
{
  static const struct
  {
    int pixel;
    const char *text;
    gboolean is_dim;
  } expected[] = { { 0, "Good", FALSE },         { 7, "Width", TRUE },       { 23, "Flagged by hand", TRUE },
                   { 31, "Good by hand", FALSE }, { 43, "Not fitted", TRUE }, { 61, "Blind or absent", TRUE } };
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GtkWidget) cell = show (f, PM_COLUMN_STATUS, expected[i].pixel);
      g_assert_cmpstr (pm_table_cell_get_text (PM_TABLE_CELL (cell)), ==, expected[i].text);
      g_assert_cmpint (gtk_widget_has_css_class (cell, "pm-dim"), ==, expected[i].is_dim);
    }
}

static void
test_marks (Fixture *f, gconstpointer data)
{
  PmPixelSelection *selection = pm_view_model_get_selection (f->model);
  pm_pixel_selection_set_current (selection, 4);
  pm_pixel_selection_set_hovered (selection, 5);
  g_autoptr (GtkWidget) cell = show (f, PM_COLUMN_ID, 4), other = show (f, PM_COLUMN_X, 4);
  g_assert_true (gtk_widget_has_css_class (cell, "pm-current"));
  g_assert_false (gtk_widget_has_css_class (other, "pm-current"));
  pm_table_cell_show (PM_TABLE_CELL (cell), f->model, 5); /* recycled */
  g_assert_false (gtk_widget_has_css_class (cell, "pm-current"));
  g_assert_true (gtk_widget_has_css_class (cell, "pm-hovered"));
}

static void
test_no_result (Fixture *f, gconstpointer data)
{
  g_autoptr (GtkWidget) cell = show (f, PM_COLUMN_ID, 100);
  g_assert_cmpint (pm_table_cell_get_pixel (PM_TABLE_CELL (cell)), ==, PM_PIXEL_NONE);
  g_assert_null (pm_table_cell_get_text (PM_TABLE_CELL (cell)));
  pm_table_cell_show (PM_TABLE_CELL (cell), f->model, 99);
  pm_view_model_set_result (f->model, NULL, NULL);
  pm_table_cell_show (PM_TABLE_CELL (cell), f->model, 99);
  g_assert_null (pm_table_cell_get_text (PM_TABLE_CELL (cell)));
}

#define ADD(name, function) g_test_add ("/table-cell/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("text", test_text);
  ADD ("status", test_status);
  ADD ("marks", test_marks);
  ADD ("no-result", test_no_result);
  return g_test_run ();
}
