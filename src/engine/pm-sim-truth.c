/* SPDX-License-Identifier: GPL-3.0-or-later
 * The truth table, ECSV 1.0: a YAML header in comments, then comma separated values.
 */
#include "pm-sim-private.h"

#include "pm-error.h"

#include <math.h>

static const char *const status_names[] = { "ok", "noisy", "dead", "zero", "blind" };

static const struct
{
  const char *name, *type, *unit, *text;
} columns[] = {
  { "id", "string", NULL, "pixel" },
  { "index", "int32", NULL, "fixed index, 0-5247" },
  { "subarray", "string", NULL, "sub-array" },
  { "row", "int32", NULL, "row in the sub-array" },
  { "col", "int32", NULL, "column in the sub-array" },
  { "x", "float64", "arcsec", "position in the focal plane; the source appears at -x" },
  { "y", "float64", "arcsec", "position in the focal plane; the source appears at -y" },
  { "response", "float64", NULL, "sky gain x coupling" },
  { "status", "string", NULL, "ok, noisy, dead (noise only), zero (constant), blind (dark row)" },
  { "snr", "float64", NULL, "amplitude over white noise, frames in use; 0 without source or noise" },
  { "crlb_x", "float64", "arcsec", "Cramer-Rao bound of x for one unknown in white noise" },
  { "crlb_y", "float64", "arcsec", "Cramer-Rao bound of y for one unknown in white noise" },
};

/* printf() of one number, whatever the locale. */
static void
append_number (GString *out, const char *separator, const char *format, double v)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (out, separator);
  g_string_append (out, isnan (v) ? "nan" : g_ascii_formatd (text, sizeof text, format, v));
}

static void
append_header (const PmSimRun *run, GString *out)
{
  const PmSimulation *sim = run->sim;
  g_string_append (out, "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n");
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    {
      g_string_append_printf (out, "# - {name: %s, ", columns[k].name);
      if (columns[k].unit)
        g_string_append_printf (out, "unit: %s, ", columns[k].unit);
      g_string_append_printf (out, "datatype: %s, description: '%s'}\n", columns[k].type, columns[k].text);
    }
  g_string_append_printf (out, "# meta:\n#   generator: pixelmap simulate\n#   band: %c\n#   seed: %u\n#   array_seed: %u\n",
                          run->band->letter, sim->seed, sim->array_seed ? sim->array_seed : sim->seed);
  g_string_append_printf (out, "#   frames: %u\n", run->n_rows);
  append_number (out, "#   amplitude: ", "%.8g", run->amplitude);
  append_number (out, "  # counts at response 1\n#   fwhm: ", "%.8g", run->fwhm);
  append_number (out, "  # beam and source, arcsec\n#   wing_fraction: ", "%.6g", sim->wing_fraction);
  append_number (out, "\n#   wing_ratio: ", "%.6g", sim->wing_ratio);
  append_number (out, "\n#   noise: ", "%.6g", sim->noise);
  append_number (out, "  # white, counts per sample\n#   pointing_x: ", "%.6g", sim->pointing_x);
  append_number (out, "  # arcsec, not contained in x\n#   pointing_y: ", "%.6g", sim->pointing_y);
  g_string_append (out, "\n# schema: astropy-2.0\n");
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    g_string_append_printf (out, "%s%s", k ? "," : "", columns[k].name);
  g_string_append_c (out, '\n');
}

static void
append_row (const PmSimRun *run, const PmSimChannel *c, GString *out)
{
  double signal = run->amplitude * c->response, bound_x = NAN, bound_y = NAN, snr = 0.0;
  if (signal > 0.0 && c->sigma > 0.0)
    {
      snr = signal * sqrt (c->sum_b2) / c->sigma;
      bound_x = c->sum_bx2 > 0.0 ? c->sigma / (signal * sqrt (c->sum_bx2)) : NAN;
      bound_y = c->sum_by2 > 0.0 ? c->sigma / (signal * sqrt (c->sum_by2)) : NAN;
    }
  const char *name = pm_hawc_subarrays[c->sub].name;
  g_string_append_printf (out, "\"%s[%u,%u]\",%u,%s,%u,%u", name, c->row, c->col, c->index, name, c->row, c->col);
  append_number (out, ",", "%.5f", c->x);
  append_number (out, ",", "%.5f", c->y);
  append_number (out, ",", "%.6f", c->response);
  g_string_append_printf (out, ",%s", status_names[c->status]);
  append_number (out, ",", "%.6g", snr);
  append_number (out, ",", "%.6g", bound_x);
  append_number (out, ",", "%.6g", bound_y);
  g_string_append_c (out, '\n');
}

gboolean
pm_sim_write_truth (const PmSimRun *run, const char *path, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  append_header (run, out);
  for (guint i = 0; i < run->n_channels; i++)
    append_row (run, &run->channels[i], out);
  g_autoptr (GError) local = NULL;
  if (g_file_set_contents (path, out->str, (gssize) out->len, &local))
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "the truth table cannot be written: %s", local->message);
  return FALSE;
}
