/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-map-look.h"
#include "pm-test.h"

#include <math.h>

/* Four pixels with maps of 10 x 10 cells whose values are k + 100 x pixel; pixel 2 is flagged, and has a value larger than all. */
typedef struct
{
  PmMapSet *maps;
  PmPixelTable *table;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  PmGrid grid = { 10, 10, 1.0, 5.0, 5.0 };
  f->maps = pm_map_set_new (&grid, 4);
  f->table = pm_pixel_table_new (4);
  for (gsize i = 0; i < 4; i++)
    {
      PmMap *map = &f->maps->maps[i];
      map->channel = i;
      g_assert_true (pm_map_allocate (map, 0, 0, 10, 10));
      for (gsize k = 0; k < 100; k++)
        {
          map->signal[k] = (float) (k + 100 * i);
          map->weight[k] = 4.0f;
          map->exposure_s[k] = 0.25f * (float) k;
        }
      f->table->status[i] = i == 2 ? PM_PIXEL_FLAGGED : PM_PIXEL_GOOD;
      f->table->values[PM_COLUMN_PEAK][i] = 10.0 * (double) (i + 1);
    }
  f->maps->maps[2].signal[0] = 1e6f;
  f->maps->maps[1].signal[7] = NAN;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_map_set_unref (f->maps);
  pm_pixel_table_unref (f->table);
}

/* 299 finite values 0 ... 399 of the pixels 0, 1 and 3; their peaks 10, 20 and 40. */
static void
test_share (Fixture *f, gconstpointer data)
{
  PmMapLook look = PM_MAP_LOOK_INIT;
  PmStretch stretch;
  g_assert_true (pm_map_look_share (&look, f->maps, f->table, &stretch));
  pm_assert_close (stretch.low, -1.6, 1e-12, 0); /* double precision */
  pm_assert_close (stretch.high, 20.0, 1e-12, 0);
  look.limits = PM_LIMITS_PERCENT;
  look.low = 0.0;
  g_assert_true (pm_map_look_share (&look, f->maps, f->table, &stretch));
  g_assert_cmpfloat (stretch.low, ==, 0.0);
  g_assert_cmpfloat (stretch.high, ==, 399.0);
  look.quantity = PM_QUANTITY_EXPOSURE;
  look.limits = PM_LIMITS_PEAK;
  g_assert_true (pm_map_look_share (&look, f->maps, f->table, &stretch));
  g_assert_cmpfloat (stretch.low, ==, 0.0);
  g_assert_cmpfloat (stretch.high, ==, 0.25f * 99);
  for (gsize i = 0; i < 4; i++)
    f->table->status[i] = PM_PIXEL_NOFIT;
  stretch.low = 7.0;
  g_assert_false (pm_map_look_share (&look, f->maps, f->table, &stretch));
  g_assert_cmpfloat (stretch.low, ==, 7.0);
}

static void
test_values (Fixture *f, gconstpointer data)
{
  static const float expected[PM_N_QUANTITIES] = { [PM_QUANTITY_SIGNAL] = 103.0f, [PM_QUANTITY_S2N] = 206.0f, [PM_QUANTITY_WEIGHT] = 4.0f,
                                                   [PM_QUANTITY_EXPOSURE] = 0.75f };
  PmMapLook look = PM_MAP_LOOK_INIT;
  for (int i = 0; i < PM_N_QUANTITIES; i++)
    {
      look.quantity = (PmQuantity) i;
      g_assert_cmpfloat (pm_map_look_value (&look, &f->maps->maps[1], 3), ==, expected[i]);
    }
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  PmMapLook look = PM_MAP_LOOK_INIT;
  const float *values = f->maps->maps[0].signal; /* 0 ... 99 */
  PmStretch stretch;
  look.limits = PM_LIMITS_SIGMA; /* quartiles 24.75 and 74.25 */
  look.low = -1.0;
  look.high = 2.0;
  g_assert_true (pm_map_look_find_limits (&look, values, 100, NAN, &stretch));
  pm_assert_close (stretch.low, 49.5 - 49.5 / 1.349, 1e-12, 0);
  pm_assert_close (stretch.high, 49.5 + 2 * 49.5 / 1.349, 1e-12, 0);
  look.limits = PM_LIMITS_VALUE;
  g_assert_true (pm_map_look_find_limits (&look, values, 100, NAN, &stretch));
  g_assert_cmpfloat (stretch.low, ==, -1.0);
  look.limits = PM_LIMITS_ZSCALE; /* a straight line: everything lies within */
  look.stretch = PM_STRETCH_HISTOGRAM;
  g_assert_true (pm_map_look_find_limits (&look, values, 100, NAN, &stretch));
  g_assert_cmpfloat (stretch.low, ==, 0.0);
  g_assert_cmpfloat (stretch.high, ==, 99.0);
  g_assert_true (stretch.equalised);
  pm_assert_close (pm_stretch_apply (&stretch, 49.5), 0.5, 1e-6, 0); /* the nodes are floats */
}

static void
test_equal (Fixture *f, gconstpointer data)
{
  PmMapLook one = PM_MAP_LOOK_INIT, other = PM_MAP_LOOK_INIT;
  g_assert_true (pm_map_look_equal (&one, &other));
  other.stretch = PM_STRETCH_LOG;
  g_assert_false (pm_map_look_equal (&one, &other));
  g_assert_true (pm_map_look_equal_limits (&one, &other));
  other.stretch = PM_STRETCH_HISTOGRAM; /* needs the distribution too */
  g_assert_false (pm_map_look_equal_limits (&one, &other));
  other = one;
  other.shared.high = 3.0; /* not in use */
  g_assert_true (pm_map_look_equal (&one, &other));
  one.common = other.common = TRUE;
  g_assert_false (pm_map_look_equal (&one, &other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/map-look/share", Fixture, NULL, set_up, test_share, tear_down);
  g_test_add ("/map-look/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/map-look/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/map-look/equal", Fixture, NULL, set_up, test_equal, tear_down);
  return g_test_run ();
}
