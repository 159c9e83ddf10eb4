/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli simulate: a raw HAWC+ scan with known truth.
 */
#include "pm-cmd-error.h"
#include "pm-cmd-interrupt.h"

#include "pm-error.h"
#include "pm-simulator.h"

#include <stdio.h>
#include <string.h>

/* Texts and flags as they come from the command line, before they are turned into fields of PmSimulation. */
typedef struct
{
  char *output, *band, *subarrays, *pattern, *noise_kind, *date, *object, *obs_id, *track;
  gboolean ideal;
  int tables, jump_max, gaps, flagged;
  gint64 seed, array_seed;
} Arguments;

static void
add_scan_options (GOptionGroup *group, Arguments *a, PmSimulation *s)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &a->output, "Scan to write, .fits or .fits.gz; its truth goes to STEM.truth.ecsv", "FILE" },
    { "band", 'b', 0, G_OPTION_ARG_STRING, &a->band, "A, B, C, D or E [C]", "LETTER" },
    { "subarrays", 0, 0, G_OPTION_ARG_STRING, &a->subarrays, "Some of R0,R1,T0,T1 [R0]", "LIST" },
    { "rate", 'r', 0, G_OPTION_ARG_DOUBLE, &s->rate_hz, "Samples per second [71.43]", "HZ" },
    { "length", 'l', 0, G_OPTION_ARG_DOUBLE, &s->length_s, "Length of the scan [60]", "S" },
    { "tables", 0, 0, G_OPTION_ARG_INT, &a->tables, "TIMESTREAM tables [1]", "N" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &a->date, "Start, UTC [2020-02-02T02:02:02]", "ISO" },
    { "object", 0, 0, G_OPTION_ARG_STRING, &a->object, "OBJECT [Simulated]", "NAME" },
    { "obs-id", 0, 0, G_OPTION_ARG_STRING, &a->obs_id, "OBS_ID [SIM_0001]", "ID" },
    { "ra", 0, 0, G_OPTION_ARG_DOUBLE, &s->ra_hours, "Right ascension of the source [12.5]", "HOURS" },
    { "dec", 0, 0, G_OPTION_ARG_DOUBLE, &s->dec_deg, "Declination of the source [21.5]", "DEG" },
    { "sibs-x", 0, 0, G_OPTION_ARG_DOUBLE, &s->sibs_x, "Boresight column [middle of what is there]", "PIXEL" },
    { "sibs-y", 0, 0, G_OPTION_ARG_DOUBLE, &s->sibs_y, "Boresight row, from below [19.5]", "PIXEL" },
    { "ideal", 0, 0, G_OPTION_ARG_NONE, &a->ideal, "No noise, drifts, spikes, bad pixels; the other options still count", NULL },
    { "seed", 's', 0, G_OPTION_ARG_INT64, &a->seed, "Same options, same seed: the same bytes [1]", "N" },
    { "array-seed", 0, 0, G_OPTION_ARG_INT64, &a->array_seed, "Seed of the array alone, for several scans of one array", "N" },
    { NULL },
  };
  g_option_group_add_entries (group, entries);
}

