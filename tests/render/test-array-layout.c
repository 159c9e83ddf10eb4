/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/render/pm-array-layout.c and pm-array-index.c: positions made here, answers counted by going through all of them.
 */
#include "pm-array-layout.h"
#include "pm-test.h"

#include <math.h>

#define PITCH_X 4.0
#define PITCH_Y 5.0

typedef struct
{
  PmPixelTable *table;
  double *x, *y; /* nominal */
} Made;

/* n_rows x n_columns pixels in sub-array "R0"; measured: turned by 0.03, shifted, and off by up to 0.4 arcsec. */
static Made
make (int n_rows, int n_columns)
{
  gsize n = (gsize) (n_rows * n_columns);
  Made made = { pm_pixel_table_new (n), g_new (double, n), g_new (double, n) };
  GRand *random = g_rand_new_with_seed (3);
  for (gsize i = 0; i < n; i++)
    {
      made.table->row[i] = (int) i / n_columns;
      made.table->col[i] = (int) i % n_columns;
      made.x[i] = PITCH_X * made.table->col[i];
      made.y[i] = PITCH_Y * made.table->row[i];
      pm_pixel_table_set_group (made.table, i, "R0");
      made.table->status[i] = PM_PIXEL_GOOD;
      made.table->values[PM_COLUMN_X][i] = 10.0 + cos (0.03) * made.x[i] - sin (0.03) * made.y[i] + g_rand_double_range (random, -0.4, 0.4);
      made.table->values[PM_COLUMN_Y][i] = -7.0 + sin (0.03) * made.x[i] + cos (0.03) * made.y[i] + g_rand_double_range (random, -0.4, 0.4);
      made.table->values[PM_COLUMN_COUPLING][i] = 0.8 + 0.3 * (double) i / (double) (n - 1);
      made.table->values[PM_COLUMN_S2N][i] = (double) i;
    }
  g_rand_free (random);
  return made;
}

static void
drop (Made *made)
{
  pm_pixel_table_unref (made->table);
  g_free (made->x);
  g_free (made->y);
}

static void
test_positions (void)
{
  Made made = make (20, 30);
  made.table->status[31] = PM_PIXEL_NOFIT;
  made.table->values[PM_COLUMN_X][31] = made.table->values[PM_COLUMN_Y][31] = NAN;
  made.table->status[40] = PM_PIXEL_FLAGGED;
  made.table->status[41] = PM_PIXEL_FLAGGED;
  made.table->manual[41] = PM_MANUAL_BAD;
  made.table->manual[42] = PM_MANUAL_GOOD;
  guint8 suspicious[600] = { [43] = 1 };
  PmArraySource source = { made.table, made.x, made.y, suspicious, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) layout = pm_array_layout_new (&source);
  g_assert_cmpuint (layout->n_shown, ==, 600);
  pm_assert_close (layout->pitch_x, PITCH_X, 1e-12, 0);
  pm_assert_close (layout->pitch_y, PITCH_Y, 1e-12, 0);
  g_assert_cmpfloat (layout->x[7], ==, made.table->values[PM_COLUMN_X][7]);
  g_assert_cmpint (layout->state[31], ==, PM_ARRAY_STATE_NOT_FITTED);
  g_assert_cmpint (layout->state[40], ==, PM_ARRAY_STATE_FLAGGED);
  g_assert_cmpint (layout->state[41], ==, PM_ARRAY_STATE_BAD);
  g_assert_cmpint (layout->state[42], ==, PM_ARRAY_STATE_GOOD_BY_HAND);
  g_assert_cmpint (layout->state[43], ==, PM_ARRAY_STATE_SUSPICIOUS);
  /* Six parameters from 600 positions that scatter by 0.23: the prediction is good to about 0.03. */
  pm_assert_close (layout->x[31], 10.0 + cos (0.03) * PITCH_X - sin (0.03) * PITCH_Y, 0.1, 0);
  g_assert_true (isnan (layout->dx[31]));
  g_assert_cmpfloat (fabs (layout->dx[100]), <, 0.5);
  pm_assert_close (layout->residual, 0.319, 0.02, 0); /* half of a square of side 0.8 lies within 0.319; 600 of them: 0.006 */

  source.at_nominal = TRUE;
  g_autoptr (PmArrayLayout) nominal = pm_array_layout_new (&source);
  g_assert_cmpfloat (nominal->x[31], ==, PITCH_X);
  g_assert_cmpfloat (nominal->left, ==, -0.5 * PITCH_X);
  g_assert_cmpfloat (nominal->top, ==, 19.5 * PITCH_Y);
  pm_assert_close (nominal->dx[100], layout->dx[100], 1e-12, 0);
  drop (&made);
}

