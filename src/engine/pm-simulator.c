/* SPDX-License-Identifier: GPL-3.0-or-later
 * Options, the order of work, and the way finished files get to their place. A scan is made in pieces of a few frames (pm-sim-writer.c);
 * what is kept for its whole length are the offsets and the drifts, some ten numbers per frame.
 */
#include "pm-sim-private.h"

#include "pm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#define MAX_FRAMES 10000000.0

void
pm_simulation_init (PmSimulation *sim)
{
  *sim = (PmSimulation){
    .band = 'C', .subarrays = 1, .rate_hz = 1.0 / 0.014, .length_s = 60.0, .tables = 1, .start_unix = 1580608922.0,
    .object = "Simulated", .obs_id = "SIM_0001", .ra_hours = 12.5, .dec_deg = 21.5, .sibs_x = NAN, .sibs_y = NAN,
    .pattern = PM_SIM_LISSAJOUS, .track_scale = 1.0, .track_speedup = 1.0, .target_angle_deg = 60.0,
    .vpa_deg = 37.0, .vpa_rate = 1.2, .sibs_tilt_deg = 2.0, .chop_hz = 2.0,
    .snr = 100.0, .brightness = 1.0, .wing_ratio = 3.0,
    .rotation_deg = 0.4, .scale = 1.01, .shift_x = 1.5, .shift_y = -0.8, .layout_scatter = 0.3,
    .gain_scatter = 0.2, .coupling_scatter = 0.1, .dead = 0.02, .zero = 0.02, .noisy = 0.02, .offset_range = 20000.0,
    .noise = 10.0, .noise_kind = PM_SIM_NOISE_WALK, .knee_hz = 0.4, .sky_rms = 300.0, .subarray_rms = 100.0,
    .spike_rate = 0.5, .spike_min = 10.0, .spike_max = 100.0, .jump_max = 3, .jump_step = 4000.0, .gap_s = 1.3, .flagged_s = 0.5,
    .seed = 1,
  };
}

void
pm_simulation_make_ideal (PmSimulation *sim)
{
  sim->noise = sim->sky_rms = sim->subarray_rms = sim->spike_rate = 0.0;
  sim->dead = sim->zero = sim->noisy = 0.0;
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, PM_ERROR, PM_ERROR_OPTION, message);
  return FALSE;
}

/* The ranges of the plain numbers. */
static gboolean
check_ranges (const PmSimulation *sim, GError **error)
{
  const struct
  {
    const char *name;
    double value, min, max;
  } ranges[] = {
    { "rate", sim->rate_hz, 1.0, 1e5 }, { "length", sim->length_s, 0.1, 1e5 }, { "tables", sim->tables, 1, 100 },
    { "date", sim->start_unix, 0.0, 4102444800.0 }, { "ra", sim->ra_hours, 0.0, 24.0 }, { "dec", sim->dec_deg, -85.0, 85.0 },
    { "amplitude-x", sim->amplitude_x, 0.0, 1e5 }, { "amplitude-y", sim->amplitude_y, 0.0, 1e5 }, { "speed", sim->speed, 0.0, 1e5 },
    { "step", sim->step, 0.0, 1e5 }, { "track-start", sim->track_start_s, 0.0, 1e7 }, { "track-scale", sim->track_scale, 1e-3, 1e3 },
    { "track-speedup", sim->track_speedup, 1e-3, 1e3 }, { "pointing-x", sim->pointing_x, -1e4, 1e4 },
    { "pointing-y", sim->pointing_y, -1e4, 1e4 }, { "target-rate", sim->target_rate, -1e5, 1e5 },
    { "target-angle", sim->target_angle_deg, -360.0, 360.0 }, { "vpa", sim->vpa_deg, -360.0, 360.0 },
    { "vpa-rate", sim->vpa_rate, -1e4, 1e4 }, { "sibs-tilt", sim->sibs_tilt_deg, -360.0, 360.0 },
    { "chop-amplitude", sim->chop_amplitude, 0.0, 1e4 }, { "chop-frequency", sim->chop_hz, 0.0, 1e4 },
    { "chop-angle", sim->chop_angle_deg, -360.0, 360.0 }, { "chop-tilt", sim->chop_tilt_deg, -360.0, 360.0 },
    { "snr", sim->snr, 0.0, 1e9 }, { "amplitude-counts", sim->amplitude_counts, 0.0, 1e9 }, { "brightness", sim->brightness, 0.0, 1e6 },
    { "source-size", sim->source_fwhm, 0.0, 1e4 }, { "wing-fraction", sim->wing_fraction, 0.0, 1.0 },
    { "wing-ratio", sim->wing_ratio, 0.1, 100.0 }, { "beam-scatter", sim->beam_scatter, 0.0, 1.0 },
    { "rotation", sim->rotation_deg, -360.0, 360.0 }, { "scale", sim->scale, 0.1, 10.0 }, { "shift-x", sim->shift_x, -1e4, 1e4 },
    { "shift-y", sim->shift_y, -1e4, 1e4 }, { "layout-scatter", sim->layout_scatter, 0.0, 100.0 },
    { "gain-scatter", sim->gain_scatter, 0.0, 3.0 }, { "coupling-scatter", sim->coupling_scatter, 0.0, 3.0 },
    { "dead", sim->dead, 0.0, 1.0 }, { "zero", sim->zero, 0.0, 1.0 }, { "noisy", sim->noisy, 0.0, 1.0 },
    { "dead + zero + noisy", sim->dead + sim->zero + sim->noisy, 0.0, 1.0 }, { "offsets", sim->offset_range, 0.0, 1e9 },
    { "noise", sim->noise, 0.0, 1e7 }, { "knee", sim->knee_hz, 0.0, 1e4 }, { "sky", sim->sky_rms, 0.0, 1e8 },
    { "subarray-drift", sim->subarray_rms, 0.0, 1e8 }, { "spikes", sim->spike_rate, 0.0, 1e5 }, { "spike-min", sim->spike_min, 1e-3, 1e6 },
    { "spike-max", sim->spike_max, sim->spike_min, 1e6 }, { "jumps", sim->jump_fraction, 0.0, 1.0 }, { "jump-max", sim->jump_max, 1, 63 },
    { "jump-step", sim->jump_step, -1e6, 1e6 }, { "gaps", sim->gaps, 0, 1000 }, { "gap-length", sim->gap_s, 0.0, 1e5 },
    { "flagged", sim->flagged, 0, 1000 }, { "flagged-length", sim->flagged_s, 0.0, 1e5 },
  };
  for (guint k = 0; k < G_N_ELEMENTS (ranges); k++)
    if (!(ranges[k].value >= ranges[k].min && ranges[k].value <= ranges[k].max))
      {
        char v[G_ASCII_DTOSTR_BUF_SIZE], a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];
        g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "%s: expected a number from %s to %s, found %s", ranges[k].name,
                     g_ascii_formatd (a, sizeof a, "%g", ranges[k].min), g_ascii_formatd (b, sizeof b, "%g", ranges[k].max),
                     g_ascii_formatd (v, sizeof v, "%g", ranges[k].value));
        return FALSE;
      }
  return TRUE;
}

