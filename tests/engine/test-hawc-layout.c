/* SPDX-License-Identifier: GPL-3.0-or-later
 * Channels and nominal positions of HAWC+. Positions are worked out by hand: a pixel stands at (column, 39 - row), is turned and moved with
 * its sub-array, and y is then counted the other way round; the boresight pixel of R0 is the origin.
 */
#include "pm-hawc-layout.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* 4.02 arcsec, boresight pixel (15.5, 19.5), the array not turned. R0[0,0]: 4.02 (0 - 15.5), 4.02 (-39 + 19.5). R1[0,0]: (0, 39) turned
 * by 180 and moved by (67.03, 39) is (67.03, 0), so 4.02 (67.03 - 15.5), 4.02 (0 + 19.5). T0[39,0]: 4.02 (0.5 - 15.5), 4.02 (0.5 + 19.5).
 * T0[0,0]: (0, 39) turned by 0.5 degrees is (-0.340335, 38.998515). */
static const struct
{
  int sub, row, col;
  double x, y;
} places[] = {
  { 0, 0, 0, -62.31, -78.39 },      { 0, 39, 31, 62.31, 78.39 },         { 0, 20, 15, -2.01, 2.01 },
  { 1, 0, 0, 207.1506, 78.39 },     { 1, 39, 31, 82.5306, -78.39 },      { 2, 39, 0, -60.3, 80.4 },
  { 2, 0, 0, -61.668146, -76.374030 }, { 2, 12, 31, 63.368077, -29.223368 }, { 3, 5, 7, 179.0106, 58.29 },
};

static void
test_positions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      double x, y;
      pm_hawc_nominal_position (places[i].sub, places[i].row, places[i].col, 4.02, 15.5, 19.5, 0.0, &x, &y);
      pm_assert_close (x, places[i].x, 1e-6, 0); /* the digits written down */
      pm_assert_close (y, places[i].y, 1e-6, 0);
      pm_hawc_nominal_position (places[i].sub, places[i].row, places[i].col, 8.04, 15.5, 19.5, 90.0, &x, &y);
      pm_assert_close (x, -2.0 * places[i].y, 2e-6, 0); /* counter-clockwise about the boresight, and twice as large */
      pm_assert_close (y, 2.0 * places[i].x, 2e-6, 0);
    }
}

static void
test_boresight (void)
{
  for (double sibs_x = -1.0; sibs_x < 40.0; sibs_x += 8.25)
    for (double sibs_y = 0.0; sibs_y < 40.0; sibs_y += 9.75)
      {
        double x, y, right, up;
        pm_hawc_nominal_position (0, 39.0 - (39.0 - sibs_y), sibs_x, 9.43, sibs_x, 39.0 - sibs_y, 33.0, &x, &y);
        pm_assert_close (x, 0.0, 1e-11, 0); /* rounding of numbers of a few hundred */
        pm_assert_close (y, 0.0, 1e-11, 0);
        pm_hawc_nominal_position (0, sibs_y, sibs_x + 1.0, 9.43, sibs_x, 39.0 - sibs_y, 0.0, &right, &y);
        pm_hawc_nominal_position (0, sibs_y + 1.0, sibs_x, 9.43, sibs_x, 39.0 - sibs_y, 0.0, &x, &up);
        pm_assert_close (right, 9.43, 1e-11, 0); /* x grows with the column, y with the row */
        pm_assert_close (up, 9.43, 1e-11, 0);
      }
}

static const PmChannel *
channel (const PmInstrument *self, const char *id)
{
  for (gsize c = 0; c < self->n_channels; c++)
    if (strcmp (self->channels[c].id, id) == 0)
      return &self->channels[c];
  g_error ("there is no channel %s", id);
}