static void
test_limits (void)
{
  Made made = make (20, 30);
  made.table->status[0] = PM_PIXEL_FLAGGED;
  made.table->values[PM_COLUMN_COUPLING][0] = 99.0;
  PmArraySource source = { made.table, NULL, NULL, NULL, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) coupling = pm_array_layout_new (&source);
  /* The 599 values are evenly spaced: the first percentile lies 5.98 steps above the first. */
  double reach = 1.0 - (0.8 + 0.3 / 599.0 * (1.0 + 5.98));
  pm_assert_close (coupling->low, 1.0 - reach, 1e-9, 0);
  pm_assert_close (coupling->high, 1.0 + reach, 1e-9, 0);
  g_assert_cmpint (coupling->map, ==, PM_COLORMAP_COUPLING);
  pm_assert_close (coupling->largest, 1.1, 1e-12, 0);
  guint bins[3], n = 0;
  pm_array_layout_histogram (coupling, 0.5, 1.5, bins, 3);
  n = bins[0] + bins[1] + bins[2];
  g_assert_cmpuint (n, ==, 599);
  g_assert_cmpuint (bins[2], ==, 0);

  source.quantity = PM_ARRAY_S2N;
  g_autoptr (PmArrayLayout) s2n = pm_array_layout_new (&source);
  pm_assert_close (s2n->low, 1.0 + 5.98, 1e-9, 0);
  pm_assert_close (s2n->high, 1.0 + 592.02, 1e-9, 0);
  g_assert_cmpint (s2n->map, ==, PM_COLORMAP_VIRIDIS);
  source.quantity = PM_ARRAY_CHI2;
  g_autoptr (PmArrayLayout) none = pm_array_layout_new (&source);
  g_assert_cmpuint (none->n_values, ==, 0);
  g_assert_cmpfloat (none->high, >, none->low);
  drop (&made);
}

static void
test_find (void)
{
  Made made = make (40, 50);
  PmArraySource source = { made.table, made.x, made.y, NULL, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) layout = pm_array_layout_new (&source);
  GRand *random = g_rand_new_with_seed (4);
  for (int k = 0; k < 2000; k++)
    {
      double x = g_rand_double_range (random, layout->left - 5.0, layout->right + 5.0);
      double y = g_rand_double_range (random, layout->bottom - 5.0, layout->top + 5.0), nearest = INFINITY;
      guint expected = PM_ARRAY_NO_PIXEL;
      for (guint i = 0; i < layout->n_pixels; i++)
        if (fabs (layout->x[i] - x) <= 0.5 * PITCH_X && fabs (layout->y[i] - y) <= 0.5 * PITCH_Y
            && hypot (layout->x[i] - x, layout->y[i] - y) < nearest)
          {
            nearest = hypot (layout->x[i] - x, layout->y[i] - y);
            expected = i;
          }
      g_assert_cmpuint (pm_array_layout_find (layout, x, y), ==, expected);
    }
  g_rand_free (random);
  g_assert_cmpuint (pm_array_layout_find (layout, NAN, 0.0), ==, PM_ARRAY_NO_PIXEL);
  g_assert_cmpuint (pm_array_layout_find_neighbour (layout, 1020, 1.0, 0.0), ==, 1021);
  g_assert_cmpuint (pm_array_layout_find_neighbour (layout, 1020, -1.0, 0.0), ==, 1019);
  g_assert_cmpuint (pm_array_layout_find_neighbour (layout, 1020, 0.0, 1.0), ==, 1070);
  g_assert_cmpuint (pm_array_layout_find_neighbour (layout, 1020, 0.0, -1.0), ==, 970);
  g_assert_cmpuint (pm_array_layout_find_neighbour (layout, 0, -1.0, 0.0), ==, PM_ARRAY_NO_PIXEL);
  drop (&made);
}

