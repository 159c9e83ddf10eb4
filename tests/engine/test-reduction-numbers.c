/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers that are none, or absurd, planted into one channel of a simulated scan, some frames or all channels: what becomes of them is what
 * docs/flags.md says, and no other pixel notices.
 *
 * What is dead takes no part in anything, so the others must be, bit by bit, what they are when the pixel is excluded by option. What is
 * alive has its share in the common mode and the common width, one of some hundred: the others may move by LIMIT of their errors. With no
 * common mode and a fixed width nothing is shared, and they must be the same bit by bit again.
 */
#include "pm-error.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define LIMIT 0.02 /* errors; measured: 0.004. Rounds end when less than 0.02 errors move */

static const char *const uncoupled[] = { "modes.common", "no", "modes.extra", "none", "fit.width", "fixed", "fit.wings", "off",
                                         "fit.error-scale", "no", "detect.min-secure", "100000", NULL };

typedef struct
{
  PmScan *scan;
  gsize slot;
  GRand *rand;
} Planter;

static const char *path;
static PmResult *clean;       /* of the scan as it is */
static gsize target_row;      /* a good pixel */

/* The sample of a frame of the planter's channel. */
static float *
sample (const Planter *p, gsize t)
{
  PmTimeline *tl = &p->scan->timeline;
  return tl->samples + (p->slot / PM_LANES * tl->n_frames + t) * PM_LANES + p->slot % PM_LANES;
}

static void
flag_sample (const Planter *p, gsize t)
{
  PmTimeline *tl = &p->scan->timeline;
  tl->flags[(p->slot / PM_LANES * tl->n_frames + t) * PM_LANES + p->slot % PM_LANES] |= PM_SAMPLE_BAD;
}

/* What is written over a sample; `value` is a number of the case. */
typedef void (*Plant) (const Planter *p, gsize t, double value);

static void
plant_nothing (const Planter *p, gsize t, double value)
{
}

static void
plant_value (const Planter *p, gsize t, double value)
{
  *sample (p, t) = (float) value;
}

static void
plant_hole (const Planter *p, gsize t, double value)
{
  if (t % 50 == 7)
    *sample (p, t) = (float) value;
}

static void
plant_flagged_hole (const Planter *p, gsize t, double value)
{
  if (t % 50 == 7)
    flag_sample (p, t);
}

static void
plant_flag (const Planter *p, gsize t, double value)
{
  flag_sample (p, t);
}

static void
plant_noise (const Planter *p, gsize t, double value)
{
  *sample (p, t) = (float) (value * g_rand_double_range (p->rand, -1.0, 1.0));
}

static void
plant_factor (const Planter *p, gsize t, double value)
{
  *sample (p, t) *= (float) value;
}

static void
plant_spike (const Planter *p, gsize t, double value)
{
  if (t == 100)
    *sample (p, t) = (float) value;
}

/* Both ends of the range cut off. */
static void
plant_rails (const Planter *p, gsize t, double value)
{
  *sample (p, t) = (float) CLAMP (*sample (p, t), -value, value);
}

static PmResult *
reduce_scan (PmScan *scan, const char *const *settings, GError **error)
{
  g_autoptr (PmOptions) options = pm_test_options (settings);
  PmReductionRequest request = { .options = options, .maps = PM_MAPS_STAMPS };
  PmProgress progress = { .control = { .n_threads = 2 } };
  PmResult *result = pm_reduce (&scan, 1, &request, &progress, error);
  if (result)
    pm_test_reduce_check (result);
  return result;
}

/* Reduces the scan with something planted into one channel. */
static PmResult *
reduce_planted (Plant plant, double value, gsize slot, const char *const *settings)
{
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 2, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GError) error = NULL;
  const Planter planter = { scan, slot, rand };
  for (gsize t = 0; t < scan->timeline.n_frames; t++)
    plant (&planter, t, value);
  PmResult *result = reduce_scan (scan, settings, &error);
  g_assert_no_error (error);
  return result;
}

static gsize
target_slot (void)
{
  return clean->instrument->channels[target_row].slot;
}

static void
assert_same_row (const PmPixelTable *a, const PmPixelTable *b, gsize row)
{
  g_assert_cmpuint (a->flags[row], ==, b->flags[row]);
  g_assert_cmpint (a->status[row], ==, b->status[row]);
  for (int column = 0; column < PM_N_COLUMNS; column++)
    if (a->values[column] && memcmp (&a->values[column][row], &b->values[column][row], sizeof (double)) != 0)
      g_assert_true (isnan (a->values[column][row]) && isnan (b->values[column][row]));
}