static void
test_instrument (void)
{
  const PmHawcSubarraySet set = { { TRUE, FALSE, TRUE, FALSE } };
  g_autoptr (PmInstrument) self = pm_hawc_instrument_new (&set, 'C', 4.02, 15.5, 19.5, FALSE);
  g_assert_cmpstr (self->name, ==, "HAWC_PLUS");
  g_assert_cmpstr (self->band, ==, "C");
  g_assert_cmpuint (self->n_channels, ==, 2 * 1312);
  g_assert_cmpuint (self->n_groups, ==, 2);
  g_assert_cmpstr (self->groups[0].name, ==, "R0");
  g_assert_cmpstr (self->groups[1].name, ==, "T0");
  g_assert_cmpuint (self->groups[1].first_block, ==, 80); /* 1280 live channels by sixteens */
  g_assert_cmpuint (self->n_blocks, ==, 160);
  for (gsize c = 0; c < self->n_channels; c++)
    {
      const PmChannel *at = &self->channels[c];
      int sub = at->index / 1312;
      g_assert_true (sub == (c < 1312 ? 0 : 2));
      g_assert_cmpint (at->row, ==, at->index / 32 % 41);
      g_assert_cmpint (at->col, ==, at->index % 32);
      g_assert_cmpint (at->line, ==, 32 * sub + at->col);
      g_assert_cmpint (pm_hawc_fits_column (at), ==, 32 * sub + at->col);
      g_assert_true (at->blind == (at->row == 40));
      g_assert_true (at->blind == (at->slot == PM_SLOT_NONE));
      g_assert_cmpint (at->group, ==, sub / 2);
    }
  g_assert_cmpint (channel (self, "R0[12,3]")->index, ==, 12 * 32 + 3);
  g_assert_cmpint (channel (self, "T0[0,0]")->index, ==, 2 * 1312);
  g_assert_cmpint (channel (self, "T0[39,31]")->index, ==, 2 * 1312 + 39 * 32 + 31);
  /* the array as a whole is turned by 0.1 degrees: (-62.31, -78.39) becomes */
  pm_assert_close (channel (self, "R0[0,0]")->nominal_x, -62.173089, 1e-6, 0);
  pm_assert_close (channel (self, "R0[0,0]")->nominal_y, -78.498632, 1e-6, 0);
  pm_assert_close (channel (self, "T0[12,31]")->nominal_x, 63.418985, 1e-6, 0);
  pm_assert_close (channel (self, "T0[12,31]")->nominal_y, -29.112725, 1e-6, 0);
}

/* Beam and wavelength of the five bands, as published. */
static void
test_bands (void)
{
  static const struct
  {
    char letter;
    double wavelength, pixel, beam;
  } bands[] = { { 'A', 53, 2.57, 4.84 }, { 'B', 62, 4.02, 7.8 }, { 'C', 89, 4.02, 7.8 },
                { 'D', 155, 6.93, 13.6 }, { 'E', 215, 9.43, 18.2 } };
  const PmHawcSubarraySet set = { { TRUE, TRUE, TRUE, TRUE } };
  for (guint b = 0; b < G_N_ELEMENTS (bands); b++)
    {
      g_autoptr (PmInstrument) self = pm_hawc_instrument_new (&set, bands[b].letter, bands[b].pixel, 33.5, 19.5, FALSE);
      g_assert_cmpuint (self->n_channels, ==, 5248);
      g_assert_cmpfloat (self->wavelength_um, ==, bands[b].wavelength);
      g_assert_cmpfloat (self->beam_fwhm_arcsec, ==, bands[b].beam);
      g_assert_cmpfloat (self->pixel_arcsec, ==, bands[b].pixel);
      for (gsize c = 0; c < self->n_channels; c++)
        g_assert_cmpint (self->channels[c].index, ==, (int) c);
    }
}

