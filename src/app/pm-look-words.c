/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-look-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Thin spaces before the signs. */
static const struct
{
  const char *label;
  PmLimits limits;
  double low, high;
} presets[PM_OWN_LIMITS] = {
  /* xgettext:no-c-format */
  { N_ ("−8 … 100\u2009% of the peak"), PM_LIMITS_PEAK, -8, 100 },
  /* xgettext:no-c-format */
  { N_ ("−8 … 20\u2009% of the peak"), PM_LIMITS_PEAK, -8, 20 },
  /* xgettext:no-c-format */
  { N_ ("0 … 100\u2009% of the peak"), PM_LIMITS_PEAK, 0, 100 },
  { N_ ("Minimum … maximum"), PM_LIMITS_PERCENT, 0, 100 },
  /* xgettext:no-c-format */
  { N_ ("99.5\u2009% of the cells"), PM_LIMITS_PERCENT, 0.25, 99.75 },
  /* xgettext:no-c-format */
  { N_ ("99\u2009% of the cells"), PM_LIMITS_PERCENT, 0.5, 99.5 },
  /* xgettext:no-c-format */
  { N_ ("98\u2009% of the cells"), PM_LIMITS_PERCENT, 1, 99 },
  /* xgettext:no-c-format */
  { N_ ("95\u2009% of the cells"), PM_LIMITS_PERCENT, 2.5, 97.5 },
  /* xgettext:no-c-format */
  { N_ ("90\u2009% of the cells"), PM_LIMITS_PERCENT, 5, 95 },
  { N_ ("zscale"), PM_LIMITS_ZSCALE, 0, 0 },
  { N_ ("±3\u2009σ"), PM_LIMITS_SIGMA, -3, 3 },
  { N_ ("±5\u2009σ"), PM_LIMITS_SIGMA, -5, 5 },
  { N_ ("±10\u2009σ"), PM_LIMITS_SIGMA, -10, 10 },
};

const char *
pm_quantity_get_label (PmQuantity quantity)
{
  static const char *const labels[PM_N_QUANTITIES] = { [PM_QUANTITY_SIGNAL] = N_ ("Signal"), [PM_QUANTITY_S2N] = N_ ("S/N"),
                                                       [PM_QUANTITY_WEIGHT] = N_ ("Weight"), [PM_QUANTITY_EXPOSURE] = N_ ("Exposure") };
  g_return_val_if_fail ((int) quantity >= 0 && quantity < PM_N_QUANTITIES, "");
  return _(labels[quantity]);
}

const char *
pm_colormap_get_label (PmColormap map)
{
  static const char *const labels[PM_N_COLORMAPS]
    = { [PM_COLORMAP_INFERNO] = N_ ("Inferno"),     [PM_COLORMAP_VIRIDIS] = N_ ("Viridis"), [PM_COLORMAP_CIVIDIS] = N_ ("Cividis"),
        [PM_COLORMAP_GREY] = N_ ("Grey"),           [PM_COLORMAP_CUBEHELIX] = N_ ("Cubehelix"), [PM_COLORMAP_HEAT] = N_ ("Heat"),
        [PM_COLORMAP_COUPLING] = N_ ("Blue–orange") };
  g_return_val_if_fail ((int) map >= 0 && map < PM_N_COLORMAPS, "");
  return _(labels[map]);
}

const char *
pm_stretch_get_label (PmStretchKind kind)
{
  static const char *const labels[PM_N_STRETCHES]
    = { [PM_STRETCH_LINEAR] = N_ ("Linear"), [PM_STRETCH_SQRT] = N_ ("Sqrt"), [PM_STRETCH_LOG] = N_ ("Log"),
        [PM_STRETCH_ASINH] = N_ ("Asinh"),   [PM_STRETCH_HISTOGRAM] = N_ ("Hist") };
  g_return_val_if_fail ((int) kind >= 0 && kind < PM_N_STRETCHES, "");
  return _(labels[kind]);
}

