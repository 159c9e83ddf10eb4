/* SPDX-License-Identifier: GPL-3.0-or-later
 * The channels of HAWC+.
 */
#include "pm-hawc-layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEG (M_PI / 180.0)

/* MUX lines (FITS columns) and rows (counted over all sub-arrays) that SOFSCAN and CRUSH leave out of every reduction since 2018-10-20. */
static const int bad_mux[] = { 6, 20, 24, 27, 32, 46, 47, 48, 49, 56, 70, 86 };
static const int bad_rows[] = { 14, 15, 19, 52, 82, 83, 87 };

gboolean
pm_hawc_parse_mcemap (const char *text, PmHawcSubarraySet *set)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ",:; \t", -1);
  int sub = 0, n_present = 0;
  memset (set, 0, sizeof *set);
  for (char **part = parts; *part; part++)
    {
      if (**part == '\0')
        continue;
      char *end;
      long mce = strtol (*part, &end, 10);
      if (*end != '\0' || sub >= PM_HAWC_SUBARRAYS)
        return FALSE;
      set->present[sub] = mce >= 0;
      n_present += mce >= 0;
      sub++;
    }
  return n_present > 0;
}

gboolean
pm_hawc_select_subarrays (const char *list, PmHawcSubarraySet *set)
{
  PmHawcSubarraySet wanted = { 0 };
  if (g_ascii_strcasecmp (list, "all") == 0)
    return TRUE;
  g_auto (GStrv) words = g_strsplit_set (list, ", ", -1);
  for (char **word = words; *word; word++)
    {
      gboolean known = **word == '\0';
      for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
        {
          const char *name = pm_hawc_subarrays[s].name;
          if (g_ascii_strcasecmp (*word, name) == 0 || (strlen (*word) == 1 && g_ascii_toupper (**word) == name[0]))
            wanted.present[s] = known = TRUE;
        }
      if (!known)
        return FALSE;
    }
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    set->present[s] = set->present[s] && wanted.present[s];
  return TRUE;
}

/* Counter-clockwise by `angle` degrees. */
static void
rotate (double angle, double *x, double *y)
{
  double c = cos (angle * DEG), s = sin (angle * DEG), u = *x;
  *x = c * u - s * *y;
  *y = s * u + c * *y;
}

/* In pixels, without boresight: x and y of HAWC_FORMAT's vector p (y already upward). */
static void
mounted (int sub, double row, double col, double *x, double *y)
{
  const PmHawcSubarray *mount = &pm_hawc_subarrays[sub];
  *x = col;
  *y = 39.0 - row;
  rotate (mount->rotation_deg, x, y);
  *x += mount->offset_x;
  *y = -(*y + mount->offset_y);
}

void
pm_hawc_nominal_position (int sub, double row, double col, double pixel_arcsec, double sibs_x, double sibs_y, double rotation_deg,
                          double *x, double *y)
{
  double x0, y0;
  mounted (0, 39.0 - sibs_y, sibs_x, &x0, &y0);
  mounted (sub, row, col, x, y);
  *x = pixel_arcsec * (*x - x0);
  *y = pixel_arcsec * (*y - y0);
  rotate (rotation_deg, x, y);
}

static gboolean
in_list (int value, const int *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (list[i] == value)
      return TRUE;
  return FALSE;
}

PmInstrument *
pm_hawc_instrument_new (const PmHawcSubarraySet *set, char band, double pixel_arcsec, double sibs_x, double sibs_y, gboolean static_flags)
{
  PmChannel *channels = g_new0 (PmChannel, PM_HAWC_CHANNELS);
  PmChannelGroup *groups = g_new0 (PmChannelGroup, PM_HAWC_SUBARRAYS);
  gsize n = 0, n_groups = 0;
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    {
      if (!set->present[s])
        continue;
      g_strlcpy (groups[n_groups].name, pm_hawc_subarrays[s].name, sizeof groups[n_groups].name);
      for (int row = 0; row < PM_HAWC_ROWS; row++)
        for (int col = 0; col < PM_HAWC_COLS; col++)
          {
            PmChannel *c = &channels[n++];
            g_snprintf (c->id, sizeof c->id, "%s[%d,%d]", pm_hawc_subarrays[s].name, row, col);
            c->index = (s * PM_HAWC_ROWS + row) * PM_HAWC_COLS + col;
            c->row = row;
            c->col = col;
            c->group = (int) n_groups;
            c->line = PM_HAWC_COLS * s + col;
            c->blind = row == PM_HAWC_DARK_ROW;
            if (static_flags)
              c->blind = c->blind || in_list (c->line, bad_mux, G_N_ELEMENTS (bad_mux)) ||
                         in_list (s * PM_HAWC_ROWS + row, bad_rows, G_N_ELEMENTS (bad_rows));
            pm_hawc_nominal_position (s, row, col, pixel_arcsec, sibs_x, sibs_y, PM_HAWC_ARRAY_ROTATION_DEG, &c->nominal_x, &c->nominal_y);
          }
      n_groups++;
    }
  char name[2] = { band, '\0' };
  PmInstrument *self = pm_instrument_new ("HAWC_PLUS", name, channels, n, groups, n_groups);
  self->pixel_arcsec = pixel_arcsec;
  for (gsize i = 0; i < G_N_ELEMENTS (pm_hawc_bands); i++)
    if (pm_hawc_bands[i].letter == band)
      {
        self->wavelength_um = pm_hawc_bands[i].wavelength_um;
        self->beam_fwhm_arcsec = pm_hawc_bands[i].beam_arcsec;
      }
  return self;
}

int
pm_hawc_fits_column (const PmChannel *channel)
{
  return channel->index / PM_HAWC_SUBARRAY_CHANNELS * PM_HAWC_COLS + channel->col;
}
