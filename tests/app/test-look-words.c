/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-look-words.h"
#include "pm-test.h"

static void
test_presets (void)
{
  PmMapLook look = PM_MAP_LOOK_INIT;
  g_assert_cmpint (pm_limit_preset_find (&look), ==, 0);
  for (int i = 0; i < PM_OWN_LIMITS; i++)
    {
      pm_limit_preset_apply (i, &look);
      g_assert_cmpint (pm_limit_preset_find (&look), ==, i);
      g_assert_cmpstr (pm_limit_preset_get_label (i), !=, "");
    }
  look.low = -2.5;
  g_assert_cmpint (pm_limit_preset_find (&look), ==, PM_OWN_LIMITS);
}

static void
assert_limits (const PmMapLook *look, const char *low, const char *high)
{
  g_autofree char *shown_low = pm_map_look_dup_limit (look, FALSE), *shown_high = pm_map_look_dup_limit (look, TRUE);
  g_assert_cmpstr (shown_low, ==, low);
  g_assert_cmpstr (shown_high, ==, high);
}

static void
test_limits (void)
{
  PmMapLook look = PM_MAP_LOOK_INIT;
  assert_limits (&look, "−8", "100\u2009%");
  look.limits = PM_LIMITS_SIGMA;
  look.low = -3.0;
  look.high = 4.96;
  assert_limits (&look, "−3", "5\u2009σ");
  look.limits = PM_LIMITS_VALUE;
  look.high = 0.012346;
  assert_limits (&look, "−3", "0.01235");
  look.limits = PM_LIMITS_PERCENT;
  look.low = 0.0;
  look.high = 99.75;
  assert_limits (&look, "min", "99.75\u2009%");
}

static void
test_numbers (void)
{
  double value = 7.0;
  g_assert_true (pm_number_from_text (" −2.5e3 ", &value));
  g_assert_cmpfloat (value, ==, -2500.0);
  const char *const wrong[] = { "", "-", "x", "1 2", "inf", "nan", "3%" };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (pm_number_from_text (wrong[i], &value));
  g_assert_cmpfloat (value, ==, -2500.0);
}

/* Within signal and S/N the user's choice stays; coverage has a look of its own. */
static void
test_quantities (void)
{
  PmMapLook look = PM_MAP_LOOK_INIT;
  look.colormap = PM_COLORMAP_GREY;
  look.dark = TRUE;
  pm_map_look_set_quantity (&look, PM_QUANTITY_S2N);
  g_assert_cmpint (look.colormap, ==, PM_COLORMAP_GREY);
  pm_map_look_set_quantity (&look, PM_QUANTITY_EXPOSURE);
  g_assert_cmpint (look.colormap, ==, PM_COLORMAP_VIRIDIS);
  g_assert_cmpfloat (look.low, ==, 0.0);
  g_assert_true (look.common && look.dark);
  pm_map_look_set_quantity (&look, PM_QUANTITY_SIGNAL);
  g_assert_cmpint (look.colormap, ==, PM_COLORMAP_INFERNO);
  g_assert_false (look.common);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/look-words/presets", test_presets);
  g_test_add_func ("/look-words/limits", test_limits);
  g_test_add_func ("/look-words/numbers", test_numbers);
  g_test_add_func ("/look-words/quantities", test_quantities);
  return g_test_run ();
}