static void
test_areas (void)
{
  Made made = make (40, 50);
  PmArraySource source = { made.table, made.x, made.y, NULL, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) layout = pm_array_layout_new (&source);
  const double lasso[] = { 20.0, 20.0, 120.0, 20.0, 70.0, 120.0 }; /* a triangle */
  GArray *rectangle = pm_array_layout_find_rectangle (layout, 100.0, 90.0, 30.0, 20.0);
  GArray *triangle = pm_array_layout_find_lasso (layout, lasso, 3);
  guint n_rectangle = 0, n_triangle = 0;
  for (guint i = 0; i < layout->n_pixels; i++)
    {
      double x = layout->x[i], y = layout->y[i];
      if (x >= 30.0 && x <= 100.0 && y >= 20.0 && y <= 90.0)
        g_assert_cmpuint (g_array_index (rectangle, guint, n_rectangle++), ==, i);
      if (y > 20.0 && (x - 20.0) > (y - 20.0) / 2.0 && (120.0 - x) > (y - 20.0) / 2.0)
        g_assert_cmpuint (g_array_index (triangle, guint, n_triangle++), ==, i);
    }
  g_assert_cmpuint (n_rectangle, >, 100);
  g_assert_cmpuint (rectangle->len, ==, n_rectangle);
  g_assert_cmpuint (n_triangle, >, 100);
  g_assert_cmpuint (triangle->len, ==, n_triangle);
  g_array_unref (rectangle);
  g_array_unref (triangle);
  drop (&made);
}

static void
test_groups_and_nothing (void)
{
  Made made = make (4, 5);
  for (gsize i = 10; i < 20; i++)
    pm_pixel_table_set_group (made.table, i, "T0");
  g_autofree const char **groups = pm_array_layout_list_groups (made.table);
  g_assert_cmpstrv ((char **) groups, ((const char *const[]) { "R0", "T0", NULL }));
  PmArraySource source = { made.table, NULL, NULL, NULL, "T0", PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) half = pm_array_layout_new (&source);
  g_assert_cmpuint (half->n_shown, ==, 10);
  g_assert_true (isnan (half->x[0]));
  source.at_nominal = TRUE; /* which are not known */
  g_autoptr (PmArrayLayout) none = pm_array_layout_new (&source);
  g_assert_cmpuint (none->n_shown, ==, 0);
  g_assert_cmpuint (pm_array_layout_find (none, 0.0, 0.0), ==, PM_ARRAY_NO_PIXEL);
  g_autoptr (PmPixelTable) empty = pm_pixel_table_new (0);
  PmArraySource nothing = { empty, NULL, NULL, NULL, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) blank = pm_array_layout_new (&nothing);
  g_assert_cmpuint (blank->n_shown, ==, 0);
  drop (&made);
}

static void
test_quantities (void)
{
  Made made = make (4, 5);
  PmPixelTable *table = made.table;
  table->values[PM_COLUMN_GAIN][3] = 0.5;
  table->values[PM_COLUMN_FWHM_MAJOR][3] = 9.0;
  table->values[PM_COLUMN_FWHM_MINOR][3] = 4.0;
  g_assert_cmpfloat (pm_array_quantity_value (PM_ARRAY_RESPONSE, table, 3, 0, 0), ==, 0.5 * table->values[PM_COLUMN_COUPLING][3]);
  g_assert_cmpfloat (pm_array_quantity_value (PM_ARRAY_WIDTH, table, 3, 0, 0), ==, 6.0);
  g_assert_cmpfloat (pm_array_quantity_value (PM_ARRAY_ELONGATION, table, 3, 0, 0), ==, 2.25);
  g_assert_cmpfloat (pm_array_quantity_value (PM_ARRAY_RESIDUAL_Y, table, 3, 1.5, -2.5), ==, -2.5);
  gboolean seen[PM_N_COLUMNS] = { FALSE };
  for (guint q = 0; q < PM_N_ARRAY_QUANTITIES; q++)
    {
      PmArrayQuantity found = PM_N_ARRAY_QUANTITIES;
      g_assert_true (pm_array_quantity_from_name (pm_array_quantity_name (q), &found));
      g_assert_cmpuint (found, ==, q);
      g_assert_cmpstr (pm_array_quantity_title (q), !=, "");
      /* Which column it is, found by a value that only that column has. */
      for (guint column = 0; column < PM_N_COLUMNS; column++)
        if (table->values[column])
          table->values[column][7] = (double) column + 100.0;
      double value = pm_array_quantity_value (q, table, 7, 1.0, 2.0) - 100.0;
      if (value >= 0.0 && value < PM_N_COLUMNS && value == floor (value) && table->values[(int) value])
        {
          seen[(int) value] = TRUE;
          g_assert_cmpstr (pm_array_quantity_unit (q), ==, pm_column_info ((PmColumn) value)->unit);
        }
    }
  for (guint column = 0; column < PM_N_COLUMNS; column++)
    g_assert_true (seen[column] == (table->values[column] != NULL)); /* each numeric column can be shown */
  drop (&made);
}