/* All pixels but the target have the same numbers and the same maps. */
static void
assert_others_same (const PmResult *a, const PmResult *b)
{
  for (gsize row = 0; row < a->table->n_rows; row++)
    if (row != target_row)
      assert_same_row (a->table, b->table, row);
  for (gsize i = 0, j = 0; i < a->maps->n_maps; i++)
    {
      const PmMap *m = &a->maps->maps[i];
      while (j < b->maps->n_maps && b->maps->maps[j].channel < m->channel)
        j++;
      if (m->channel == target_row)
        continue;
      const PmMap *n = &b->maps->maps[j];
      g_assert_cmpuint (m->channel, ==, n->channel);
      g_assert_cmpmem (m->signal, m->nx * m->ny * sizeof *m->signal, n->signal, n->nx * n->ny * sizeof *n->signal);
    }
}

/* The same flags, and positions within the limit. */
static void
assert_others_near (const PmResult *a, const PmResult *b)
{
  static const PmColumn columns[][2] = { { PM_COLUMN_X, PM_COLUMN_X_ERR }, { PM_COLUMN_Y, PM_COLUMN_Y_ERR },
                                         { PM_COLUMN_PEAK, PM_COLUMN_PEAK_ERR } };
  for (gsize row = 0; row < a->table->n_rows; row++)
    if (row != target_row)
      {
        g_assert_cmpuint (a->table->flags[row], ==, b->table->flags[row]);
        for (gsize i = 0; i < G_N_ELEMENTS (columns) && a->table->status[row] == PM_PIXEL_GOOD; i++)
          pm_assert_close (a->table->values[columns[i][0]][row], b->table->values[columns[i][0]][row],
                           LIMIT * b->table->values[columns[i][1]][row], 0.0);
      }
}

/* A result with the target left out by option. */
static PmResult *
reduce_excluded (const char *const *settings)
{
  const char *all[32];
  gsize n = 0;
  for (; settings && settings[n]; n++)
    all[n] = settings[n];
  all[n++] = "exclude";
  all[n++] = clean->table->id[target_row];
  all[n] = NULL;
  return reduce_planted (plant_nothing, 0.0, target_slot (), all);
}

static void
test_dead (void)
{
  static const struct
  {
    Plant plant;
    double value;
  } cases[] = {
    { plant_value, NAN },  { plant_value, -INFINITY }, { plant_value, 0.0 }, { plant_value, 1e30 },
    { plant_value, 3e38 }, { plant_noise, 3e38 },      { plant_flag, 0.0 },
  };
  g_autoptr (PmResult) excluded = reduce_excluded (NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_test_message ("%g", cases[k].value);
      /* of noise up to 3e38 one sample in 300 is below the limit, 1e30: fewer than a noise estimate needs */
      g_autoptr (PmResult) result = reduce_planted (cases[k].plant, cases[k].value, target_slot (), NULL);
      const PmPixelTable *table = result->table;
      assert_others_same (excluded, result);
      g_assert_cmpint (table->status[target_row], ==, PM_PIXEL_NOFIT);
      g_assert_cmpuint (table->flags[target_row], ==, PM_FLAG_NO_FIT | PM_FLAG_DEAD);
      g_assert_true (isnan (table->values[PM_COLUMN_NOISE][target_row]) && isnan (table->values[PM_COLUMN_GAIN][target_row]));
    }
}

/* Some samples that are none are missing ones, neither more nor less: the same bits for all pixels as with the flag. */
static void
test_holes (void)
{
  static const double values[] = { NAN, INFINITY, -INFINITY, 3e38 };
  g_autoptr (PmResult) flagged = reduce_planted (plant_flagged_hole, 0.0, target_slot (), NULL);
  assert_others_near (clean, flagged);
  for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
    {
      g_autoptr (PmResult) result = reduce_planted (plant_hole, values[k], target_slot (), NULL);
      assert_others_same (flagged, result);
      assert_same_row (flagged->table, result->table, target_row);
      g_assert_cmpint (result->table->status[target_row], ==, PM_PIXEL_GOOD);
      /* 2 % of the samples are lost: the position moves by sqrt (0.02) = 0.14 of its error, 4 times that is chance */
      pm_assert_close (result->table->values[PM_COLUMN_X][target_row], clean->table->values[PM_COLUMN_X][target_row],
                       0.6 * clean->table->values[PM_COLUMN_X_ERR][target_row], 0.0);
    }
}