static const PmHawcBand *
find_band (char letter)
{
  for (guint k = 0; k < G_N_ELEMENTS (pm_hawc_bands); k++)
    if (pm_hawc_bands[k].letter == letter)
      return &pm_hawc_bands[k];
  return NULL;
}

gboolean
pm_simulation_check (const PmSimulation *sim, GError **error)
{
  if (!find_band (sim->band))
    return fail (error, "band: expected A, B, C, D or E");
  if (sim->subarrays == 0 || sim->subarrays >> PM_HAWC_SUBARRAYS)
    return fail (error, "subarrays: expected some of R0, R1, T0, T1");
  if (sim->pattern > PM_SIM_TRACK || sim->noise_kind > PM_SIM_NOISE_FLICKER)
    return fail (error, "pattern or noise-kind: no such kind");
  if (sim->pattern == PM_SIM_TRACK && !sim->track_path)
    return fail (error, "pattern: a track is wanted, but no track file is given");
  if (!sim->object || !sim->obs_id)
    return fail (error, "object and obs-id must not be empty");
  if (!check_ranges (sim, error))
    return FALSE;
  if (isinf (sim->sibs_x) || isinf (sim->sibs_y) || fabs (sim->sibs_x) > 1000.0 || fabs (sim->sibs_y) > 1000.0)
    return fail (error, "sibs: expected pixel numbers");
  if (sim->chop_amplitude > 0.0 && !(sim->chop_hz > 0.0))
    return fail (error, "chop-frequency: expected more than 0 with chopping");
  if (sim->length_s * sim->rate_hz < 16.0 || sim->length_s * sim->rate_hz > MAX_FRAMES)
    return fail (error, "length x rate: expected 16 to 10000000 frames");
  if (sim->gaps && sim->gap_s * sim->gaps > 0.5 * sim->length_s)
    return fail (error, "gaps: more than half of the scan would be missing");
  if (sim->flagged && sim->flagged_s * sim->flagged > 0.5 * sim->length_s)
    return fail (error, "flagged: more than half of the scan would be flagged");
  if (sim->length_s * sim->rate_hz < 4.0 * MAX (sim->tables, MAX (sim->gaps, sim->flagged)))
    return fail (error, "tables, gaps, flagged: too many for so few frames");
  return TRUE;
}

char *
pm_simulation_truth_path (const char *fits_path)
{
  static const char *const suffixes[] = { ".gz", ".fits", ".fit" };
  g_autofree char *stem = g_strdup (fits_path);
  for (guint k = 0; k < G_N_ELEMENTS (suffixes); k++)
    if (g_str_has_suffix (stem, suffixes[k]))
      stem[strlen (stem) - strlen (suffixes[k])] = '\0';
  return g_strconcat (stem, ".truth.ecsv", NULL);
}