const char *
pm_limit_preset_get_label (int preset)
{
  g_return_val_if_fail (preset >= 0 && preset < PM_N_LIMIT_PRESETS, "");
  return preset == PM_OWN_LIMITS ? _("Own limits") : _(presets[preset].label);
}

void
pm_limit_preset_apply (int preset, PmMapLook *look)
{
  g_return_if_fail (preset >= 0 && preset < PM_OWN_LIMITS);
  look->limits = presets[preset].limits;
  look->low = presets[preset].low;
  look->high = presets[preset].high;
}

int
pm_limit_preset_find (const PmMapLook *look)
{
  for (int i = 0; i < PM_OWN_LIMITS; i++)
    if (look->limits == presets[i].limits
        && (look->limits == PM_LIMITS_ZSCALE || (look->low == presets[i].low && look->high == presets[i].high)))
      return i;
  return PM_OWN_LIMITS;
}

const char *
pm_map_look_get_unit (const PmMapLook *look)
{
  return look->limits == PM_LIMITS_PEAK || look->limits == PM_LIMITS_PERCENT ? "%" : look->limits == PM_LIMITS_SIGMA ? "σ" : "";
}

char *
pm_number_dup_text (double value)
{
  g_autofree char *plain = g_strdup_printf ("%.4g", value);
  if (*plain == '-')
    return g_strconcat ("−", plain + 1, NULL);
  return g_steal_pointer (&plain);
}

gboolean
pm_number_from_text (const char *text, double *value)
{
  g_autoptr (GString) plain = g_string_new (text);
  g_string_replace (plain, "−", "-", 0);
  g_strstrip (plain->str);
  char *end;
  double parsed = strtod (plain->str, &end); /* in the user's locale */
  if (end == plain->str || *end != '\0')
    parsed = g_ascii_strtod (plain->str, &end); /* a point is understood everywhere */
  if (end == plain->str || *end != '\0' || !isfinite (parsed))
    return FALSE;
  *value = parsed;
  return TRUE;
}

char *
pm_map_look_dup_limit (const PmMapLook *look, gboolean upper)
{
  const char *unit = pm_map_look_get_unit (look);
  double value = upper ? look->high : look->low;
  if (look->limits == PM_LIMITS_ZSCALE)
    return g_strdup (upper ? "z₂" : "z₁");
  if (look->limits == PM_LIMITS_PERCENT && value <= 0.0)
    return g_strdup (_("min"));
  if (look->limits == PM_LIMITS_PERCENT && value >= 100.0)
    return g_strdup (_("max"));
  g_autofree char *number = look->limits == PM_LIMITS_PERCENT || look->limits == PM_LIMITS_VALUE
                              ? pm_number_dup_text (value)
                              : pm_number_dup_text (fabs (value) >= 10.0 ? round (value) : round (10.0 * value) / 10.0);
  return upper && *unit ? g_strdup_printf ("%s\u2009%s", number, unit) : g_steal_pointer (&number);
}

static gboolean
is_coverage (PmQuantity quantity)
{
  return quantity == PM_QUANTITY_EXPOSURE || quantity == PM_QUANTITY_WEIGHT;
}

void
pm_map_look_set_quantity (PmMapLook *look, PmQuantity quantity)
{
  const PmMapLook init = PM_MAP_LOOK_INIT;
  double softening = look->softening;
  gboolean dark = look->dark, same_kind = is_coverage (look->quantity) == is_coverage (quantity);
  if (!same_kind)
    *look = init;
  if (!same_kind && is_coverage (quantity))
    {
      look->colormap = PM_COLORMAP_VIRIDIS;
      look->stretch = PM_STRETCH_LINEAR;
      look->low = 0.0;
      look->common = TRUE;
    }
  look->dark = dark;
  look->softening = softening;
  look->quantity = quantity;
}
