/* SPDX-License-Identifier: GPL-3.0-or-later
 * The one list of the array view's quantities.
 */
#include "config.h"

#include "pm-array-quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DERIVED (-1) /* no column of its own */

typedef struct
{
  const char *name, *title;
  int column;
  const char *unit; /* of a derived one */
  double neutral;
} Info;

static const Info infos[PM_N_ARRAY_QUANTITIES] = {
  [PM_ARRAY_COUPLING] = { "coupling", N_ ("Coupling"), PM_COLUMN_COUPLING, NULL, 1.0 },
  [PM_ARRAY_RESPONSE] = { "response", N_ ("Response"), DERIVED, "", 1.0 },
  [PM_ARRAY_GAIN] = { "gain", N_ ("Gain"), PM_COLUMN_GAIN, NULL, 1.0 },
  [PM_ARRAY_S2N] = { "s2n", N_ ("S/N"), PM_COLUMN_S2N, NULL, NAN },
  [PM_ARRAY_PEAK] = { "peak", N_ ("Peak"), PM_COLUMN_PEAK, NULL, NAN },
  [PM_ARRAY_WIDTH] = { "width", N_ ("Width"), DERIVED, "arcsec", NAN },
  [PM_ARRAY_ELONGATION] = { "elongation", N_ ("Elongation"), DERIVED, "", NAN },
  [PM_ARRAY_NOISE] = { "noise", N_ ("Noise"), PM_COLUMN_NOISE, NULL, NAN },
  [PM_ARRAY_CHI2] = { "chi2", N_ ("χ²"), PM_COLUMN_CHI2, NULL, NAN },
  [PM_ARRAY_RESIDUAL_X] = { "residual-x", N_ ("X residual"), DERIVED, "arcsec", 0.0 },
  [PM_ARRAY_RESIDUAL_Y] = { "residual-y", N_ ("Y residual"), DERIVED, "arcsec", 0.0 },
  [PM_ARRAY_FWHM_MAJOR] = { "fwhm-major", N_ ("Major width"), PM_COLUMN_FWHM_MAJOR, NULL, NAN },
  [PM_ARRAY_FWHM_MINOR] = { "fwhm-minor", N_ ("Minor width"), PM_COLUMN_FWHM_MINOR, NULL, NAN },
  [PM_ARRAY_ANGLE] = { "angle", N_ ("Angle"), PM_COLUMN_ANGLE, NULL, NAN },
  [PM_ARRAY_X] = { "x", N_ ("X offset"), PM_COLUMN_X, NULL, NAN },
  [PM_ARRAY_Y] = { "y", N_ ("Y offset"), PM_COLUMN_Y, NULL, NAN },
  [PM_ARRAY_X_ERROR] = { "x-error", N_ ("X error"), PM_COLUMN_X_ERR, NULL, NAN },
  [PM_ARRAY_Y_ERROR] = { "y-error", N_ ("Y error"), PM_COLUMN_Y_ERR, NULL, NAN },
  [PM_ARRAY_XY_CORRELATION] = { "xy-correlation", N_ ("XY correlation"), PM_COLUMN_XY_CORR, NULL, 0.0 },
  [PM_ARRAY_COUPLING_ERROR] = { "coupling-error", N_ ("Coupling error"), PM_COLUMN_COUPLING_ERR, NULL, NAN },
  [PM_ARRAY_PEAK_ERROR] = { "peak-error", N_ ("Peak error"), PM_COLUMN_PEAK_ERR, NULL, NAN },
};

const char *
pm_array_quantity_name (PmArrayQuantity quantity)
{
  g_return_val_if_fail ((guint) quantity < PM_N_ARRAY_QUANTITIES, NULL);
  return infos[quantity].name;
}

gboolean
pm_array_quantity_from_name (const char *name, PmArrayQuantity *quantity)
{
  for (guint i = 0; i < PM_N_ARRAY_QUANTITIES; i++)
    if (strcmp (name, infos[i].name) == 0)
      {
        *quantity = (PmArrayQuantity) i;
        return TRUE;
      }
  return FALSE;
}

const char *
pm_array_quantity_title (PmArrayQuantity quantity)
{
  g_return_val_if_fail ((guint) quantity < PM_N_ARRAY_QUANTITIES, NULL);
  return _(infos[quantity].title);
}

const char *
pm_array_quantity_unit (PmArrayQuantity quantity)
{
  g_return_val_if_fail ((guint) quantity < PM_N_ARRAY_QUANTITIES, "");
  const Info *info = &infos[quantity];
  return info->column == DERIVED ? info->unit : pm_column_info ((PmColumn) info->column)->unit;
}

double
pm_array_quantity_neutral (PmArrayQuantity quantity)
{
  g_return_val_if_fail ((guint) quantity < PM_N_ARRAY_QUANTITIES, NAN);
  return infos[quantity].neutral;
}

double
pm_array_quantity_value (PmArrayQuantity quantity, const PmPixelTable *table, gsize row, double dx, double dy)
{
  double major = table->values[PM_COLUMN_FWHM_MAJOR][row], minor = table->values[PM_COLUMN_FWHM_MINOR][row];
  switch (quantity)
    {
    case PM_ARRAY_RESPONSE:
      return table->values[PM_COLUMN_GAIN][row] * table->values[PM_COLUMN_COUPLING][row];
    case PM_ARRAY_WIDTH:
      return sqrt (major * minor);
    case PM_ARRAY_ELONGATION:
      return major / minor;
    case PM_ARRAY_RESIDUAL_X:
      return dx;
    case PM_ARRAY_RESIDUAL_Y:
      return dy;
    default:
      return table->values[infos[quantity].column][row];
    }
}
