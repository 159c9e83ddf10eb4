/* SPDX-License-Identifier: GPL-3.0-or-later
 * Samples, flags and cuts of raw scans, against the same files read with plain cfitsio; and the whole way from the source to the sample.
 */
#include "pm-error.h"
#include "pm-test-raw.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* Noise-free, 2 s: 143 rows, more than are read at once. */
static PmSimulation
quiet_scan (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.length_s = 2.0;
  return sim;
}

static const PmChannel *
channel_of (const PmScan *scan, const char *id)
{
  for (gsize c = 0; c < scan->instrument->n_channels; c++)
    if (strcmp (scan->instrument->channels[c].id, id) == 0)
      return &scan->instrument->channels[c];
  return NULL;
}

/* Place of a channel's sample in frame t. */
static gsize
place (const PmScan *scan, const PmChannel *channel, gsize t)
{
  return (channel->slot / PM_LANES * scan->timeline.n_frames + t) * PM_LANES + channel->slot % PM_LANES;
}

typedef struct
{
  gsize cuts, wrapped, over_holes;
} Cuts;

/* One channel: the sample is minus the raw number, up to a whole number that is the same in all frames and lies among the raw numbers;
 * frames without offsets are bad; a jump counter that is not what it was in the good frame before is a cut. */
static void
check_channel (const PmScan *scan, const PmTestScan *raw, const PmTestTruth *truth, Cuts *cuts)
{
  const PmChannel *channel = channel_of (scan, truth->id);
  g_assert_cmpint (channel->index, ==, truth->index);
  double offset = NAN, low = INFINITY, high = -INFINITY;
  int last = -1;
  for (int r = 0; r < raw->rows; r++)
    {
      gsize t = (gsize) (raw->counter[r] - raw->counter[0]), at = place (scan, channel, t);
      guint flags = scan->timeline.flags[at];
      if (!isfinite (scan->timeline.fx[t]))
        {
          g_assert_cmpuint (flags, ==, PM_SAMPLE_BAD);
          continue;
        }
      g_assert_cmpint (raw->flag[r], ==, 0);
      double number = pm_test_scan_sample (raw, r, truth);
      int jump = raw->jumps[(gsize) r * 5248 + (gsize) pm_test_scan_place (truth)];
      int before = last < 0 ? jump : raw->jumps[(gsize) last * 5248 + (gsize) pm_test_scan_place (truth)];
      g_assert_cmpuint (flags, ==, jump != before ? PM_SAMPLE_CUT : 0);
      cuts->cuts += jump != before;
      cuts->wrapped += abs (jump - before) > 64;
      cuts->over_holes += jump != before && last != r - 1;
      if (isnan (offset))
        offset = number + (double) scan->timeline.samples[at];
      g_assert_cmpfloat ((double) scan->timeline.samples[at], ==, offset - number);
      low = fmin (low, number);
      high = fmax (high, number);
      last = r;
    }
  g_assert_true (offset == floor (offset) && offset >= low && offset <= high);
}

/* All frames of the grid that have no row, and all of a scan's channels. */
static void
check_scan (const PmScan *scan, const PmTestScan *raw, Cuts *cuts)
{
  const PmTimeline *tl = &scan->timeline;
  memset (cuts, 0, sizeof *cuts);
  g_assert_cmpuint (tl->n_frames, ==, raw->counter[raw->rows - 1] - raw->counter[0] + 1);
  g_autofree gboolean *has_row = g_new0 (gboolean, tl->n_frames);
  for (int r = 0; r < raw->rows; r++)
    has_row[raw->counter[r] - raw->counter[0]] = TRUE;
  gsize n_flagged = 0;
  for (int r = 0; r < raw->rows; r++)
    n_flagged += raw->flag[r] != 0;
  for (gsize b = 0; b < tl->n_blocks; b++)
    for (gsize t = 0; t < tl->n_frames; t++)
      for (gsize l = 0; l < PM_LANES && !has_row[t]; l++)
        g_assert_cmpuint (pm_timeline_block_flags (tl, b)[t * PM_LANES + l], ==, PM_SAMPLE_BAD);
  for (guint i = 0; i < raw->truth->len; i++)
    if (pm_test_scan_truth (raw, i)->row < 40)
      check_channel (scan, raw, pm_test_scan_truth (raw, i), cuts);
  g_assert_cmpuint (scan->n_missing, ==, tl->n_frames - (gsize) raw->rows);
  g_assert_cmpuint (scan->n_flagged, ==, n_flagged);
  g_assert_cmpuint (scan->n_unplaced, ==, 0);
  g_assert_cmpuint (scan->n_cuts, ==, cuts->cuts);
  g_assert_cmpuint (scan->warnings->len, ==, 0);
}

