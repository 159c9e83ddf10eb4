/* SPDX-License-Identifier: GPL-3.0-or-later
 * Notes on scans: keys and values in turn.
 */
#include "pm-scan-notes.h"

#include "pm-error.h"
#include "pm-text.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>

struct _PmScanNotes
{
  GPtrArray *scans, *files; /* of char *: key, value, key, ... */
};

G_GNUC_PRINTF (3, 4)
static void
add (GPtrArray *pairs, const char *key, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (pairs, g_strdup (key));
  g_ptr_array_add (pairs, g_strdup_vprintf (format, args));
  va_end (args);
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
describe_file (PmScanNotes *self, const PmScanInfo *info, gboolean sha256, GError **error)
{
  g_autofree char *name = g_path_get_basename (info->path), *modified = pm_text_iso_time ((gint64) info->modified_unix_s);
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
  add (self->files, "Input", "%s", text->str);
  return TRUE;
}

static void
describe_scans (PmScanNotes *self, PmScan *const *scans, gsize n_scans)
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
  add (self->scans, "Instrument", "%s", scans[0]->instrument->name);
  add (self->scans, "Scan", "%s", ids->str);
  add (self->scans, "Object", "%s", first->object);
  if (first->date_obs)
    add (self->scans, "Date", "%s (MJD: %.9f)", first->date_obs, first->mjd);
  if (first->project)
    add (self->scans, "Project", "%s", first->project);
  add (self->scans, "Exposure", "%.3f s", exposure);
  for (gsize k = 0; k < n_scans; k++)
    add (self->scans, "Frames",
         "%" G_GSIZE_FORMAT " used, %" G_GSIZE_FORMAT " flagged, %" G_GSIZE_FORMAT " missing, %" G_GSIZE_FORMAT
         " out of order, at %.3f Hz; median speed %.1f arcsec/s; %" G_GSIZE_FORMAT " flux jumps",
         scans[k]->n_present, scans[k]->n_flagged, scans[k]->n_missing, scans[k]->n_unplaced, scans[k]->info.rate_hz,
         scans[k]->speed_median_arcsec_s, scans[k]->n_cuts);
  if (isfinite (first->ra_deg))
    add (self->scans, "Equatorial", "%.7f h %.6f deg%s", first->ra_deg / 15.0, first->dec_deg, first->moving ? " (moving target)" : "");
  add (self->scans, "Band", "%s, %.0f um", scans[0]->instrument->band, scans[0]->instrument->wavelength_um);
}

PmScanNotes *
pm_scan_notes_new (PmScan *const *scans, gsize n_scans, const PmOptions *options, GError **error)
{
  g_autoptr (PmScanNotes) self = g_atomic_rc_box_new0 (PmScanNotes);
  self->scans = g_ptr_array_new_with_free_func (g_free);
  self->files = g_ptr_array_new_with_free_func (g_free);
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0), usual = uselocale (plain); /* of this thread only */
  describe_scans (self, scans, n_scans);
  gboolean ok = TRUE;
  for (gsize k = 0; ok && k < n_scans; k++)
    ok = describe_file (self, &scans[k]->info, options->provenance_sha256, error);
  uselocale (usual);
  freelocale (plain);
  return ok ? g_steal_pointer (&self) : NULL;
}

PmScanNotes *
pm_scan_notes_ref (PmScanNotes *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PmScanNotes *self = data;
  g_ptr_array_unref (self->scans);
  g_ptr_array_unref (self->files);
}

void
pm_scan_notes_unref (PmScanNotes *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
add_pairs (const GPtrArray *pairs, PmPixelTable *table)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    pm_pixel_table_add_meta (table, g_ptr_array_index (pairs, i), g_ptr_array_index (pairs, i + 1));
}

void
pm_scan_notes_add_scans (const PmScanNotes *self, PmPixelTable *table)
{
  add_pairs (self->scans, table);
}

void
pm_scan_notes_add_files (const PmScanNotes *self, PmPixelTable *table)
{
  add_pairs (self->files, table);
}