static void
run_clear (PmSimRun *run)
{
  pm_sim_array_free (run);
  g_clear_pointer (&run->pattern.track, pm_sim_track_free);
  g_clear_pointer (&run->fx, g_free);
  g_clear_pointer (&run->fy, g_free);
  g_clear_pointer (&run->present, g_free);
  g_clear_pointer (&run->flag, g_free);
  for (guint sub = 0; sub < PM_HAWC_SUBARRAYS; sub++)
    g_clear_pointer (&run->drift[sub], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmSimRun, run_clear)

static gboolean
run_setup (PmSimRun *run, GCancellable *cancellable, GError **error)
{
  const PmSimulation *sim = run->sim;
  gboolean right = (sim->subarrays & 0xa) != 0;
  run->band = find_band (sim->band);
  run->sibs_x = !isnan (sim->sibs_x) ? sim->sibs_x : right ? PM_HAWC_DEFAULT_SIBS_X : 0.5 * (PM_HAWC_COLS - 1);
  run->sibs_y = !isnan (sim->sibs_y) ? sim->sibs_y : PM_HAWC_DEFAULT_SIBS_Y;
  run->fwhm = hypot (run->band->beam_arcsec, sim->source_fwhm);
  run->dt = 1.0 / sim->rate_hz;
  run->n_frames = (guint) ceil (sim->length_s * sim->rate_hz - 1e-6);
  run->fx = g_new (double, run->n_frames);
  run->fy = g_new (double, run->n_frames);
  run->present = g_new0 (guint8, run->n_frames);
  run->flag = g_new0 (guint8, run->n_frames);
  if (!pm_sim_pattern_setup (run, cancellable, error))
    return FALSE;
  pm_sim_array_setup (run);
  pm_sim_noise_setup (run);
  pm_sim_source_offsets (run);
  return pm_sim_source_setup (run, cancellable, error);
}

/* Makes PATH.gz of PATH. The header of the stream holds neither name nor time. */
static gboolean
compress_file (const char *path, const char *gz_path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) in_file = g_file_new_for_path (path);
  g_autoptr (GFile) out_file = g_file_new_for_path (gz_path);
  g_autoptr (GFileInputStream) in = g_file_read (in_file, cancellable, error);
  if (!in)
    return FALSE;
  g_autoptr (GFileOutputStream) plain = g_file_create (out_file, G_FILE_CREATE_NONE, cancellable, error);
  if (!plain)
    return FALSE;
  g_autoptr (GConverter) gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (G_OUTPUT_STREAM (plain), gzip);
  return g_output_stream_splice (out, G_INPUT_STREAM (in), G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                 cancellable, error) >= 0;
}

/* Brings a finished file to its place: the content first, then the name. */
static gboolean
publish (const char *from, const char *to, GError **error)
{
  int fd = g_open (from, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int reason = errno;
  if (fd >= 0)
    close (fd);
  if (ok && g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s cannot be written: %s", to, g_strerror (ok ? errno : reason));
  return FALSE;
}

/* Writes into `dir`, a folder of our own beside the target, then moves the files out of it. */
static gboolean
write_files (PmSimRun *run, const char *dir, const char *fits_path, GCancellable *cancellable, GError **error)
{
  g_autofree char *fits = g_build_filename (dir, "scan.fits", NULL), *gz = g_build_filename (dir, "scan.fits.gz", NULL);
  g_autofree char *truth = g_build_filename (dir, "truth.ecsv", NULL), *truth_path = pm_simulation_truth_path (fits_path);
  gboolean compressed = g_str_has_suffix (fits_path, ".gz");
  g_autoptr (GError) local = NULL;
  gboolean ok = pm_sim_write_fits (run, fits, cancellable, &local) && pm_sim_write_truth (run, truth, &local);
  if (!ok)
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", fits_path);
  if (ok && compressed && !compress_file (fits, gz, cancellable, &local))
    {
      ok = FALSE;
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: cannot be written: %s", fits_path, local->message);
    }
  ok = ok && publish (truth, truth_path, error);
  if (ok && !publish (compressed ? gz : fits, fits_path, error))
    {
      ok = FALSE;
      g_unlink (truth_path); /* of no scan */
    }
  g_unlink (fits);
  g_unlink (gz);
  g_unlink (truth);
  return ok;
}

gboolean
pm_simulate (const PmSimulation *sim, const char *fits_path, GCancellable *cancellable, GError **error)
{
  if (!pm_simulation_check (sim, error))
    return FALSE;
  if (!g_str_has_suffix (fits_path, ".fits") && !g_str_has_suffix (fits_path, ".fits.gz"))
    return fail (error, "output: expected a name that ends in .fits or .fits.gz");
  g_auto (PmSimRun) run = { .sim = sim };
  if (!run_setup (&run, cancellable, error))
    return FALSE;
  g_autofree char *parent = g_path_get_dirname (fits_path);
  g_autofree char *dir = g_build_filename (parent, ".pixelmap-XXXXXX", NULL);
  if (!g_mkdtemp (dir))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s cannot be written: %s", fits_path, g_strerror (errno));
      return FALSE;
    }
  gboolean ok = write_files (&run, dir, fits_path, cancellable, error);
  g_rmdir (dir);
  return ok;
}