static void
test_plain (void)
{
  PmSimulation sim = quiet_scan ();
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
  Cuts cuts;
  check_scan (scan, &raw, &cuts);
  g_assert_cmpuint (cuts.cuts, ==, 0);
  g_assert_cmpuint (scan->n_present, ==, raw.rows - 1); /* the lag is one frame */
  g_assert_cmpstr (scan->info.object, ==, "Simulated");
  g_assert_cmpstr (scan->info.scan_id, ==, "SIM_0001");
  g_assert_cmpstr (scan->info.band, ==, "E");
  g_assert_cmpstr (scan->info.path, ==, raw.fits);
  g_assert_cmpstr (scan->info.instrument, ==, "HAWC_PLUS");
  pm_assert_close (scan->info.ra_deg, 187.5, 1e-12, 0); /* 12.5 h */
  pm_assert_close (scan->info.dec_deg, 21.5, 1e-12, 0);
  pm_assert_close (scan->info.mjd, 58881.084745370371, 1e-10, 0); /* 2020-02-02T02:02:02 */
  pm_assert_close (scan->info.rate_hz, 1.0 / 0.014, 0, 1e-6);
  g_assert_cmpuint (scan->info.n_rows, ==, 143);
  g_assert_cmpuint (scan->info.n_live_channels, ==, 1280);
  g_assert_true (!scan->info.moving && !scan->info.chopping);
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PmScanInfo) info = pm_scan_info_read (raw.fits, options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->scan_id, ==, "SIM_0001");
  g_assert_cmpuint (info->n_rows, ==, 143);
  g_assert_cmpuint (info->n_tables, ==, 1);
  pm_assert_close (info->duration_s, 2.0, 0.014, 0);
  g_assert_true (info->file_bytes > 143 * 31608 && info->file_bytes % 2880 == 0);
}

/* All accidents at once: offsets of 1e8 counts, holes, garbage, jumps whose counter wraps, tables that end anywhere, two sub-arrays. */
static void
test_accidents (void)
{
  PmSimulation sim = quiet_scan ();
  sim.length_s = 4.0;
  sim.subarrays = 5;
  sim.offset_range = 1e8;
  sim.tables = 3;
  sim.gaps = 2;
  sim.gap_s = 0.2;
  sim.flagged = 3;
  sim.flagged_s = 0.2;
  sim.jump_fraction = 0.5;
  sim.jump_max = 63;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_assert_cmpint (raw.tables, ==, 3);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 2, NULL);
  Cuts cuts;
  check_scan (scan, &raw, &cuts);
  g_assert_true (cuts.cuts > 500 && cuts.wrapped > 50 && cuts.over_holes > 10);
  double largest = 0.0;
  for (int r = 0; r < raw.rows; r++)
    largest = fmax (largest, abs (pm_test_scan_sample (&raw, r, pm_test_scan_truth (&raw, 5))));
  g_assert_cmpfloat (largest, >, 1e6); /* the offsets are really there */
  g_autoptr (PmScan) one = pm_test_read_scan (raw.fits, 1, NULL), three = pm_test_read_scan (raw.fits, 3, NULL);
  pm_test_scan_assert_same (scan, one);
  pm_test_scan_assert_same (scan, three);
}

static void
put_jump (fitsfile *fits, const char *id, int first_row, int last_row, short value)
{
  int row, col, status = 0, column = pm_test_fits_column (fits, "FluxJumps");
  g_assert_cmpint (sscanf (id, "R0[%d,%d]", &row, &col), ==, 2);
  for (int r = first_row; r <= last_row; r++)
    fits_write_col (fits, TSHORT, column, r + 1, row * 128 + col + 1, 1, &value, &status);
  g_assert_cmpint (status, ==, 0);
}

