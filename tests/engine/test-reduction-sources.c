/* SPDX-License-Identifier: GPL-3.0-or-later
 * A second source in the field, in scans that see nearly all of it and in such that see a third: what docs/flags.md says becomes of it. The
 * limits of pm-companion.c and pm-reduce-companion.c were chosen on these two scans; docs/flags.md tells what others give.
 *
 * What is planted is what the simulator plants for the first source: a Gaussian, times the pixel's response.
 */
#include "pm-test-reduce.h"
#include "pm-test-raw.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define TOO_FAR 6.0 /* errors: a right place may be 4 of them off, a wrong one is more than 20 */

typedef struct
{
  double share, beams, degrees; /* of the second source: brightness; where it is */
} Place;

typedef struct
{
  const char *path;
  GArray *truth;
  double amplitude, fwhm;
  PmResult *clean; /* without it */
} Field;

static Field small, typical;

/* Adds the second source to all sound channels. */
static void
add_source (const Field *field, PmScan *scan, const Place *place)
{
  PmTimeline *tl = &scan->timeline;
  double distance = place->beams * field->fwhm, angle = place->degrees * G_PI / 180.0;
  double x = distance * cos (angle), y = distance * sin (angle);
  for (guint i = 0; i < field->truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (field->truth, PmTestTruth, i);
      gsize row = (gsize) pm_pixel_table_find_index (field->clean->table, t->index), slot = scan->instrument->channels[row].slot;
      float *samples = tl->samples + slot / PM_LANES * tl->n_frames * PM_LANES + slot % PM_LANES;
      for (gsize frame = 0; frame < tl->n_frames && g_str_equal (t->status, "ok"); frame++)
        if (isfinite (tl->fx[frame]))
          {
            double off = hypot (tl->fx[frame] + t->x - x, tl->fy[frame] + t->y - y) / field->fwhm;
            samples[frame * PM_LANES] += (float) (place->share * field->amplitude * t->response * exp2 (-4.0 * off * off));
          }
    }
}

/* Good pixels that are where the first source puts them, and those that are not. */
static void
count_places (const Field *field, const PmResult *result, gsize *right, gsize *wrong)
{
  *right = *wrong = 0;
  for (guint i = 0; i < field->truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (field->truth, PmTestTruth, i);
      const gsize row = (gsize) pm_pixel_table_find_index (result->table, t->index);
      double *const *v = result->table->values;
      double dx = (v[PM_COLUMN_X][row] - t->x) / v[PM_COLUMN_X_ERR][row], dy = (v[PM_COLUMN_Y][row] - t->y) / v[PM_COLUMN_Y_ERR][row];
      gboolean near = hypot (dx, dy) < TOO_FAR;
      *right += result->table->status[row] == PM_PIXEL_GOOD && near;
      *wrong += result->table->status[row] == PM_PIXEL_GOOD && !near;
    }
}

static PmResult *
reduce_with (const Field *field, const Place *place)
{
  g_autoptr (GError) error = NULL;
  PmScan *scan = pm_test_read_scan (field->path, 2, NULL);
  add_source (field, scan, place);
  g_autoptr (PmOptions) options = pm_options_new ();
  PmProgress progress = { .control.n_threads = 2 };
  PmReductionRequest request = { .options = options };
  PmResult *result = pm_reduce (&scan, 1, &request, &progress, &error);
  g_assert_no_error (error);
  pm_scan_free (scan);
  return result;
}

static gboolean
warns_of (const PmResult *result, const char *what)
{
  for (guint i = 0; i < result->warnings->len; i++)
    if (strstr (g_ptr_array_index (result->warnings, i), what))
      return TRUE;
  return FALSE;
}

typedef struct
{
  Place place;
  double wrong, right; /* at most, at least so many of those that are good without the second source */
  const char *warning; /* NULL: none is needed */
} Case;