static void
add_motion_options (GOptionGroup *group, Arguments *a, PmSimulation *s)
{
  const GOptionEntry entries[] = {
    { "pattern", 'p', 0, G_OPTION_ARG_STRING, &a->pattern, "lissajous, daisy, raster, box, track [lissajous]", "KIND" },
    { "amplitude-x", 0, 0, G_OPTION_ARG_DOUBLE, &s->amplitude_x, "Half width of the pattern [to fit]", "ARCSEC" },
    { "amplitude-y", 0, 0, G_OPTION_ARG_DOUBLE, &s->amplitude_y, "Half height of the pattern [to fit]", "ARCSEC" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &s->speed, "Mean speed of the fast axis [16 beams/s]", "ARCSEC/S" },
    { "step", 0, 0, G_OPTION_ARG_DOUBLE, &s->step, "Distance of lines, raster and lissajous [one pass]", "ARCSEC" },
    { "track", 0, 0, G_OPTION_ARG_FILENAME, &a->track, "Antenna log to follow, .ant or .ant.gz (implies --pattern track)", "FILE" },
    { "track-start", 0, 0, G_OPTION_ARG_DOUBLE, &s->track_start_s, "Leave out the beginning of the track [0]", "S" },
    { "track-scale", 0, 0, G_OPTION_ARG_DOUBLE, &s->track_scale, "Factor on its offsets [1]", "FACTOR" },
    { "track-speedup", 0, 0, G_OPTION_ARG_DOUBLE, &s->track_speedup, "Factor on its pace [1]", "FACTOR" },
    { "pointing-x", 0, 0, G_OPTION_ARG_DOUBLE, &s->pointing_x, "Apparent shift of all pixels in this scan [0]", "ARCSEC" },
    { "pointing-y", 0, 0, G_OPTION_ARG_DOUBLE, &s->pointing_y, "The same along y [0]", "ARCSEC" },
    { "target-rate", 0, 0, G_OPTION_ARG_DOUBLE, &s->target_rate, "Speed of a moving target [0]", "ARCSEC/MIN" },
    { "target-angle", 0, 0, G_OPTION_ARG_DOUBLE, &s->target_angle_deg, "Its direction, North over East [60]", "DEG" },
    { "vpa", 0, 0, G_OPTION_ARG_DOUBLE, &s->vpa_deg, "TABS_VPA at the start [37]", "DEG" },
    { "vpa-rate", 0, 0, G_OPTION_ARG_DOUBLE, &s->vpa_rate, "Field rotation [1.2]", "DEG/MIN" },
    { "sibs-tilt", 0, 0, G_OPTION_ARG_DOUBLE, &s->sibs_tilt_deg, "SIBS_VPA - TABS_VPA [2]", "DEG" },
    { "chop-amplitude", 0, 0, G_OPTION_ARG_DOUBLE, &s->chop_amplitude, "Half of the chopper throw [0: none]", "ARCSEC" },
    { "chop-frequency", 0, 0, G_OPTION_ARG_DOUBLE, &s->chop_hz, "Chopper frequency [2]", "HZ" },
    { "chop-angle", 0, 0, G_OPTION_ARG_DOUBLE, &s->chop_angle_deg, "Direction of the throw, from +x over +y [0]", "DEG" },
    { "chop-tilt", 0, 0, G_OPTION_ARG_DOUBLE, &s->chop_tilt_deg, "Chop_VPA - TABS_VPA [0]", "DEG" },
    { NULL },
  };
  g_option_group_add_entries (group, entries);
}

static void
add_array_options (GOptionGroup *group, PmSimulation *s)
{
  const GOptionEntry entries[] = {
    { "snr", 0, 0, G_OPTION_ARG_DOUBLE, &s->snr, "Median amplitude S/N of the good pixels [100]", "RATIO" },
    { "amplitude-counts", 0, 0, G_OPTION_ARG_DOUBLE, &s->amplitude_counts, "Amplitude at response 1, instead of --snr", "COUNTS" },
    { "brightness", 0, 0, G_OPTION_ARG_DOUBLE, &s->brightness, "Factor on the source after that [1]", "FACTOR" },
    { "source-size", 0, 0, G_OPTION_ARG_DOUBLE, &s->source_fwhm, "FWHM of the source [0]", "ARCSEC" },
    { "wing-fraction", 0, 0, G_OPTION_ARG_DOUBLE, &s->wing_fraction, "Share of a wider Gaussian in the peak [0]", "FRACTION" },
    { "wing-ratio", 0, 0, G_OPTION_ARG_DOUBLE, &s->wing_ratio, "Its width in beams [3]", "RATIO" },
    { "beam-scatter", 0, 0, G_OPTION_ARG_DOUBLE, &s->beam_scatter, "Scatter of ln beam width [0]", "SIGMA" },
    { "rotation", 0, 0, G_OPTION_ARG_DOUBLE, &s->rotation_deg, "True against nominal layout [0.4]", "DEG" },
    { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &s->scale, "True against nominal layout [1.01]", "FACTOR" },
    { "shift-x", 0, 0, G_OPTION_ARG_DOUBLE, &s->shift_x, "True against nominal layout [1.5]", "ARCSEC" },
    { "shift-y", 0, 0, G_OPTION_ARG_DOUBLE, &s->shift_y, "True against nominal layout [-0.8]", "ARCSEC" },
    { "layout-scatter", 0, 0, G_OPTION_ARG_DOUBLE, &s->layout_scatter, "Scatter of the positions [0.3]", "BEAMS" },
    { "gain-scatter", 0, 0, G_OPTION_ARG_DOUBLE, &s->gain_scatter, "Scatter of ln gain [0.2]", "SIGMA" },
    { "coupling-scatter", 0, 0, G_OPTION_ARG_DOUBLE, &s->coupling_scatter, "Scatter of ln coupling [0.1]", "SIGMA" },
    { "dead", 0, 0, G_OPTION_ARG_DOUBLE, &s->dead, "Pixels with noise only [0.02]", "FRACTION" },
    { "zero", 0, 0, G_OPTION_ARG_DOUBLE, &s->zero, "Pixels with constant data [0.02]", "FRACTION" },
    { "noisy", 0, 0, G_OPTION_ARG_DOUBLE, &s->noisy, "Pixels with 5 times the noise [0.02]", "FRACTION" },
    { "offsets", 0, 0, G_OPTION_ARG_DOUBLE, &s->offset_range, "Range of the channels' offsets, up to 1e9 [20000]", "COUNTS" },
    { NULL },
  };
  g_option_group_add_entries (group, entries);
}