/* Frames of all cuts of a channel, as text. */
static char *
cut_frames (const PmScan *scan, const char *id)
{
  GString *text = g_string_new (NULL);
  for (gsize t = 0; t < scan->timeline.n_frames; t++)
    if (scan->timeline.flags[place (scan, channel_of (scan, id), t)] & PM_SAMPLE_CUT)
      g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, text->len ? " " : "", t);
  return g_string_free (text, FALSE);
}

/* Counters written by hand; rows 60 to 69 are flagged, so that frames 60 to 70 are missing. */
static void
test_jumps (void)
{
  static const char *const expected[][2] = {
    { "R0[1,0]", "30" },     /* a step that stays */
    { "R0[1,1]", "30 41" },  /* there and back */
    { "R0[1,2]", "50" },     /* the counter wraps from 63 to -64 */
    { "R0[1,3]", "" },       /* other numbers in flagged rows only */
    { "R0[1,4]", "71" },     /* a step somewhere in the flagged rows shows behind them */
    { "R0[1,5]", "71" },     /* a step in the row that is lost to the lag as well */
    { "R0[39,31]", "66 142" }, /* ... never in flagged rows; across the border of what is read at once, and in the last frame */
    { "R0[2,0]", "" },
  };
  PmSimulation sim = quiet_scan ();
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  fitsfile *fits = pm_test_fits_edit (raw.fits, 3);
  pm_test_fits_fill (fits, "FluxJumps", 1, 1, 0.0);
  for (int col = 0; col < 6; col++)
    {
      g_autofree char *id = g_strdup_printf ("R0[1,%d]", col);
      put_jump (fits, id, 0, 142, 63);
    }
  put_jump (fits, "R0[39,31]", 0, 142, 1);
  put_jump (fits, "R0[2,0]", 0, 142, -5);
  put_jump (fits, "R0[1,0]", 30, 142, 62);
  put_jump (fits, "R0[1,1]", 30, 40, 61);
  put_jump (fits, "R0[1,2]", 50, 142, -64);
  put_jump (fits, "R0[1,3]", 60, 69, 17);
  put_jump (fits, "R0[1,4]", 65, 142, -1);
  put_jump (fits, "R0[1,5]", 70, 142, 0);
  put_jump (fits, "R0[39,31]", 66, 141, 2);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) before = pm_test_read_scan (raw.fits, 1, NULL);
  g_autofree char *last = cut_frames (before, "R0[39,31]");
  g_assert_cmpstr (last, ==, expected[6][1]);
  fits = pm_test_fits_edit (raw.fits, 3);
  pm_test_fits_fill (fits, "Flag", 61, 10, 3.0);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (i != 6)
      {
        g_autofree char *found = cut_frames (scan, expected[i][0]);
        g_assert_cmpstr (found, ==, expected[i][1]);
      }
  g_assert_cmpuint (scan->n_flagged, ==, 10);
}

/* How many tables the rows stand in does not matter, but for the constant that each channel may have. */
static void
test_tables (void)
{
  PmSimulation sim = quiet_scan ();
  sim.jump_fraction = 0.2;
  g_auto (PmTestScan) one;
  pm_test_scan_make (&sim, &one);
  g_autoptr (PmScan) a = pm_test_read_scan (one.fits, 1, NULL);
  sim.tables = 4;
  g_auto (PmTestScan) four;
  pm_test_scan_make (&sim, &four);
  g_autoptr (PmScan) b = pm_test_read_scan (four.fits, 1, NULL);
  g_assert_cmpuint (b->info.n_tables, ==, 4);
  for (gsize slot = 0; slot < 80 * PM_LANES; slot++)
    {
      const PmChannel *channel = &a->instrument->channels[a->instrument->channel_of_slot[slot]];
      gsize first = place (a, channel, 1);
      float constant = b->timeline.samples[first] - a->timeline.samples[first];
      for (gsize t = 1; t < a->timeline.n_frames; t++)
        {
          /* whole numbers: exact; + 0: no -0, which has other bits than 0 */
          b->timeline.samples[place (b, channel, t)] = b->timeline.samples[place (b, channel, t)] - constant + 0.0f;
          a->timeline.samples[place (a, channel, t)] += 0.0f;
        }
    }
  pm_test_scan_assert_same (a, b);
}

