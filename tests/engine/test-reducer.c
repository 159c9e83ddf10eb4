/* SPDX-License-Identifier: GPL-3.0-or-later
 * The kept reduction: refits change their pixels only and can be taken back; maps on demand are those that a reduction makes.
 */
#include "pm-reducer.h"
#include "pm-error.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static PmReducer *kept; /* of the small scan, with stamps */
static PmResult *base;  /* its result */

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

static PmReducer *
reduce (const char *const *settings, PmMapsWanted maps, const char *list, int n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_test_options (settings);
  PmScan *scan = pm_test_read_scan (small_scan (), n_threads, settings);
  const PmReductionRequest request = { .options = options, .maps = maps, .maps_list = list };
  PmProgress progress = { 0 };
  progress.control.n_threads = n_threads;
  PmReducer *reducer = pm_reducer_new (&scan, 1, &request, &progress, &error);
  g_assert_no_error (error);
  return reducer;
}

static PmResult *
refit (PmReducer *reducer, const PmFlagFile *file)
{
  g_autoptr (GError) error = NULL;
  PmResult *result = pm_reducer_dup_result (reducer, file->refits, &error);
  g_assert_no_error (error);
  pm_test_reduce_check (result);
  return result;
}

static gsize
find_row (const PmResult *result, PmPixelStatus status, gsize n)
{
  gsize row = 0;
  while (result->table->status[row] != status || n-- > 0)
    g_assert_cmpuint (++row, <, result->table->n_rows);
  return row;
}

static double
value (const PmResult *result, PmColumn column, gsize row)
{
  return result->table->values[column][row];
}

static double
usual_radius (const PmResult *result)
{
  return result->options->fit_radius * result->instrument->beam_fwhm_arcsec;
}

/* What the fits of two results say about a row, bit by bit: all but the couplings, which refer to all pixels. */
static void
assert_same_row (const PmResult *a, const PmResult *b, gsize row)
{
  for (int c = 0; c < PM_N_COLUMNS; c++)
    if (a->table->values[c] && c != PM_COLUMN_COUPLING && c != PM_COLUMN_COUPLING_ERR)
      g_assert_cmpmem (&a->table->values[c][row], sizeof (double), &b->table->values[c][row], sizeof (double));
}

static void
assert_same_map (const PmMap *a, const PmMap *b)
{
  gsize n = a->nx * a->ny;
  g_assert_true (a->channel == b->channel && a->x0 == b->x0 && a->y0 == b->y0 && a->nx == b->nx && a->ny == b->ny);
  g_assert_cmpmem (a->signal, 3 * n * sizeof (float), b->signal, 3 * n * sizeof (float));
}

static void
assert_same_maps (const PmMapSet *a, const PmMapSet *b)
{
  g_assert_cmpuint (a->n_maps, ==, b->n_maps);
  for (gsize i = 0; i < a->n_maps; i++)
    assert_same_map (&a->maps[i], &b->maps[i]);
  assert_same_map (&a->beam, &b->beam);
}

static void
test_same (void)
{
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS };
  g_autoptr (PmResult) alone = pm_test_reduce (small_scan (), &how), again = pm_reducer_dup_result (kept, NULL, NULL);
  pm_test_table_assert_equal (base->table, alone->table, 0.0);
  assert_same_maps (base->maps, alone->maps);
  pm_test_table_assert_equal (again->table, alone->table, 0.0);
  /* 600 frames x 1280 channels of float and flag, and 26 kB of map for a third of them at least. */
  g_assert_cmpuint (pm_reducer_get_bytes (kept), >, 600 * 1280 * 5 + 400 * 26000 / 4);
}

/* From the fit that is there, with the usual radius: the same fit, to the 0.03 errors at which a fit stops; chi^2 and ellipse are new, too.
 * Nobody else notices, and without the refit all is as it was. */
