/* SPDX-License-Identifier: GPL-3.0-or-later
 * The one list of the pixel table's columns.
 */
#include "pm-column.h"

#include <string.h>

#define TEXT(name, description) { name, "", PM_COLUMN_TYPE_STRING, "string", NULL, description }
#define WHOLE(name, description) { name, "", PM_COLUMN_TYPE_INT, "int32", NULL, description }
#define REAL(name, unit, format, description) { name, unit, PM_COLUMN_TYPE_DOUBLE, "float64", format, description }

static const PmColumnInfo columns[PM_N_COLUMNS] = {
  [PM_COLUMN_ID] = TEXT ("id", "Name of the pixel as the instrument writes it"),
  [PM_COLUMN_INDEX] = WHOLE ("index", "Fixed index of the channel, counted from 0; -1 if unknown"),
  [PM_COLUMN_GROUP] = TEXT ("group", "Sub-array"),
  [PM_COLUMN_ROW] = WHOLE ("row", "Row in the sub-array; -1 if unknown"),
  [PM_COLUMN_COL] = WHOLE ("col", "Column in the sub-array; -1 if unknown"),
  [PM_COLUMN_X] = REAL ("x", "arcsec", "%.3f", "Position in the focal plane: minus the apparent offset of the source"),
  [PM_COLUMN_X_ERR] = REAL ("x_err", "arcsec", "%.3f", "Standard error of x"),
  [PM_COLUMN_Y] = REAL ("y", "arcsec", "%.3f", "Position in the focal plane: minus the apparent offset of the source"),
  [PM_COLUMN_Y_ERR] = REAL ("y_err", "arcsec", "%.3f", "Standard error of y"),
  [PM_COLUMN_XY_CORR] = REAL ("xy_corr", "", "%.3f", "Correlation of the errors of x and y"),
  [PM_COLUMN_COUPLING] = REAL ("coupling", "", "%.4f", "Peak of gain-corrected data over the median peak of the good pixels"),
  [PM_COLUMN_COUPLING_ERR] = REAL ("coupling_err", "", "%.4f", "Error of the peak over the median peak"),
  [PM_COLUMN_GAIN] = REAL ("gain", "", "%.4f", "Response to the sky (common mode) relative to the array"),
  [PM_COLUMN_PEAK] = REAL ("peak", "count", "%.5g", "Fitted amplitude of the source in the data divided by the gain"),
  [PM_COLUMN_PEAK_ERR] = REAL ("peak_err", "count", "%.3g", "Standard error of peak"),
  [PM_COLUMN_S2N] = REAL ("s2n", "", "%.1f", "Amplitude over its error at fixed position"),
  [PM_COLUMN_FWHM_MAJOR]
  = REAL ("fwhm_major", "arcsec", "%.2f",
          "Full width at half maximum along the major axis, of a free ellipse; nan where the samples do not fix one"),
  [PM_COLUMN_FWHM_MINOR] = REAL ("fwhm_minor", "arcsec", "%.2f", "Full width at half maximum along the minor axis"),
  [PM_COLUMN_ANGLE] = REAL ("angle", "deg", "%.1f", "Direction of the major axis, counter-clockwise from +x, in (-90, 90]"),
  [PM_COLUMN_CHI2]
  = REAL ("chi2", "", "%.3f", "Reduced chi-squared of the samples within two beams of the source; nan if these are three or fewer"),
  [PM_COLUMN_NOISE]
  = REAL ("noise", "count s^(1/2)", "%.4g", "White noise per sample times the root of the sample time, of the data as they were read"),
  [PM_COLUMN_STATUS] = { "status", "", PM_COLUMN_TYPE_STATUS, "string", NULL, "good, flagged, nofit or blind" },
  [PM_COLUMN_FLAGS] = { "flags", "", PM_COLUMN_TYPE_FLAGS, "string", NULL, "Letters of the flags, - for none" },
  [PM_COLUMN_MANUAL] = { "manual", "", PM_COLUMN_TYPE_MANUAL, "string", NULL, "Judgement by hand: -, bad or good" },
};

const PmColumnInfo *
pm_column_info (PmColumn column)
{
  g_return_val_if_fail ((guint) column < PM_N_COLUMNS, NULL);
  return &columns[column];
}

gboolean
pm_column_from_name (const char *name, PmColumn *column)
{
  for (guint i = 0; i < PM_N_COLUMNS; i++)
    if (strcmp (name, columns[i].name) == 0)
      {
        *column = (PmColumn) i;
        return TRUE;
      }
  return FALSE;
}
