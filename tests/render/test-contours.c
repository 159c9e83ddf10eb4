/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-contours.h"
#include "pm-test.h"

#include <math.h>

/* The lines around a round hill lie at its radius, go once around it counter-clockwise, and close. */
static void
test_hill (void)
{
  enum { N = 41 };
  float values[N * N];
  double x0 = 20.3, y0 = 19.6, sigma = 6.0;
  for (int i = 0; i < N * N; i++)
    values[i] = (float) exp (-0.5 * (pow (i % N - x0, 2) + pow (i / N - y0, 2)) / (sigma * sigma));
  PmPlane plane = { values, N, N, N };
  for (double level = 0.1; level < 0.95; level += 0.2)
    {
      gsize n;
      g_autofree PmContourPiece *pieces = pm_contours_new (&plane, level, &n);
      double radius = sigma * sqrt (-2.0 * log (level)), turned = 0.0;
      g_assert_cmpuint (n, >, 4);
      for (gsize i = 0; i < n; i++)
        {
          const PmContourPiece *p = &pieces[i];
          /* Linear interpolation over one cell errs by f'' / 8 |f'| <= (1 + r^2 / s^2) / 8 r cells. */
          pm_assert_close (hypot (p->x1 - x0, p->y1 - y0), radius, (1 + radius * radius / 36.0) / (8 * radius) + 1e-5, 0.0);
          double cross = (p->x1 - x0) * (p->y2 - y0) - (p->x2 - x0) * (p->y1 - y0);
          double dot = (p->x1 - x0) * (p->x2 - x0) + (p->y1 - y0) * (p->y2 - y0);
          turned += atan2 (cross, dot);
          gsize n_next = 0;
          for (gsize k = 0; k < n; k++)
            n_next += fabs (pieces[k].x1 - p->x2) + fabs (pieces[k].y1 - p->y2) < 1e-12;
          g_assert_cmpuint (n_next, ==, 1);
        }
      pm_assert_close (turned, 2 * G_PI, 1e-9, 0.0); /* a sum of some hundred angles in double */
    }
}

/* Each of the 16 cases: the ends lie on the sides between a high and a low corner, with the high one at the left. */
static void
test_cases (void)
{
  for (int set = 0; set < 16; set++)
    {
      const float values[4] = { (float) (set & 1), (float) (set >> 1 & 1), (float) (set >> 3 & 1), (float) (set >> 2 & 1) };
      PmPlane plane = { values, 2, 2, 2 };
      gsize n;
      g_autofree PmContourPiece *pieces = pm_contours_new (&plane, 0.4, &n);
      g_assert_cmpuint (n, ==, set == 0 || set == 15 ? 0 : set == 5 || set == 10 ? 2 : 1);
      g_assert_true ((n == 0) == (pieces == NULL));
      for (gsize i = 0; i < n; i++)
        {
          const PmContourPiece *p = &pieces[i];
          int n_left = 0, n_right = 0;
          for (int k = 0; k < 4; k++)
            {
              double side = (p->x2 - p->x1) * (k / 2 - p->y1) - (p->y2 - p->y1) * (k % 2 - p->x1);
              n_left += side > 0 && values[k] > 0.4f;
              n_right += side < 0 && values[k] > 0.4f;
            }
          g_assert_cmpint (n_left, >, 0);
          g_assert_cmpint (n_right, ==, 0);
        }
    }
}

/* The mean of the corners, 0.5, decides whether the high ones are joined. */
static void
test_saddle (void)
{
  const float values[4] = { 1, 0, 0, 1 };
  PmPlane plane = { values, 2, 2, 2 };
  gsize n;
  g_autofree PmContourPiece *joined = pm_contours_new (&plane, 0.4, &n);
  g_assert_cmpuint (n, ==, 2);
  g_autofree PmContourPiece *apart = pm_contours_new (&plane, 0.6, &n);
  g_assert_cmpuint (n, ==, 2);
  for (int i = 0; i < 2; i++)
    {
      /* joined: each line cuts off a low corner; apart: a high one */
      double to_high = MIN (hypot (apart[i].x1, apart[i].y1), hypot (apart[i].x1 - 1, apart[i].y1 - 1));
      double to_low = MIN (hypot (joined[i].x1 - 1, joined[i].y1), hypot (joined[i].x1, joined[i].y1 - 1));
      pm_assert_close (to_high, 0.4, 1e-9, 0.0);
      pm_assert_close (to_low, 0.4, 1e-9, 0.0);
    }
}

static void
test_holes (void)
{
  const float values[9] = { 0, 1, 0, 1, NAN, 1, 0, 1, 0 };
  PmPlane plane = { values, 3, 3, 3 };
  gsize n = 1;
  g_assert_null (pm_contours_new (&plane, 0.5, &n));
  g_assert_cmpuint (n, ==, 0);
  PmPlane line = { values, 3, 1, 3 };
  g_assert_null (pm_contours_new (&line, 0.5, &n));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contours/hill", test_hill);
  g_test_add_func ("/contours/cases", test_cases);
  g_test_add_func ("/contours/saddle", test_saddle);
  g_test_add_func ("/contours/holes", test_holes);
  return g_test_run ();
}