static void
add_noise_options (GOptionGroup *group, Arguments *a, PmSimulation *s)
{
  const GOptionEntry entries[] = {
    { "noise", 0, 0, G_OPTION_ARG_DOUBLE, &s->noise, "White noise of a sample [10]", "COUNTS" },
    { "noise-kind", 0, 0, G_OPTION_ARG_STRING, &a->noise_kind, "walk (1/f^2) or flicker (1/f) below the knee [walk]", "KIND" },
    { "knee", 0, 0, G_OPTION_ARG_DOUBLE, &s->knee_hz, "Where both are equal; 0: white only [0.4]", "HZ" },
    { "sky", 0, 0, G_OPTION_ARG_DOUBLE, &s->sky_rms, "Drift of the sky [300]", "COUNTS" },
    { "subarray-drift", 0, 0, G_OPTION_ARG_DOUBLE, &s->subarray_rms, "Drift of each sub-array [100]", "COUNTS" },
    { "spikes", 0, 0, G_OPTION_ARG_DOUBLE, &s->spike_rate, "Spikes per channel and minute [0.5]", "RATE" },
    { "spike-min", 0, 0, G_OPTION_ARG_DOUBLE, &s->spike_min, "Smallest spike [10]", "SIGMA" },
    { "spike-max", 0, 0, G_OPTION_ARG_DOUBLE, &s->spike_max, "Largest spike [100]", "SIGMA" },
    { "jumps", 0, 0, G_OPTION_ARG_DOUBLE, &s->jump_fraction, "Channels with flux jumps [0]", "FRACTION" },
    { "jump-max", 0, 0, G_OPTION_ARG_INT, &a->jump_max, "Largest count of a jump [3]", "N" },
    { "jump-step", 0, 0, G_OPTION_ARG_DOUBLE, &s->jump_step, "Data step per count [4000]", "COUNTS" },
    { "gaps", 0, 0, G_OPTION_ARG_INT, &a->gaps, "Holes without frames [0]", "N" },
    { "gap-length", 0, 0, G_OPTION_ARG_DOUBLE, &s->gap_s, "Length of a hole [1.3]", "S" },
    { "flagged", 0, 0, G_OPTION_ARG_INT, &a->flagged, "Flagged stretches with garbage [0]", "N" },
    { "flagged-length", 0, 0, G_OPTION_ARG_DOUBLE, &s->flagged_s, "Length of a flagged stretch [0.5]", "S" },
    { NULL },
  };
  g_option_group_add_entries (group, entries);
}

/* The place of `text` in `names`, -1 if it is none of them. */
static int
find_name (const char *text, const char *const *names)
{
  for (int i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (text, names[i]) == 0)
      return i;
  return -1;
}

static gboolean
wrong (GError **error, const char *option, const char *expected, const char *found)
{
  g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "%s: expected %s, found '%s'", option, expected, found);
  return FALSE;
}

static gboolean
take_subarrays (const char *text, PmSimulation *sim, GError **error)
{
  static const char *const names[] = { "R0", "R1", "T0", "T1", NULL };
  g_auto (GStrv) list = g_strsplit_set (text, ", ", -1);
  sim->subarrays = 0;
  for (int i = 0; list[i]; i++)
    {
      int sub = find_name (list[i], names);
      if (*list[i] && sub < 0)
        return wrong (error, "subarrays", "some of R0,R1,T0,T1", text);
      if (sub >= 0)
        sim->subarrays |= 1u << sub;
    }
  return TRUE;
}