static void
test_refit (void)
{
  gsize same = find_row (base, PM_PIXEL_GOOD, 100), other = find_row (base, PM_PIXEL_GOOD, 200);
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  pm_flag_file_add_refit (file, base->table->id[same], 3.0, 1000.0, 1000.0, -1); /* is replaced */
  pm_flag_file_add_refit (file, base->table->id[other], 13.6, NAN, NAN, -1);
  pm_flag_file_add_refit (file, base->table->id[same], usual_radius (base), NAN, NAN, -1);
  pm_flag_file_add_refit (file, "Q9[1,1]", 10.0, NAN, NAN, -1);
  pm_flag_file_add_refit (file, base->table->id[find_row (base, PM_PIXEL_BLIND, 0)], 10.0, NAN, NAN, -1);
  g_autoptr (PmResult) result = refit (kept, file);
  g_assert_cmpuint (result->n_refits, ==, 2);
  for (gsize row = 0; row < base->table->n_rows; row++)
    if (row != same && row != other)
      {
        const PmMap *a = pm_map_set_find (base->maps, row), *b = pm_map_set_find (result->maps, row);
        assert_same_row (base, result, row);
        g_assert_true ((a == NULL) == (b == NULL) && (!a || a->signal == b->signal));
      }
  pm_assert_close (value (result, PM_COLUMN_X, same), value (base, PM_COLUMN_X, same), 0.06 * value (base, PM_COLUMN_X_ERR, same), 0.0);
  pm_assert_close (value (result, PM_COLUMN_PEAK, same), value (base, PM_COLUMN_PEAK, same), 0.06 * value (base, PM_COLUMN_PEAK_ERR, same),
                   0.0);
  pm_assert_close (value (result, PM_COLUMN_CHI2, same), value (base, PM_COLUMN_CHI2, same), 0.0, 1e-3);
  pm_assert_close (value (result, PM_COLUMN_FWHM_MAJOR, same), value (base, PM_COLUMN_FWHM_MAJOR, same), 0.0, 1e-3);
  assert_same_map (pm_map_set_find (base->maps, same), pm_map_set_find (result->maps, same)); /* cells and mask have not moved */
  g_assert_true (pm_map_set_find (base->maps, same)->signal != pm_map_set_find (result->maps, same)->signal);
  g_assert_cmpint (result->table->status[other], ==, PM_PIXEL_GOOD);
  g_autoptr (PmFlagFile) one = pm_flag_file_new ();
  pm_flag_file_add_refit (one, base->table->id[other], 20.0, NAN, NAN, -1);
  g_autoptr (PmResult) without_first = refit (kept, one);
  assert_same_row (base, without_first, same);
  g_assert_true (pm_map_set_find (base->maps, same)->signal == pm_map_set_find (without_first->maps, same)->signal);
  g_autoptr (PmResult) again = pm_reducer_dup_result (kept, NULL, NULL);
  pm_test_table_assert_equal (again->table, base->table, 0.0);
  assert_same_maps (again->maps, base->maps);
  g_assert_cmpuint (again->n_refits, ==, 0);
}

/* With another radius: what a reduction finds that has this radius for all, and the same width. A template that ends at a beam, where 6 %
 * of the source are left, moves fits by much more than what else differs: samples taken for spikes, and where fits stop. */
static void
test_radius (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("fit.width", "fixed", "fit.radius", "1") };
  g_autoptr (PmReducer) wide = reduce (PM_TEST_SETTINGS ("fit.width", "fixed"), PM_MAPS_NONE, NULL, 2);
  g_autoptr (PmResult) narrow = pm_test_reduce (small_scan (), &how), before = pm_reducer_dup_result (wide, NULL, NULL);
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  double moved = 0.0, rest = 0.0, n = 0.0;
  for (gsize i = 0; i < 30; i++)
    pm_flag_file_add_refit (file, before->table->id[find_row (before, PM_PIXEL_GOOD, 10 * i)], 13.6, NAN, NAN, -1);
  g_autoptr (PmResult) after = refit (wide, file);
  for (gsize i = 0; i < 30; i++)
    {
      gsize row = find_row (before, PM_PIXEL_GOOD, 10 * i);
      double error = value (before, PM_COLUMN_PEAK_ERR, row);
      if (narrow->table->status[row] != PM_PIXEL_GOOD) /* seen by one scan line: within a beam of it there are many solutions */
        continue;
      n++;
      moved += fabs (value (after, PM_COLUMN_PEAK, row) - value (before, PM_COLUMN_PEAK, row)) / error;
      rest += fabs (value (after, PM_COLUMN_PEAK, row) - value (narrow, PM_COLUMN_PEAK, row)) / error;
    }
  g_test_message ("peaks moved by %.3f errors, rest %.3f", moved / n, rest / n);
  g_assert_cmpfloat (n, >=, 29.0);
  g_assert_cmpfloat (rest, <, 0.4 * moved);
}