/* Channels that are alive, but not as they should be: the pixel gets its letters, the others hardly notice, or not at all. */
static void
test_alive (void)
{
  static const struct
  {
    const char *name;
    Plant plant;
    double value;
    guint32 flags; /* these, and perhaps others; none: the pixel is good */
  } cases[] = {
    { "noise only", plant_noise, 10.0, PM_FLAG_DEAD },
    { "noise of 1e29", plant_noise, 1e29, PM_FLAG_NOISE },
    { "denormals", plant_noise, 1e-40, PM_FLAG_DEAD },
    { "1e20 times the signal", plant_factor, 1e20, PM_FLAG_NOISE },
    { "1e-30 of the signal", plant_factor, 1e-30, PM_FLAG_DEAD },
    { "the other sign", plant_factor, -1.0, PM_FLAG_NO_FIT },
    { "one sample of 1e30", plant_spike, 1e30, 0 },
    { "one sample of -1e29", plant_spike, -1e29, 0 },
    { "cut off at both ends", plant_rails, 100.0, PM_FLAG_NO_FIT },
  };
  g_autoptr (PmResult) excluded = reduce_excluded (NULL), excluded_alone = reduce_excluded (uncoupled);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PmResult) result = reduce_planted (cases[k].plant, cases[k].value, target_slot (), NULL);
      g_autoptr (PmResult) alone = reduce_planted (cases[k].plant, cases[k].value, target_slot (), uncoupled);
      g_autofree char *letters = pm_pixel_flags_to_string (result->table->flags[target_row]);
      g_test_message ("%s: %s", cases[k].name, letters);
      assert_others_near (excluded, result);
      assert_others_same (excluded_alone, alone);
      g_assert_cmpuint (result->table->flags[target_row] & cases[k].flags, ==, cases[k].flags);
      g_assert_cmpint (result->table->status[target_row] == PM_PIXEL_GOOD, ==, cases[k].flags == 0);
    }
}

/* Everything broken but a few channels. `n` of them stay. */
static PmResult *
reduce_few (gsize n, Plant plant, double value, GError **error)
{
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 2, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (gsize row = 0, kept = 0; row < clean->table->n_rows; row++)
    {
      const Planter planter = { scan, clean->instrument->channels[row].slot, rand };
      if (planter.slot == PM_SLOT_NONE || (kept < n && clean->table->status[row] == PM_PIXEL_GOOD && ++kept))
        continue;
      for (gsize t = 0; t < scan->timeline.n_frames; t++)
        plant (&planter, t, value);
    }
  return reduce_scan (scan, NULL, error);
}

static void
test_all_broken (void)
{
  static const struct
  {
    Plant plant;
    double value;
  } cases[] = { { plant_value, NAN }, { plant_value, 1e30 }, { plant_flag, 0.0 } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    for (gsize n = 0; n < 4; n += n == 1 ? 2 : 1)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (PmResult) result = reduce_few (n, cases[k].plant, cases[k].value, &error);
        g_test_message ("%g, %" G_GSIZE_FORMAT " channels left: %s", cases[k].value, n, result ? "fitted" : error->message);
        if (!result)
          g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
        g_assert_true (n > 0 || !result);
        /* a good one of so few is where it is among many: its own errors apart */
        for (gsize row = 0; result && row < result->table->n_rows; row++)
          if (result->table->status[row] == PM_PIXEL_GOOD)
            pm_assert_close (result->table->values[PM_COLUMN_X][row], clean->table->values[PM_COLUMN_X][row],
                             5.0 * result->table->values[PM_COLUMN_X_ERR][row], 0.0);
      }
}

