/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans from code.
 */
#include "pm-scan-source.h"

#include "pm-error.h"
#include "pm-test-camera.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

enum { FRAMES = 50, CHANNELS = 20 };

/* 16 + 4 channels, of which frame 7 is not valid. */
typedef struct
{
  PmInstrument *instrument;
  double fx[FRAMES], fy[FRAMES];
  PmControl control;
  atomic_int n_calls[2];
  gsize cancel_at;
} Fixture;

static float
value (gsize block, gsize t, gsize lane)
{
  return (float) (1000 * block + 20 * t + lane);
}

/* Lane 1 has no value in frame 3, and is cut in frame 4; lane 2 says itself that frame 5 is bad. */
static void
fill (gsize block, float *samples, uint8_t *flags, gpointer data)
{
  Fixture *f = data;
  for (gsize t = 0; t < FRAMES; t++)
    for (gsize l = 0; l < PM_LANES; l++)
      {
        g_assert_cmpint (flags[t * PM_LANES + l], ==, t == 7 || (block == 1 && l >= 4) ? PM_SAMPLE_BAD : 0);
        g_assert_cmpfloat (samples[t * PM_LANES + l], ==, 0.0f);
        samples[t * PM_LANES + l] = value (block, t, l);
      }
  samples[3 * PM_LANES + 1] = INFINITY;
  flags[4 * PM_LANES + 1] |= PM_SAMPLE_CUT;
  flags[5 * PM_LANES + 2] |= PM_SAMPLE_BAD;
  atomic_fetch_add (&f->n_calls[block], 1);
  if (block == f->cancel_at)
    atomic_store (&f->control.cancel, true);
}

static Fixture *
fixture_new (void)
{
  Fixture *f = g_new0 (Fixture, 1);
  PmChannel *channels = g_new0 (PmChannel, CHANNELS);
  for (int c = 0; c < CHANNELS; c++)
    channels[c] = (PmChannel){ .index = c, .row = c, .line = -1 };
  f->instrument = pm_instrument_new ("NAME", "B", channels, CHANNELS, g_new0 (PmChannelGroup, 1), 1);
  f->control.n_threads = 1;
  f->cancel_at = 99;
  for (int t = 0; t < FRAMES; t++)
    {
      f->fx[t] = t == 7 ? NAN : 3.0 * t;
      f->fy[t] = 10.0 - 4.0 * t;
    }
  return f;
}

static PmScan *
read_scan (Fixture *f, const char *limit, GError **error)
{
  const PmScanSource source = { "made up", f->instrument, FRAMES, 0.5, 0.25, f->fx, f->fy, fill, f };
  g_autoptr (PmOptions) options = pm_options_new ();
  pm_options_set (options, "memory.limit", limit, NULL);
  return pm_scan_new_from_source (&source, options, &f->control, error);
}

static void
fixture_free (Fixture *f)
{
  pm_instrument_unref (f->instrument);
  g_free (f);
}

static void
test_fill (void)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PmScan) scan = read_scan (f, "0", &error);
  g_assert_no_error (error);
  for (gsize b = 0; b < 2; b++)
    for (gsize t = 0; t < FRAMES; t++)
      for (gsize l = 0; l < PM_LANES; l++)
        {
          gsize i = (b * FRAMES + t) * PM_LANES + l;
          gboolean bad = t == 7 || (b == 1 && l >= 4) || (t == 3 && l == 1) || (t == 5 && l == 2);
          g_assert_cmpfloat (scan->timeline.samples[i], ==, bad ? 0.0f : value (b, t, l));
          g_assert_cmpint (scan->timeline.flags[i], ==, bad ? PM_SAMPLE_BAD : t == 4 && l == 1 ? PM_SAMPLE_CUT : 0);
        }
  g_assert_cmpint (f->n_calls[0], ==, 1);
  g_assert_cmpint (f->n_calls[1], ==, 1);
  g_assert_cmpuint (scan->n_cuts, ==, 2);
  g_assert_cmpuint (scan->n_present, ==, FRAMES - 1);
  g_assert_cmpuint (scan->n_missing, ==, 1);
  g_assert_cmpuint (scan->file_bytes, ==, 0);
  g_assert_cmpfloat (scan->readout_step, ==, 0.25);
  g_assert_cmpfloat (scan->speed_median_arcsec_s, ==, 10.0);
  g_assert_cmpstr (scan->info.scan_id, ==, "made up");
  g_assert_cmpuint (scan->info.n_live_channels, ==, CHANNELS);
  g_assert_cmpfloat (scan->info.duration_s, ==, 25.0);
  g_assert_cmpfloat (scan->info.extent_x_arcsec, ==, 3.0 * (FRAMES - 1));
  fixture_free (f);
}

static void
test_cancel (void)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;
  f->cancel_at = 0;
  g_assert_null (read_scan (f, "0", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (f->n_calls[1], ==, 0);
  fixture_free (f);
}

/* A camera of 3.6 MB in memory and, with a limit of 1, in a file: the same samples, with any number of threads. */
static void
test_file (void)
{
  g_autoptr (PmTestCamera) camera = pm_test_camera_new (2, 20, 20, 900, 5);
  const PmScanSource source = pm_test_camera_source (camera);
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 1 };
  g_autoptr (PmScan) a = pm_scan_new_from_source (&source, options, &control, &error);
  g_assert_no_error (error);
  pm_options_set (options, "memory.limit", "1", NULL);
  control.n_threads = 3;
  g_autoptr (PmScan) b = pm_scan_new_from_source (&source, options, &control, &error);
  g_assert_no_error (error);
  gsize n = a->timeline.n_blocks * a->timeline.n_frames * PM_LANES;
  g_assert_cmpuint (a->file_bytes, ==, 0);
  g_assert_cmpuint (a->timeline.blocks_at_once, ==, 0);
  g_assert_cmpuint (b->file_bytes, ==, n * 5);
  g_assert_cmpuint (b->timeline.blocks_at_once, ==, (1 << 20) / 8 / (900 * PM_LANES * 5));
  g_assert_cmpmem (a->timeline.samples, n * sizeof (float), b->timeline.samples, n * sizeof (float));
  g_assert_cmpmem (a->timeline.flags, n, b->timeline.flags, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-source/fill", test_fill);
  g_test_add_func ("/scan-source/cancel", test_cancel);
  g_test_add_func ("/scan-source/file", test_file);
  return g_test_run ();
}