/* The cells of a column, 41 x 128, are written the other way round. */
static void
turn_column (fitsfile *fits, const char *name, long rows)
{
  int status = 0, column = pm_test_fits_column (fits, name);
  g_autofree int *cell = g_new (int, 5248), *turned = g_new (int, 5248);
  char key[FLEN_KEYWORD];
  for (long r = 1; r <= rows; r++)
    {
      fits_read_col (fits, TINT, column, r, 1, 5248, NULL, cell, NULL, &status);
      for (int k = 0; k < 5248; k++)
        turned[k % 128 * 41 + k / 128] = cell[k];
      fits_write_col (fits, TINT, column, r, 1, 5248, turned, &status);
    }
  fits_make_keyn ("TDIM", column, key, &status);
  pm_test_fits_set_text (fits, key, "(41,128)");
  g_assert_cmpint (status, ==, 0);
}

static void
test_turned (void)
{
  PmSimulation sim = quiet_scan ();
  sim.subarrays = 5;
  sim.jump_fraction = 0.2;
  sim.length_s = 1.0;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (PmScan) usual = pm_test_read_scan (raw.fits, 1, NULL);
  fitsfile *fits = pm_test_fits_edit (raw.fits, 3);
  turn_column (fits, "SQ1Feedback", raw.rows);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) half = pm_test_read_scan (raw.fits, 1, NULL); /* each column has its own order */
  pm_test_scan_assert_same (usual, half);
  fits = pm_test_fits_edit (raw.fits, 3);
  turn_column (fits, "FluxJumps", raw.rows);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) turned = pm_test_read_scan (raw.fits, 1, NULL);
  pm_test_scan_assert_same (usual, turned);
  fits = pm_test_fits_edit (raw.fits, 3);
  pm_test_fits_delete_key (fits, "TDIM23"); /* without it: the usual order, so something else */
  pm_test_fits_done (fits);
  g_autoptr (PmScan) none = pm_test_read_scan (raw.fits, 1, NULL);
  g_assert_true (memcmp (none->timeline.flags, usual->timeline.flags, usual->timeline.n_blocks * usual->timeline.n_frames * PM_LANES) != 0);
}

/* Compressed or not, and whatever the name says. */
static void
test_compressed (void)
{
  PmSimulation sim = quiet_scan ();
  sim.length_s = 1.0;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (GError) error = NULL;
  g_autofree char *packed = g_build_filename (raw.dir, "packed.fits.gz", NULL);
  pm_simulate (&sim, packed, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *packed_plain = pm_test_copy_file (packed, "b.fits"), *plain_gz = pm_test_copy_file (raw.fits, "c.fits.gz");
  const char *const paths[] = { packed, packed_plain, plain_gz };
  g_autoptr (PmScan) plain = pm_test_read_scan (raw.fits, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (PmScan) scan = pm_test_read_scan (paths[i], 1, NULL);
      pm_test_scan_assert_same (plain, scan);
      g_assert_cmpuint (scan->warnings->len, ==, 0);
    }
}

static void
test_bands (void)
{
  static const double pixels[] = { 2.57, 4.02, 4.02, 6.93, 9.43 }, beams[] = { 4.84, 7.8, 7.8, 13.6, 18.2 };
  for (int b = 0; b < 5; b++)
    {
      PmSimulation sim = quiet_scan ();
      sim.band = (char) ('A' + b);
      sim.length_s = 0.3;
      g_auto (PmTestScan) raw;
      pm_test_scan_make (&sim, &raw);
      g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
      g_assert_cmpint (scan->info.band[0], ==, sim.band);
      g_assert_cmpfloat (scan->instrument->pixel_arcsec, ==, pixels[b]);
      g_assert_cmpfloat (scan->instrument->beam_fwhm_arcsec, ==, beams[b]);
      /* one sub-array: its middle, (15.5, 19.5), is the boresight; neighbours are a pixel apart */
      const PmChannel *p = channel_of (scan, "R0[19,15]"), *q = channel_of (scan, "R0[20,16]");
      pm_assert_close (hypot (p->nominal_x - q->nominal_x, p->nominal_y - q->nominal_y), sqrt (2.0) * pixels[b], 1e-9, 0);
      pm_assert_close (p->nominal_x + q->nominal_x, 0.0, 1e-9, 0);
    }
}

static void
check_groups (const PmScan *scan, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);
  for (gsize g = 0; g < scan->instrument->n_groups; g++)
    g_string_append_printf (found, "%s%s", g ? "," : "", scan->instrument->groups[g].name);
  g_assert_cmpstr (found->str, ==, names);
  g_assert_cmpuint (scan->timeline.n_blocks, ==, 80 * scan->instrument->n_groups);
}