/* Each pixel for itself: in whatever company and order. */
static void
test_company (void)
{
  g_autoptr (PmFlagFile) all = pm_flag_file_new ();
  gsize rows[6];
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize k = G_N_ELEMENTS (rows) - 1 - i;
      rows[k] = find_row (base, PM_PIXEL_GOOD, 50 + k); /* of two blocks, last first */
      pm_flag_file_add_refit (all, base->table->id[rows[k]], 20.0 + (double) k, NAN, NAN, k % 2 ? PM_DOMAIN_MAP : PM_DOMAIN_TIME);
    }
  g_autoptr (PmResult) together = refit (kept, all);
  for (guint i = 0; i < all->refits->len; i++)
    {
      const PmRefit *r = g_ptr_array_index (all->refits, i);
      g_autoptr (PmFlagFile) one = pm_flag_file_new ();
      pm_flag_file_add_refit (one, r->id, r->radius, r->x0, r->y0, r->domain);
      g_autoptr (PmResult) alone = refit (kept, one);
      gsize row = rows[G_N_ELEMENTS (rows) - 1 - i];
      assert_same_row (alone, together, row);
      assert_same_map (pm_map_set_find (alone->maps, row), pm_map_set_find (together->maps, row));
      g_assert_true (memcmp (&alone->table->values[PM_COLUMN_X][row], &base->table->values[PM_COLUMN_X][row], sizeof (double)) != 0);
    }
}

/* Where there is no source there is no fit: the pixel says so, its map is where the fit was tried. And back. */
static void
test_failure (void)
{
  gsize row = find_row (base, PM_PIXEL_GOOD, 120);
  double x = -value (base, PM_COLUMN_X, row), y = -value (base, PM_COLUMN_Y, row);
  double away = x > 0.0 ? x - 60.0 : x + 60.0;
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  pm_flag_file_add_refit (file, base->table->id[row], 1.0, away, y, -1); /* a window smaller than the distance of samples */
  g_autoptr (PmResult) result = refit (kept, file);
  g_assert_cmpint (result->table->status[row], ==, PM_PIXEL_NOFIT);
  g_assert_true (result->table->flags[row] & PM_FLAG_NO_FIT);
  const PmMap *map = pm_map_set_find (result->maps, row);
  g_assert_nonnull (map);
  double left = pm_grid_x (&result->maps->grid, map->x0), right = pm_grid_x (&result->maps->grid, map->x0 + map->nx - 1);
  g_assert_true (left < away && right > away && !(left < x && right > x));
  g_autoptr (PmResult) again = pm_reducer_dup_result (kept, NULL, NULL);
  pm_test_table_assert_equal (again->table, base->table, 0.0);
}

/* Pixels that the search for sources left out get the fit that they have otherwise, at the predicted place, and no letter F. */
static void
test_without_fit (void)
{
  g_autoptr (PmReducer) strict = reduce (PM_TEST_SETTINGS ("detect.candidate", "60"), PM_MAPS_NONE, NULL, 2);
  g_autoptr (PmResult) before = pm_reducer_dup_result (strict, NULL, NULL);
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  gsize n = 0;
  for (gsize row = 0; row < base->table->n_rows && n < 10; row++)
    if (base->table->status[row] == PM_PIXEL_GOOD && before->table->status[row] == PM_PIXEL_NOFIT &&
        value (base, PM_COLUMN_S2N, row) > 30.0)
      {
        pm_flag_file_add_refit (file, base->table->id[row], usual_radius (base), NAN, NAN, -1);
        n++;
      }
  g_assert_cmpuint (n, ==, 10);
  g_autoptr (PmResult) after = refit (strict, file);
  g_assert_null (after->maps);
  for (guint i = 0; i < file->refits->len; i++)
    {
      gsize row = (gsize) pm_pixel_table_find_id (after->table, ((PmRefit *) g_ptr_array_index (file->refits, i))->id);
      g_assert_false (after->table->flags[row] & PM_FLAG_NO_FIT);
      g_assert_true (isfinite (value (after, PM_COLUMN_CHI2, row)) && isfinite (value (after, PM_COLUMN_COUPLING, row)));
      /* Other pixels in the width, other samples taken for spikes: a quarter of an error. */
      pm_assert_close (value (after, PM_COLUMN_X, row), value (base, PM_COLUMN_X, row), 0.25 * value (base, PM_COLUMN_X_ERR, row), 0.0);
    }
  g_assert_cmpuint (after->n_fitted, ==, before->n_fitted + 10);
}