/* Limits of residuals are symmetric about 0; hidden pixels count for the limits, but not as values. */
static void
test_neutral_and_hidden (void)
{
  Made made = make (20, 30);
  guint8 hidden[600] = { 0 };
  PmArraySource source = { made.table, made.x, made.y, NULL, NULL, PM_ARRAY_RESIDUAL_X, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) all = pm_array_layout_new (&source);
  g_assert_cmpfloat (all->low, ==, -all->high);
  g_assert_cmpint (all->map, ==, PM_COLORMAP_COUPLING);
  pm_assert_close (all->high, 0.4, 0.05, 0); /* made with up to 0.4 arcsec; the fit takes out a little */
  for (int i = 0; i < 600; i++)
    hidden[i] = i != 31 && i != 47;
  source.hidden = hidden;
  g_autoptr (PmArrayLayout) two = pm_array_layout_new (&source);
  g_assert_cmpuint (two->n_shown, ==, 2);
  g_assert_cmpuint (two->n_values, ==, 2);
  g_assert_cmpfloat (two->high, ==, all->high);
  g_assert_cmpfloat (two->left, ==, all->left);
  g_assert_cmpfloat (two->largest, ==, MAX (all->dx[31], all->dx[47]));
  g_assert_cmpuint (pm_array_layout_find (two, all->x[31], all->y[31]), ==, 31);
  g_assert_cmpuint (pm_array_layout_find (two, all->x[100], all->y[100]), ==, PM_ARRAY_NO_PIXEL);
  drop (&made);
}

static void
test_side_by_side (void)
{
  Made made = make (20, 30);
  for (gsize i = 300; i < 600; i++) /* on the same part of the sky as the first half */
    {
      pm_pixel_table_set_group (made.table, i, "T0");
      made.table->values[PM_COLUMN_X][i] = made.table->values[PM_COLUMN_X][i - 300] + 1.0;
      made.table->values[PM_COLUMN_Y][i] = made.table->values[PM_COLUMN_Y][i - 300] + 2.0;
    }
  PmArraySource source = { made.table, NULL, NULL, NULL, NULL, PM_ARRAY_COUPLING, FALSE, TRUE, NULL };
  g_autoptr (PmArrayLayout) layout = pm_array_layout_new (&source);
  g_assert_true (layout->overlapping);
  g_assert_cmpuint (layout->n_panels, ==, 2);
  g_assert_cmpuint (layout->n_shown, ==, 600);
  g_assert_cmpstr (layout->panels[1].group, ==, "T0");
  const PmArrayPanel *a = &layout->panels[0], *b = &layout->panels[1];
  g_assert_true (b->left > a->right || b->top < a->bottom);
  for (guint i = 0; i < 600; i++)
    {
      double x, y;
      g_assert_true (pm_array_layout_true_position (layout, layout->x[i], layout->y[i], &x, &y));
      pm_assert_close (x, made.table->values[PM_COLUMN_X][i], 1e-9, 0); /* rounding of a sum and a difference */
      pm_assert_close (y, made.table->values[PM_COLUMN_Y][i], 1e-9, 0);
      g_assert_cmpfloat (layout->x[i], >, layout->panels[i / 300].left);
      g_assert_cmpfloat (layout->x[i], <, layout->panels[i / 300].right);
    }
  double x, y;
  g_assert_false (pm_array_layout_true_position (layout, a->right + 1e-3, a->bottom - 1e-3, &x, &y));
  g_assert_true (isnan (x));

  source.side_by_side = FALSE;
  g_autoptr (PmArrayLayout) sky = pm_array_layout_new (&source);
  g_assert_true (sky->overlapping);
  g_assert_cmpuint (sky->n_panels, ==, 0);
  for (gsize i = 300; i < 600; i++)
    made.table->values[PM_COLUMN_X][i] += 1000.0;
  g_autoptr (PmArrayLayout) apart = pm_array_layout_new (&source);
  g_assert_false (apart->overlapping);
  drop (&made);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/array-layout/positions", test_positions);
  g_test_add_func ("/array-layout/limits", test_limits);
  g_test_add_func ("/array-layout/find", test_find);
  g_test_add_func ("/array-layout/areas", test_areas);
  g_test_add_func ("/array-layout/groups-and-nothing", test_groups_and_nothing);
  g_test_add_func ("/array-layout/quantities", test_quantities);
  g_test_add_func ("/array-layout/neutral-and-hidden", test_neutral_and_hidden);
  g_test_add_func ("/array-layout/side-by-side", test_side_by_side);
  return g_test_run ();
}