static void
test_subarrays (void)
{
  PmSimulation sim = quiet_scan ();
  sim.subarrays = 7;
  sim.length_s = 0.5;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  static const char *const choices[][2] = { { "all", "R0,R1,T0" }, { "T0,R0", "R0,T0" }, { "R", "R0,R1" }, { "T", "T0" }, { "r1", "R1" } };
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, (const char *[]){ "read.subarrays", choices[i][0], NULL });
      Cuts cuts = { 0 };
      check_groups (scan, choices[i][1]);
      for (guint c = 0; c < raw.truth->len; c += 37)
        {
          const PmTestTruth *truth = pm_test_scan_truth (&raw, c);
          const PmChannel *channel = channel_of (scan, truth->id);
          g_assert_true ((channel != NULL) == (strstr (choices[i][1], truth->subarray) != NULL));
          if (channel && !channel->blind)
            check_channel (scan, &raw, truth, &cuts);
        }
    }
  pm_test_read_fails (raw.fits, (const char *[]){ "read.subarrays", "T1", NULL }, PM_ERROR_INPUT,
                      (const char *[]){ "T1", "MCEMAP", "0,1,2,-1", NULL });
  pm_test_read_fails (raw.fits, (const char *[]){ "read.subarrays", "R0,Q", NULL }, PM_ERROR_OPTION,
                      (const char *[]){ "read.subarrays", "R0,Q", NULL });
  fitsfile *fits = pm_test_fits_edit (raw.fits, 1);
  pm_test_fits_set_text (fits, "MCEMAP", "-1;3;-1;-1");
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
  check_groups (scan, "R1");
}

static void
test_blind (void)
{
  PmSimulation sim = quiet_scan ();
  sim.length_s = 0.3;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
  for (int col = 0; col < 32; col++)
    {
      g_autofree char *id = g_strdup_printf ("R0[40,%d]", col);
      g_assert_true (channel_of (scan, id)->blind && channel_of (scan, id)->slot == PM_SLOT_NONE);
    }
  /* 4 of 32 lines and 3 of 40 rows less: 28 x 37 channels in 65 blocks; the four lanes left over are never good */
  g_autoptr (PmScan) less = pm_test_read_scan (raw.fits, 1, (const char *[]){ "read.static-flags", "yes", NULL });
  g_assert_cmpuint (less->timeline.n_blocks, ==, 65);
  for (gsize t = 0; t < less->timeline.n_frames; t++)
    for (gsize l = 0; l < PM_LANES; l++)
      {
        guint flags = pm_timeline_block_flags (&less->timeline, 64)[t * PM_LANES + l];
        g_assert_cmpuint (flags, ==, l < 12 && isfinite (less->timeline.fx[t]) ? 0 : PM_SAMPLE_BAD);
      }
}

/* Readings at the ends of the range are no readings. */
static void
test_railed (void)
{
  PmSimulation sim = quiet_scan ();
  sim.length_s = 0.5;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  fitsfile *fits = pm_test_fits_edit (raw.fits, 3);
  int status = 0, column = pm_test_fits_column (fits, "SQ1Feedback"), high = G_MAXINT32, low = G_MININT32;
  fits_write_col (fits, TINT, column, 11, 1, 1, &high, &status);
  fits_write_col (fits, TINT, column, 13, 1, 1, &low, &status);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 1, NULL);
  for (gsize t = 1; t < scan->timeline.n_frames; t++)
    {
      gsize at = place (scan, channel_of (scan, "R0[0,0]"), t);
      g_assert_cmpuint (scan->timeline.flags[at], ==, t == 10 || t == 12 ? PM_SAMPLE_BAD : 0);
      g_assert_true (fabs (scan->timeline.samples[at]) < 1e6f);
    }
}