/* In the map, of a reduction that made none, and of one that fits all in maps: there, with its radius, as itself. */
static void
test_domain (void)
{
  g_autoptr (PmReducer) plain = reduce (NULL, PM_MAPS_NONE, NULL, 2);
  g_autoptr (PmReducer) in_maps = reduce (PM_TEST_SETTINGS ("fit.domain", "map"), PM_MAPS_NONE, NULL, 2);
  g_autoptr (PmResult) of_maps = pm_reducer_dup_result (in_maps, NULL, NULL);
  gsize row = 0; /* whose fits differ */
  while (of_maps->table->status[row] != PM_PIXEL_GOOD || base->table->status[row] != PM_PIXEL_GOOD ||
         fabs (value (of_maps, PM_COLUMN_X, row) - value (base, PM_COLUMN_X, row)) < 0.3 * value (base, PM_COLUMN_X_ERR, row))
    g_assert_cmpuint (++row, <, base->table->n_rows);
  double radius = base->options->fit_map_radius * of_maps->beam_fwhm_arcsec;
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (PmFlagFile) file = pm_flag_file_new ();
      pm_flag_file_add_refit (file, base->table->id[row], i < 2 ? radius : usual_radius (base), NAN, NAN,
                              i == 0 ? PM_DOMAIN_MAP : i == 1 ? -1 : PM_DOMAIN_TIME);
      g_autoptr (PmResult) result = refit (i == 0 ? plain : in_maps, file);
      /* The time stream's fit before stops elsewhere by 0.03 errors, and the stamp may differ by a cell. */
      const PmResult *expected = i < 2 ? of_maps : base;
      double error = value (expected, PM_COLUMN_X_ERR, row);
      pm_assert_close (value (result, PM_COLUMN_X, row), value (expected, PM_COLUMN_X, row), 0.06 * error, 0.0);
      pm_assert_close (value (result, PM_COLUMN_X_ERR, row), error, 0.0, 0.01);
    }
}

