/* SPDX-License-Identifier: GPL-3.0-or-later
 * Provenance of a result.
 */
#include "config.h"

#include "pm-provenance.h"

#include "pm-text.h"

#include <locale.h>
#include <string.h>

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

char *
pm_provenance_now (void)
{
  const char *fixed = g_getenv ("SOURCE_DATE_EPOCH");
  gint64 seconds;
  if (fixed && g_ascii_string_to_signed (fixed, 10, 0, G_MAXINT32, &seconds, NULL))
    return pm_text_iso_time (seconds);
  return pm_text_iso_time (g_get_real_time () / G_USEC_PER_SEC);
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
  for (guint i = 0; result->warnings && i < result->warnings->len; i++)
    add (table, "Warning", "%s", (const char *) g_ptr_array_index (result->warnings, i));
  add (table, "Rounds", "%d%s", result->n_rounds, result->converged ? ", converged" : "");
}

static void
describe_options (PmPixelTable *table, const PmOptions *options)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    if (!pm_options_is_default (options, &infos[i]) && strcmp (infos[i].key, "memory.limit") != 0) /* no result depends on it */
      {
        g_autofree char *value = pm_options_get (options, &infos[i]);
        add (table, "Option", "%s=%s", infos[i].key, value);
      }
}

/* How many judgements and refits went in; nothing if there are none. */
static void
describe_hand (PmPixelTable *table, const PmResult *result)
{
  gsize n_bad = 0, n_good = 0;
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      n_bad += table->manual[row] == PM_MANUAL_BAD;
      n_good += table->manual[row] == PM_MANUAL_GOOD;
    }
  if (n_bad > 0)
    g_string_append_printf (text, "%" G_GSIZE_FORMAT " bad%s", n_bad, n_good > 0 ? ", " : "");
  if (n_good > 0)
    g_string_append_printf (text, "%" G_GSIZE_FORMAT " good", n_good);
  if (text->len > 0)
    g_string_append (text, " by hand");
  if (result->n_refits > 0)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT " refit%s", text->len > 0 ? "; " : "", result->n_refits,
                            result->n_refits > 1 ? "s" : "");
  if (text->len > 0)
    pm_pixel_table_add_meta (table, "Flags", text->str);
}

void
pm_provenance_describe (PmPixelTable *table, const PmResult *result)
{
  g_autofree char *now = pm_provenance_now ();
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0), usual = uselocale (plain); /* of this thread only */
  if (result->notes)
    pm_scan_notes_add_scans (result->notes, table);
  pm_pixel_table_add_meta (table, "PixelMap version", PM_VERSION);
  pm_pixel_table_add_meta (table, "Written", now);
  if (result->notes)
    pm_scan_notes_add_files (result->notes, table);
  describe_hand (table, result);
  describe_options (table, result->options);
  describe_array (table, result);
  uselocale (usual);
  freelocale (plain);
}
