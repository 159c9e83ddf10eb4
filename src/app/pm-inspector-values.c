/* SPDX-License-Identifier: GPL-3.0-or-later
 * Digits follow the errors: two of them in the error, as many decimals in the value.
 */
#include "config.h"

#include "pm-inspector-values.h"

#include "pm-stats.h"
#include "pm-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ARCSEC "″"

static double
value_of (const PmResult *result, PmColumn column, gsize row)
{
  return result->table->values[column][row];
}

/* A value with its error; without an error with `digits` digits. */
static void
add_with_error (PmValueGrid *grid, const char *name, double value, double error, const char *unit, int digits, const char *tooltip)
{
  int decimals = pm_value_text_decimals (error);
  if (!isfinite (value))
    pm_value_grid_add (grid, name, PM_VALUE_TEXT_NONE, "", tooltip);
  else if (decimals >= 0)
    {
      g_autofree char *text = pm_value_text_number (value, decimals), *error_text = pm_value_text_number (error, decimals);
      g_autofree char *extra = g_strdup_printf ("± %s%s", error_text, unit);
      pm_value_grid_add (grid, name, text, extra, tooltip);
    }
  else
    {
      g_autofree char *text = pm_value_text_digits (value, digits);
      pm_value_grid_add (grid, name, text, *unit == ' ' ? unit + 1 : unit, tooltip);
    }
}

static void
add_width (PmValueGrid *grid, const PmResult *result, gsize row)
{
  double major = value_of (result, PM_COLUMN_FWHM_MAJOR, row), minor = value_of (result, PM_COLUMN_FWHM_MINOR, row);
  double angle = value_of (result, PM_COLUMN_ANGLE, row);
  const char *tooltip = _("Full width at half maximum along the major and the minor axis;\ndirection of the major axis counter-clockwise "
                          "from +X");
  if (!isfinite (major + minor))
    {
      pm_value_grid_add (grid, _("Width"), PM_VALUE_TEXT_NONE, "", tooltip);
      return;
    }
  g_autofree char *first = pm_value_text_number (major, 2), *second = pm_value_text_number (minor, 2);
  g_autofree char *text = g_strdup_printf ("%s × %s" ARCSEC, first, second);
  g_autofree char *angle_text = pm_value_text_number (angle, 0);
  g_autofree char *extra = isfinite (angle) ? g_strdup_printf ("∠ %s°", angle_text) : g_strdup ("");
  pm_value_grid_add (grid, _("Width"), text, extra, tooltip);
}

/* S/N and chi^2 share a row: both say how well the fit describes the data. */
static void
add_quality (PmValueGrid *grid, const PmResult *result, gsize row)
{
  double s2n = value_of (result, PM_COLUMN_S2N, row), chi2 = value_of (result, PM_COLUMN_CHI2, row);
  g_autofree char *text = pm_value_text_digits (s2n, 3), *chi2_text = pm_value_text_number (chi2, 2);
  g_autofree char *extra = isfinite (chi2) ? g_strdup_printf ("χ² %s", chi2_text) : g_strdup ("");
  pm_value_grid_add (grid, _("S/N"), text, extra,
                     _("Amplitude over its error; reduced χ² of the samples within two beams of the source"));
}

static void
add_distance (PmValueGrid *grid, const PmResult *result, gsize row, double predicted_x, double predicted_y)
{
  double dx = value_of (result, PM_COLUMN_X, row) - predicted_x, dy = value_of (result, PM_COLUMN_Y, row) - predicted_y;
  double ex = value_of (result, PM_COLUMN_X_ERR, row), ey = value_of (result, PM_COLUMN_Y_ERR, row);
  double distance = hypot (dx, dy);
  /* the error along the line to the prediction; the correlation of x and y is left out */
  double error = distance > 0.0 ? hypot (dx * ex, dy * ey) / distance : NAN;
  add_with_error (grid, _("Distance"), distance, error, ARCSEC, 3, _("From the place that the array solution predicts"));
}

void
pm_inspector_values_fill (PmValueGrid *grid, const PmResult *result, gsize row, double predicted_x, double predicted_y)
{
  const char *position = _("In the focal plane: minus the apparent offset of the source");
  pm_value_grid_begin (grid);
  add_with_error (grid, _("Position X"), value_of (result, PM_COLUMN_X, row), value_of (result, PM_COLUMN_X_ERR, row), ARCSEC, 4, position);
  add_with_error (grid, _("Position Y"), value_of (result, PM_COLUMN_Y, row), value_of (result, PM_COLUMN_Y_ERR, row), ARCSEC, 4, position);
  add_with_error (grid, _("Coupling"), value_of (result, PM_COLUMN_COUPLING, row), value_of (result, PM_COLUMN_COUPLING_ERR, row), "", 3,
                  _("Peak over the median peak of the good pixels"));
  add_width (grid, result, row);
  add_with_error (grid, _("Peak"), value_of (result, PM_COLUMN_PEAK, row), value_of (result, PM_COLUMN_PEAK_ERR, row), " count", 4,
                  _("Fitted amplitude of the source, in the data divided by the gain"));
  add_quality (grid, result, row);
  add_with_error (grid, _("Gain"), value_of (result, PM_COLUMN_GAIN, row), NAN, "", 3,
                  _("Response to the sky (common mode) relative to the array"));
  add_with_error (grid, _("Noise"), value_of (result, PM_COLUMN_NOISE, row), NAN, "count √s", 3,
                  _("White noise per sample times the root of the sample time"));
  add_distance (grid, result, row, predicted_x, predicted_y);
  pm_value_grid_end (grid);
}

static double
median_of (const PmResult *result, PmColumn column, const guint *rows, guint n, double *scratch)
{
  guint n_values = 0;
  for (guint i = 0; i < n; i++)
    {
      double value = column == PM_COLUMN_FWHM_MAJOR ? sqrt (value_of (result, PM_COLUMN_FWHM_MAJOR, rows[i]) *
                                                            value_of (result, PM_COLUMN_FWHM_MINOR, rows[i]))
                                                    : value_of (result, column, rows[i]);
      if (isfinite (value))
        scratch[n_values++] = value;
    }
  return pm_median (scratch, n_values);
}

void
pm_inspector_values_fill_medians (PmValueGrid *grid, const PmResult *result, const guint *rows, guint n)
{
  const struct
  {
    const char *name;
    PmColumn column;
    int digits;
    const char *unit;
  } lines[] = {
    { _("Coupling"), PM_COLUMN_COUPLING, 4, "" },          { _("S/N"), PM_COLUMN_S2N, 3, "" },
    { _("Width"), PM_COLUMN_FWHM_MAJOR, 3, ARCSEC },       { _("Peak"), PM_COLUMN_PEAK, 4, " count" },
    { _("Gain"), PM_COLUMN_GAIN, 3, "" },                  { _("Noise"), PM_COLUMN_NOISE, 3, " count √s" },
  };
  g_autofree double *scratch = g_new (double, MAX (n, 1));
  pm_value_grid_begin (grid);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      double median = median_of (result, lines[i].column, rows, n, scratch);
      g_autofree char *number = pm_value_text_digits (median, lines[i].digits);
      g_autofree char *text = g_strconcat (number, isfinite (median) ? lines[i].unit : "", NULL);
      pm_value_grid_add (grid, lines[i].name, text, isfinite (median) ? _("median") : "", NULL);
    }
  pm_value_grid_end (grid);
}