/* Maps on demand, with refits and without, are those of a reduction that was asked for them. */
static void
test_maps (void)
{
  g_autofree char *list = g_strdup_printf ("300-331,%s", base->table->id[find_row (base, PM_PIXEL_GOOD, 100)]);
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 2 };
  pm_flag_file_add_refit (file, base->table->id[find_row (base, PM_PIXEL_GOOD, 100)], 20.0, 10.0, 10.0, -1);
  pm_flag_file_add_refit (file, base->table->id[find_row (base, PM_PIXEL_GOOD, 0)], 20.0, NAN, NAN, -1); /* not asked for */
  const struct
  {
    PmMapsWanted wanted;
    const char *list;
  } cases[] = { { PM_MAPS_FULL, list }, { PM_MAPS_STAMPS, NULL }, { PM_MAPS_STAMPS, list } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PmReducer) asked = reduce (NULL, cases[i].wanted, cases[i].list, 2);
      g_autoptr (PmResult) without = pm_reducer_dup_result (asked, NULL, NULL), with = refit (asked, file);
      g_autoptr (PmMapSet) a = pm_reducer_make_maps (kept, NULL, cases[i].wanted, cases[i].list, &control, &error);
      g_assert_no_error (error);
      g_autoptr (PmMapSet) b = pm_reducer_make_maps (kept, file->refits, cases[i].wanted, cases[i].list, &control, &error);
      g_assert_no_error (error);
      assert_same_maps (a, without->maps);
      assert_same_maps (b, with->maps);
    }
  g_assert_null (pm_reducer_make_maps (kept, NULL, PM_MAPS_FULL, "R9[9,9]", &control, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_clear_error (&error);
  atomic_store (&control.cancel, true);
  g_assert_null (pm_reducer_make_maps (kept, NULL, PM_MAPS_FULL, NULL, &control, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (PmResult) again = refit (kept, file); /* the wish to stop is not the reducer's */
  g_assert_cmpuint (again->n_refits, ==, 2);
}

typedef struct
{
  const PmFlagFile *file;
  PmResult *result;
} Caller;

static gpointer
caller_thread (gpointer data)
{
  Caller *caller = data;
  caller->result = pm_reducer_dup_result (kept, caller->file->refits, NULL);
  return NULL;
}

/* The same bits with one thread, and from several threads at once. */
static void
test_threads (void)
{
  g_autoptr (PmReducer) single = reduce (NULL, PM_MAPS_STAMPS, NULL, 1);
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  Caller callers[4];
  GThread *threads[4];
  for (gsize i = 0; i < 8; i++)
    pm_flag_file_add_refit (file, base->table->id[find_row (base, PM_PIXEL_GOOD, 30 * i)], 18.0, NAN, NAN, (int) (i % 3) - 1);
  g_autoptr (PmResult) expected = refit (single, file);
  for (int i = 0; i < 4; i++)
    {
      callers[i].file = file;
      threads[i] = g_thread_new ("refit", caller_thread, &callers[i]);
    }
  for (int i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      pm_test_table_assert_equal (callers[i].result->table, expected->table, 0.0);
      assert_same_maps (callers[i].result->maps, expected->maps);
      pm_result_unref (callers[i].result);
    }
}

/* The scans are taken over in any case (leaks are what the sanitizer looks for), with the errors of pm_reduce(). */
static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_test_options (PM_TEST_SETTINGS ("exclude", "0-1311"));
  PmScan *scan = pm_test_read_scan (small_scan (), 2, NULL);
  PmReductionRequest request = { .options = options };
  PmProgress progress = { .control.n_threads = 2 };
  g_assert_null (pm_reducer_new (&scan, 1, &request, &progress, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
  g_clear_error (&error);
  scan = pm_test_read_scan (small_scan (), 2, NULL);
  atomic_store (&progress.control.cancel, true);
  g_assert_null (pm_reducer_new (&scan, 1, &request, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* 1 ms for the small scan: of its 82 blocks one is looked at, 2 ms for a minute's. Machines are slow, and sanitizers slower. */
static void
test_cost (void)
{
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  gint64 best[2] = { G_MAXINT64, G_MAXINT64 };
  for (gsize n = 1; n <= 11; n++)
    {
      pm_flag_file_add_refit (file, base->table->id[find_row (base, PM_PIXEL_GOOD, 20 * n)], 20.0, NAN, NAN, -1);
      for (int attempt = 0; attempt < 3 && (n == 1 || n == 11); attempt++)
        {
          gint64 begin = g_get_monotonic_time ();
          g_autoptr (PmResult) result = pm_reducer_dup_result (kept, file->refits, NULL);
          best[n == 11] = MIN (best[n == 11], g_get_monotonic_time () - begin);
          g_assert_cmpuint (result->n_refits, ==, n);
        }
    }
  g_test_message ("one refit: %.2f ms; each further one: %.2f ms", (double) best[0] * 1e-3, (double) (best[1] - best[0]) * 1e-4);
  g_assert_cmpint (best[0], <, 100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  kept = reduce (NULL, PM_MAPS_STAMPS, NULL, 2);
  base = pm_reducer_dup_result (kept, NULL, NULL);
  g_test_add_func ("/reducer/same", test_same);
  g_test_add_func ("/reducer/refit", test_refit);
  g_test_add_func ("/reducer/radius", test_radius);
  g_test_add_func ("/reducer/company", test_company);
  g_test_add_func ("/reducer/failure", test_failure);
  g_test_add_func ("/reducer/without-fit", test_without_fit);
  g_test_add_func ("/reducer/domain", test_domain);
  g_test_add_func ("/reducer/maps", test_maps);
  g_test_add_func ("/reducer/threads", test_threads);
  g_test_add_func ("/reducer/errors", test_errors);
  g_test_add_func ("/reducer/cost", test_cost);
  int result = g_test_run ();
  pm_result_unref (base);
  pm_reducer_unref (kept);
  pm_test_reduce_done ();
  return result;
}