static void
test_static_flags (void)
{
  const PmHawcSubarraySet set = { { TRUE, TRUE, TRUE, FALSE } };
  g_autoptr (PmInstrument) self = pm_hawc_instrument_new (&set, 'C', 4.02, 33.5, 19.5, TRUE);
  /* MUX lines 6 and 27 of R0, 0 (32) of R1, 6 (70) of T0; rows 14 of R0, 11 (52) of R1, 0, 1, 5 (82, 83, 87) of T0 */
  static const char *const bad[] = { "R0[3,6]", "R0[39,27]", "R1[5,0]", "T0[20,6]", "R0[14,1]", "R1[11,2]",
                                     "T0[0,1]", "T0[1,1]", "T0[5,1]" };
  static const char *const good[] = { "R0[3,5]", "R0[11,2]", "R1[14,2]", "R1[5,6]", "T0[14,1]", "T0[2,1]", "T0[11,0]" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_true (channel (self, bad[i])->blind && channel (self, bad[i])->slot == PM_SLOT_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_false (channel (self, good[i])->blind);
}

/* The sub-arrays as a number, R0 = 1, R1 = 2, T0 = 4, T1 = 8; -1: refused. */
static int
parse (const char *text)
{
  PmHawcSubarraySet set;
  int bits = 0;
  if (!pm_hawc_parse_mcemap (text, &set))
    return -1;
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    bits |= set.present[s] ? 1 << s : 0;
  return bits;
}

static void
test_mcemap (void)
{
  g_assert_cmpint (parse ("0,2,1,-1"), ==, 7);
  g_assert_cmpint (parse ("-1,-1,-1,0"), ==, 8);
  g_assert_cmpint (parse (" 0, -1, 1, -1 "), ==, 5);
  g_assert_cmpint (parse ("0:2:1:3"), ==, 15);
  g_assert_cmpint (parse ("0;2;1;-1"), ==, 7);
  g_assert_cmpint (parse ("0\t2\t1\t-1"), ==, 7);
  g_assert_cmpint (parse ("3,-9999,-1,-1"), ==, 1);
  g_assert_cmpint (parse ("-1,-1,-1,-1"), ==, -1);
  g_assert_cmpint (parse (""), ==, -1);
  g_assert_cmpint (parse (",,,"), ==, -1);
  g_assert_cmpint (parse ("R0,R1,T0,T1"), ==, -1);
  g_assert_cmpint (parse ("0,2,1,-1,3"), ==, -1);
  g_assert_cmpint (parse ("0,2,1.5,-1"), ==, -1);
  g_assert_cmpint (parse ("0,2,1x,-1"), ==, -1);
  g_assert_cmpint (parse ("UNKNOWN"), ==, -1);
}

static int
chosen (const char *list, int installed)
{
  PmHawcSubarraySet set;
  int bits = 0;
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    set.present[s] = installed >> s & 1;
  if (!pm_hawc_select_subarrays (list, &set))
    return -1;
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    bits |= set.present[s] ? 1 << s : 0;
  return bits;
}

static void
test_selection (void)
{
  g_assert_cmpint (chosen ("all", 7), ==, 7);
  g_assert_cmpint (chosen ("R0", 7), ==, 1);
  g_assert_cmpint (chosen ("T0,R0", 7), ==, 5);
  g_assert_cmpint (chosen ("T0, R0", 7), ==, 5);
  g_assert_cmpint (chosen ("R", 7), ==, 3);
  g_assert_cmpint (chosen ("T", 7), ==, 4); /* never more than there are */
  g_assert_cmpint (chosen ("r1 t", 15), ==, 14);
  g_assert_cmpint (chosen ("T1", 7), ==, 0);
  g_assert_cmpint (chosen ("R2", 7), ==, -1);
  g_assert_cmpint (chosen ("R0,X", 7), ==, -1);
  g_assert_cmpint (chosen ("R00", 7), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hawc-layout/positions", test_positions);
  g_test_add_func ("/hawc-layout/boresight", test_boresight);
  g_test_add_func ("/hawc-layout/instrument", test_instrument);
  g_test_add_func ("/hawc-layout/bands", test_bands);
  g_test_add_func ("/hawc-layout/static-flags", test_static_flags);
  g_test_add_func ("/hawc-layout/mcemap", test_mcemap);
  g_test_add_func ("/hawc-layout/selection", test_selection);
  return g_test_run ();
}