static void
check_cases (const Field *field, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      const Case *c = &cases[i];
      gsize right, wrong, n = field->clean->n_good;
      g_autoptr (PmResult) result = reduce_with (field, &c->place);
      count_places (field, result, &right, &wrong);
      g_test_message ("share %g, %g beams: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %" G_GSIZE_FORMAT " wrong", c->place.share,
                      c->place.beams, right, n, wrong);
      g_assert_cmpfloat ((double) wrong, <=, c->wrong * (double) n);
      g_assert_cmpfloat ((double) right, >=, c->right * (double) n);
      if (c->warning)
        g_assert_true (warns_of (result, c->warning));
    }
}

static const char second[] = "a second source", elongated[] = "the source is elongated";

/* All pixels see both sources, or nearly all. */
static void
test_both (void)
{
  static const Case cases[] = {
    { { 0.3, 2.3, 30.0 }, 0.0, 0.99, second },
    { { 0.5, 8.0, 120.0 }, 0.0, 0.99, second },
    { { 0.9, 2.3, -60.0 }, 0.0, 0.99, second },
  };
  check_cases (&typical, cases, G_N_ELEMENTS (cases));
  g_assert_cmpuint (typical.clean->warnings->len, ==, 0);
}

/* Most pixels see one source only, many of them the fainter one. */
static void
test_one (void)
{
  static const Case cases[] = {
    { { 0.3, 3.0, 30.0 }, 0.0, 0.95, second }, { { 0.5, 8.0, 30.0 }, 0.0, 0.95, second },
    { { 0.9, 3.0, 30.0 }, 0.0, 0.95, second }, { { 0.9, 8.0, 30.0 }, 0.0, 0.95, second },
  };
  check_cases (&small, cases, G_N_ELEMENTS (cases));
  g_assert_cmpuint (small.clean->warnings->len, ==, 0);
}

/* Where it falls short: a few wrong ones of two sources that are hardly resolved, in a sparse scan; good pixels that are lost where few see
 * both. */
static void
test_limits (void)
{
  static const Case cases[] = { { { 0.5, 2.3, 30.0 }, 0.01, 0.95, second }, { { 0.5, 8.0, 10.0 }, 0.01, 0.5, second } };
  check_cases (&small, cases, G_N_ELEMENTS (cases));
}

/* Of two that are alike one is taken, by all pixels the same: a shift of the whole array, which no calibration can know. */
static void
test_alike (void)
{
  const Place place = { 1.0, 4.0, 30.0 };
  gsize right, wrong;
  g_autoptr (PmResult) result = reduce_with (&typical, &place);
  count_places (&typical, result, &right, &wrong);
  g_assert_cmpuint (MIN (right, wrong), ==, 0);
  g_assert_cmpuint (right + wrong, >, typical.clean->n_good * 9 / 10);
  g_assert_true (warns_of (result, second));
  g_assert_cmpfloat (result->solutions[0].scatter_arcsec, <, 1.05 * typical.clean->solutions[0].scatter_arcsec);
}

/* Two that are not resolved are one source to all pixels: nothing is left out, but it is said. */
static void
test_blended (void)
{
  static const Case cases[] = {
    { { 0.3, 0.75, 30.0 }, 1.1, 0.0, elongated }, { { 1.0, 1.0, 30.0 }, 1.1, 0.0, elongated },
  };
  check_cases (&typical, cases, G_N_ELEMENTS (cases));
}

static Field
make_field (const char *name, PmSimulation sim)
{
  Field f = { .path = pm_test_reduce_scan (name, &sim) };
  g_autofree char *truth_path = pm_simulation_truth_path (f.path);
  f.truth = pm_test_truth_read (truth_path, &f.amplitude, &f.fwhm);
  f.clean = pm_test_reduce (f.path, NULL);
  return f;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  small = make_field ("small", pm_test_reduce_small ());
  typical = make_field ("typical", pm_test_reduce_typical (7));
  g_test_add_func ("/reduction-sources/both", test_both);
  g_test_add_func ("/reduction-sources/one", test_one);
  g_test_add_func ("/reduction-sources/limits", test_limits);
  g_test_add_func ("/reduction-sources/alike", test_alike);
  g_test_add_func ("/reduction-sources/blended", test_blended);
  int result = g_test_run ();
  pm_result_unref (small.clean);
  pm_result_unref (typical.clean);
  g_array_unref (small.truth);
  g_array_unref (typical.truth);
  pm_test_reduce_done ();
  return result;
}