static void
test_cancel (void)
{
  PmSimulation sim = quiet_scan ();
  sim.length_s = 0.5;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 1, .cancel = TRUE };
  g_assert_null (pm_scan_read (raw.fits, options, &control, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  atomic_store (&control.cancel, FALSE);
  g_autoptr (PmScan) scan = pm_scan_read (raw.fits, options, &control, NULL);
  g_assert_nonnull (scan);
  g_assert_cmpuint (atomic_load (&control.step_done), ==, raw.rows);
  g_assert_cmpuint (atomic_load (&control.step_total), ==, raw.rows);
}

/* From the source to the sample. Pixel at p, source of 1e6 counts, Gaussian beam: -(raw) = constant + A r exp (-|f + p|^2 / 2 s^2).
 * The truth is written to 1e-5 arcsec and 1e-6 of the response: 1.5 counts by the steepest place of the beam, and 1 by the response;
 * the readout rounds to 1 count; interpolation and time stamps: 1e-4 arcsec, at most 8 counts. An error of 1e-3 arcsec would be 80. */
static void
test_source (void)
{
  PmSimulation sim = quiet_scan ();
  sim.rate_hz = 120.0;
  sim.length_s = 4.0;
  sim.amplitude_counts = 1e6;
  sim.gaps = 1;
  sim.gap_s = 0.3;
  g_auto (PmTestScan) raw;
  pm_test_scan_make (&sim, &raw);
  g_autoptr (PmScan) scan = pm_test_read_scan (raw.fits, 2, NULL);
  const PmTimeline *tl = &scan->timeline;
  double s = raw.fwhm / sqrt (8.0 * log (2.0));
  guint n_near = 0;
  for (guint i = 0; i < raw.truth->len; i++)
    {
      const PmTestTruth *truth = pm_test_scan_truth (&raw, i);
      if (truth->row == 40)
        continue;
      const PmChannel *channel = channel_of (scan, truth->id);
      double constant = NAN, nearest = INFINITY, largest = -INFINITY, there = NAN;
      for (gsize t = 0; t < tl->n_frames; t++)
        {
          if (!isfinite (tl->fx[t]))
            continue;
          double r2 = pow (tl->fx[t] + truth->x, 2.0) + pow (tl->fy[t] + truth->y, 2.0), sample = tl->samples[place (scan, channel, t)];
          double model = raw.amplitude * truth->response * exp (-0.5 * r2 / (s * s));
          if (isnan (constant))
            constant = sample - model;
          pm_assert_close (sample - constant, model, 12.0, 0);
          nearest = fmin (nearest, r2);
          if (sample > largest)
            {
              largest = sample;
              there = r2;
            }
        }
      if (nearest > s * s)
        continue;
      n_near++;
      /* the brightest sample is the nearest one, up to 12 counts of 6e5: d(r^2) = 2 s^2 dB/B = 0.005 arcsec^2 */
      g_assert_cmpfloat (there, <=, nearest + 0.005);
    }
  g_assert_cmpuint (n_near, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hawc-reader/plain", test_plain);
  g_test_add_func ("/hawc-reader/accidents", test_accidents);
  g_test_add_func ("/hawc-reader/jumps", test_jumps);
  g_test_add_func ("/hawc-reader/tables", test_tables);
  g_test_add_func ("/hawc-reader/turned", test_turned);
  g_test_add_func ("/hawc-reader/compressed", test_compressed);
  g_test_add_func ("/hawc-reader/bands", test_bands);
  g_test_add_func ("/hawc-reader/subarrays", test_subarrays);
  g_test_add_func ("/hawc-reader/blind", test_blind);
  g_test_add_func ("/hawc-reader/railed", test_railed);
  g_test_add_func ("/hawc-reader/cancel", test_cancel);
  g_test_add_func ("/hawc-reader/source", test_source);
  return g_test_run ();
}