/* Turns texts into values. Numbers that no unsigned field can hold become a value that pm_simulation_check() refuses. */
static gboolean
take_arguments (const Arguments *a, PmSimulation *sim, GError **error)
{
  static const char *const patterns[] = { "lissajous", "daisy", "raster", "box", "track", NULL };
  static const char *const noises[] = { "walk", "flicker", NULL };
  const char *pattern = a->pattern ? a->pattern : a->track ? "track" : "lissajous";
  int kind = find_name (pattern, patterns), noise = a->noise_kind ? find_name (a->noise_kind, noises) : PM_SIM_NOISE_WALK;
  if (kind < 0)
    return wrong (error, "pattern", "lissajous, daisy, raster, box or track", pattern);
  if (a->track && kind != PM_SIM_TRACK)
    return wrong (error, "pattern", "track, with a track file", pattern);
  if (noise < 0)
    return wrong (error, "noise-kind", "walk or flicker", a->noise_kind);
  if (a->band && strlen (a->band) != 1)
    return wrong (error, "band", "A, B, C, D or E", a->band);
  if (a->subarrays && !take_subarrays (a->subarrays, sim, error))
    return FALSE;
  if (a->seed < 0 || a->seed > G_MAXUINT32 || a->array_seed < 0 || a->array_seed > G_MAXUINT32)
    return wrong (error, "seed", "a number from 0 to 4294967295", "another one");
  if (a->date)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
      g_autoptr (GDateTime) start = g_date_time_new_from_iso8601 (a->date, utc);
      if (!start)
        return wrong (error, "date", "YYYY-MM-DDThh:mm:ss", a->date);
      sim->start_unix = (double) g_date_time_to_unix (start) + 1e-6 * g_date_time_get_microsecond (start);
    }
  sim->pattern = (PmSimPatternKind) kind;
  sim->noise_kind = (PmSimNoiseKind) noise;
  if (a->band)
    sim->band = g_ascii_toupper (a->band[0]);
  sim->object = a->object ? a->object : sim->object;
  sim->obs_id = a->obs_id ? a->obs_id : sim->obs_id;
  sim->track_path = a->track;
  sim->tables = (guint) a->tables;
  sim->jump_max = (guint) a->jump_max;
  sim->gaps = (guint) a->gaps;
  sim->flagged = (guint) a->flagged;
  sim->seed = (guint32) a->seed;
  sim->array_seed = (guint32) a->array_seed;
  return TRUE;
}

static void
cancel_cb (void *data)
{
  g_cancellable_cancel (data);
}

/* Removes --ideal's effects before the other options are read, so that "--ideal --noise 3" is a scan with noise only. */
static gboolean
has_ideal (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--ideal") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parse (int *argc, char ***argv, Arguments *a, PmSimulation *sim, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("main", "", "", NULL, NULL);
  g_option_context_set_summary (context, "Writes a raw HAWC+ scan across a point source, and the truth about its pixels.");
  add_scan_options (group, a, sim);
  add_motion_options (group, a, sim);
  add_array_options (group, sim);
  add_noise_options (group, a, sim);
  g_option_context_set_main_group (context, group);
  if (has_ideal (*argc, *argv))
    pm_simulation_make_ideal (sim);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    return wrong (error, "simulate", "options only", (*argv)[1]);
  if (!a->output)
    return wrong (error, "output", "-o FILE", "");
  return take_arguments (a, sim, error);
}

static gboolean
run (const PmSimulation *sim, const char *path, GError **error)
{
  GCancellable *cancellable = g_cancellable_new (); /* the interrupt's thread keeps it as long as the process lives */
  pm_cmd_on_interrupt (cancel_cb, cancellable);
  return pm_simulate (sim, path, cancellable, error);
}

int
pm_cmd_simulate (int argc, char **argv)
{
  PmSimulation sim;
  pm_simulation_init (&sim);
  Arguments a = { .tables = (int) sim.tables, .jump_max = (int) sim.jump_max, .seed = sim.seed };
  g_autoptr (GError) error = NULL;
  gboolean ok = parse (&argc, &argv, &a, &sim, &error) && run (&sim, a.output, &error);
  if (ok)
    {
      g_autofree char *truth = pm_simulation_truth_path (a.output);
      printf ("%s\n%s\n", a.output, truth);
    }
  char *texts[] = { a.output, a.band, a.subarrays, a.pattern, a.noise_kind, a.date, a.object, a.obs_id, a.track };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return ok ? PM_EXIT_DONE : pm_cmd_error_report ("simulate", error);
}
