/* SPDX-License-Identifier: GPL-3.0-or-later
 * Provenance of a result.
 */
#include "config.h"

#include "pm-provenance.h"

#include "pm-error.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>

G_GNUC_PRINTF (3, 4)
static void
add (PmPixelTable *table, const char *key, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *value = g_strdup_vprintf (format, args);
  va_end (args);
  pm_pixel_table_add_meta (table, key, value);
}

static char *
iso_time (gint64 unix_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_s);
  return time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("unknown");
}

char *
pm_provenance_now (void)
{
  const char *fixed = g_getenv ("SOURCE_DATE_EPOCH");
  gint64 seconds;
  if (fixed && g_ascii_string_to_signed (fixed, 10, 0, G_MAXINT32, &seconds, NULL))
    return iso_time (seconds);
  return iso_time (g_get_real_time () / G_USEC_PER_SEC);
}

static char *
sha256_of_file (const char *path, GError **error)
{
  FILE *file = fopen (path, "rb");
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  if (!file)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: cannot be read again for its SHA-256: %s", path, g_strerror (errno));
      return NULL;
    }
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n;
  while ((n = fread (buffer, 1, 1 << 20, file)) > 0)
    g_checksum_update (sum, buffer, (gssize) n);
  int number = ferror (file) ? errno : 0;
  fclose (file);
  char *text = number == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
  g_checksum_free (sum);
  if (!text)
    g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: cannot be read again for its SHA-256: %s", path, g_strerror (number));
  return text;
}

static gboolean
describe_input (PmPixelTable *table, const PmScanInfo *info, gboolean sha256, GError **error)
{
  g_autofree char *name = g_path_get_basename (info->path), *modified = iso_time ((gint64) info->modified_unix_s);
  g_autoptr (GString) text = g_string_new (name);
  g_string_append_printf (text, ", %" G_GUINT64_FORMAT " bytes, modified %s", info->file_bytes, modified);
  if (info->checksum)
    g_string_append_printf (text, ", CHECKSUM %s", info->checksum);
  if (sha256)
    {
      g_autofree char *sum = sha256_of_file (info->path, error);
      if (!sum)
        return FALSE;
      g_string_append_printf (text, ", SHA-256 %s", sum);
    }
  pm_pixel_table_add_meta (table, "Input", text->str);
  return TRUE;
}

static void
describe_scans (PmPixelTable *table, PmScan *const *scans, gsize n_scans)
{
  const PmScanInfo *first = &scans[0]->info;
  double exposure = 0.0;
  g_autoptr (GString) ids = g_string_new (first->scan_id);
  for (gsize k = 0; k < n_scans; k++)
    {
      exposure += (double) scans[k]->n_present * scans[k]->timeline.dt_s;
      if (k > 0)
        g_string_append_printf (ids, " %s", scans[k]->info.scan_id);
    }
  pm_pixel_table_add_meta (table, "Instrument", scans[0]->instrument->name);
  pm_pixel_table_add_meta (table, "Scan", ids->str);
  pm_pixel_table_add_meta (table, "Object", first->object);
  if (first->date_obs)
    add (table, "Date", "%s (MJD: %.9f)", first->date_obs, first->mjd);
  if (first->project)
    pm_pixel_table_add_meta (table, "Project", first->project);
  add (table, "Exposure", "%.3f s", exposure);
  for (gsize k = 0; k < n_scans; k++)
    add (table, "Frames",
         "%" G_GSIZE_FORMAT " used, %" G_GSIZE_FORMAT " flagged, %" G_GSIZE_FORMAT " missing, %" G_GSIZE_FORMAT
         " out of order, at %.3f Hz; median speed %.1f arcsec/s; %" G_GSIZE_FORMAT " flux jumps",
         scans[k]->n_present, scans[k]->n_flagged, scans[k]->n_missing, scans[k]->n_unplaced, scans[k]->info.rate_hz,
         scans[k]->speed_median_arcsec_s, scans[k]->n_cuts);
  if (isfinite (first->ra_deg))
    add (table, "Equatorial", "%.7f h %.6f deg%s", first->ra_deg / 15.0, first->dec_deg, first->moving ? " (moving target)" : "");
  add (table, "Band", "%s, %.0f um", scans[0]->instrument->band, scans[0]->instrument->wavelength_um);
}