/* Rows without coordinates, and rows whose clock goes backwards, are rows that do not count: the same bits as with their status set. */
static void
test_frames (void)
{
  static const struct
  {
    const char *column;
    double value;
  } cases[] = { { "RA", NAN }, { "DEC", INFINITY }, { "SIBS_VPA", -9999.0 }, { "Timestamp", 1000.0 }, { "Timestamp", NAN } };
  g_autofree char *flagged = pm_test_copy_file (path, "flagged.fits");
  fitsfile *fits = pm_test_fits_edit (flagged, 3);
  pm_test_fits_fill (fits, "Flag", 300, 40, 2.0);
  pm_test_fits_done (fits);
  g_autoptr (PmResult) expected = pm_test_reduce (flagged, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *odd = pm_test_copy_file (path, "odd.fits");
      fits = pm_test_fits_edit (odd, 3);
      g_test_message ("%s = %g", cases[k].column, cases[k].value);
      pm_test_fits_fill (fits, cases[k].column, 300, 40, cases[k].value);
      pm_test_fits_done (fits);
      g_autoptr (PmResult) result = pm_test_reduce (odd, NULL);
      for (gsize row = 0; row < result->table->n_rows; row++)
        assert_same_row (expected->table, result->table, row);
    }
}

/* A source that the scan never meets is not found in noise. A spike may pass for one in a pixel or two: then there is no array solution,
 * which says that the pixels do not agree. */
static void
test_outside (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  sim.pointing_x = 2000.0;
  const char *spiky = pm_test_reduce_scan ("spiky", &sim);
  sim.spike_rate = 0.0;
  const char *outside = pm_test_reduce_scan ("outside", &sim);
  g_autoptr (GError) error = NULL, spiky_error = NULL;
  g_assert_null (pm_test_reduce_try (&outside, 1, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "outside.fits: nothing could be fitted: no pixel shows a source"));
  g_autoptr (PmResult) result = pm_test_reduce_try (&spiky, 1, NULL, &spiky_error);
  g_assert_true (!result || (result->n_fitted <= 3 && !result->solutions[0].valid));
}

/* Most pixels of the small scan see the source at its edge or not at all. Where only the flank was seen, the position is good if the flank
 * tells it; of what is called good nothing is off, and nothing is farther outside than a beam. */
static void
test_edge (void)
{
  g_autofree char *truth_path = pm_simulation_truth_path (path);
  g_autoptr (GArray) truth = pm_test_truth_read (truth_path, NULL, NULL);
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 2, NULL);
  g_autoptr (GHashTable) rows = pm_pixel_table_hash_indices (clean->table);
  double half = 0.5 * scan->info.extent_x_arcsec, beam = clean->beam_fwhm_arcsec;
  gsize n_edge = 0, n_outside = 0;
  for (guint i = 0; i < truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (truth, PmTestTruth, i);
      gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, GINT_TO_POINTER (t->index))) - 1;
      double beyond = fmax (fabs (t->x), fabs (t->y)) - half;
      gboolean good = clean->table->status[row] == PM_PIXEL_GOOD;
      n_edge += fabs (beyond) < beam && good;
      n_outside += beyond > 0.0;
      g_assert_false (good && beyond > beam);
      if (good) /* 5: of 740 coordinates none in a thousand runs */
        g_assert_cmpfloat (hypot ((clean->table->values[PM_COLUMN_X][row] - t->x) / clean->table->values[PM_COLUMN_X_ERR][row],
                                  (clean->table->values[PM_COLUMN_Y][row] - t->y) / clean->table->values[PM_COLUMN_Y_ERR][row]), <, 5.0);
    }
  g_test_message ("%" G_GSIZE_FORMAT " good within a beam of the edge, %" G_GSIZE_FORMAT " outside", n_edge, n_outside);
  g_assert_cmpuint (n_edge, >, 20);
  g_assert_cmpuint (n_outside, >, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  PmSimulation sim = pm_test_reduce_small ();
  path = pm_test_reduce_scan ("small", &sim);
  clean = reduce_planted (plant_nothing, 0.0, 0, NULL);
  for (gsize row = 0; row < clean->table->n_rows && target_row < clean->table->n_rows / 2; row++) /* in the middle of the array */
    if (clean->table->status[row] == PM_PIXEL_GOOD)
      target_row = row;
  g_test_add_func ("/reduction-numbers/dead", test_dead);
  g_test_add_func ("/reduction-numbers/holes", test_holes);
  g_test_add_func ("/reduction-numbers/alive", test_alive);
  g_test_add_func ("/reduction-numbers/all-broken", test_all_broken);
  g_test_add_func ("/reduction-numbers/frames", test_frames);
  g_test_add_func ("/reduction-numbers/outside", test_outside);
  g_test_add_func ("/reduction-numbers/edge", test_edge);
  int result = g_test_run ();
  pm_result_unref (clean);
  pm_test_reduce_done ();
  return result;
}