static void
describe_array (PmPixelTable *table, const PmResult *result)
{
  if (result->beam_measured)
    add (table, "Beam", "%.4f +- %.4f arcsec FWHM, common to the array, measured", result->beam_fwhm_arcsec,
         result->beam_fwhm_error_arcsec);
  else
    add (table, "Beam", "%.4f arcsec FWHM, nominal", result->beam_fwhm_arcsec);
  if (result->wing > 0.0)
    add (table, "Beam wings", "a second Gaussian of fraction %.4f, %.3f times as wide", result->wing, result->wing_ratio);
  if (result->width_spread_arcsec > 0.0)
    add (table, "Beam spread", "%.4f arcsec FWHM from pixel to pixel", result->width_spread_arcsec);
  for (gsize i = 0; i < result->n_solutions; i++)
    {
      const PmArraySolution *s = &result->solutions[i];
      if (s->valid && (i + 1 < result->n_solutions || result->n_solutions > 2)) /* one sub-array is the whole array */
        add (table, "Array solution",
             "%s: offset %.3f %.3f arcsec, rotation %.4f deg, scale %.5f, shear %.5f, scatter %.3f arcsec, %" G_GSIZE_FORMAT " pixels",
             result->solution_names[i], s->cx, s->cy, s->rotation_deg, s->scale, s->shear, s->scatter_arcsec, s->n_used);
    }
  for (gsize k = 1; k < result->n_shares; k++)
    add (table, "Joint scan", "%s: shift %.4f %.4f arcsec, brightness %.4f, relative to the first", result->shares[k].scan_id,
         result->shares[k].shift_x_arcsec, result->shares[k].shift_y_arcsec, result->shares[k].brightness);
  if (result->n_lines > 0)
    add (table, "Line signals", "%" G_GSIZE_FORMAT " taken out, summed over the rounds", result->n_lines);
  add (table, "Error scale", "%.3f (peak) %.3f (x) %.3f (y)", result->error_scale[0], result->error_scale[1], result->error_scale[2]);
  add (table, "Rounds", "%d%s", result->n_rounds, result->converged ? ", converged" : "");
}

static void
describe_options (PmPixelTable *table, const PmOptions *options)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    if (!pm_options_is_default (options, &infos[i]))
      {
        g_autofree char *value = pm_options_get (options, &infos[i]);
        add (table, "Option", "%s=%s", infos[i].key, value);
      }
}

static gboolean
describe_all (PmPixelTable *table, const PmResult *result, PmScan *const *scans, gsize n_scans, const char *now, GError **error)
{
  describe_scans (table, scans, n_scans);
  pm_pixel_table_add_meta (table, "PixelMap version", PM_VERSION);
  pm_pixel_table_add_meta (table, "Written", now);
  for (gsize k = 0; k < n_scans; k++)
    if (!describe_input (table, &scans[k]->info, result->options->provenance_sha256, error))
      return FALSE;
  if (result->manual_source)
    {
      g_autofree char *name = g_path_get_basename (result->manual_source);
      pm_pixel_table_add_meta (table, "Flags", name);
    }
  describe_options (table, result->options);
  describe_array (table, result);
  return TRUE;
}

gboolean
pm_provenance_describe (PmPixelTable *table, const PmResult *result, PmScan *const *scans, gsize n_scans, GError **error)
{
  g_autofree char *now = pm_provenance_now ();
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0), usual = uselocale (plain); /* of this thread only */
  gboolean ok = describe_all (table, result, scans, n_scans, now, error);
  uselocale (usual);
  freelocale (plain);
  return ok;
}
