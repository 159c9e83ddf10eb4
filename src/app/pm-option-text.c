/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-option-text.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

typedef struct
{
  const char *word, *name;
} Name;

static const Name names[] = {
  { "read.lag", N_ ("Readout lag") },
  { "read.moving", N_ ("Moving target") },
  { "read.subarrays", N_ ("Sub-arrays") },
  { "read.static-flags", N_ ("Known bad rows") },
  { "read.speed-min", N_ ("Lowest speed") },
  { "read.speed-max", N_ ("Highest speed") },
  { "read.chopper-tolerance", N_ ("Chopper tolerance") },
  { "read.chopper-shift", N_ ("Chopper shift") },
  { "beam.fwhm", N_ ("Beam width") },
  { "source.fwhm", N_ ("Source size") },
  { "source.protect", N_ ("Source protection") },
  { "source.mask-radius", N_ ("Mask radius") },
  { "source.map-blank", N_ ("Blank from S/N") },
  { "source.map-clip", N_ ("Clip below S/N") },
  { "modes.common", N_ ("Common mode") },
  { "modes.extra", N_ ("Rows and lines") },
  { "gain.min", N_ ("Lowest gain") },
  { "gain.max", N_ ("Highest gain") },
  { "noise.knee", N_ ("Assumed knee") },
  { "despike.first", N_ ("First level") },
  { "despike.level", N_ ("Residual level") },
  { "detect.cell", N_ ("Detection cell") },
  { "detect.secure", N_ ("Secure peak") },
  { "detect.min-secure", N_ ("Secure at least") },
  { "detect.candidate", N_ ("Candidate peak") },
  { "detect.blind", N_ ("Unpredicted peak") },
  { "detect.window-scatter", N_ ("Window (scatters)") },
  { "detect.window-min", N_ ("Smallest window") },
  { "detect.window-max", N_ ("Largest window") },
  { "memory.limit", N_ ("Memory limit") },
  { "rounds", N_ ("Rounds") },
  { "rounds.tolerance", N_ ("Tolerance") },
  { "fit.domain", N_ ("Fit to") },
  { "fit.radius", N_ ("Fit radius") },
  { "fit.map-radius", N_ ("Fit radius, maps") },
  { "fit.width", N_ ("Fit width") },
  { "fit.width-s2n", N_ ("Width from S/N") },
  { "fit.width-pixels", N_ ("Needed for width") },
  { "fit.wings", N_ ("Beam wings") },
  { "fit.error-scale", N_ ("Scale errors") },
  { "flag.s2n", N_ ("Lowest S/N") },
  { "flag.error", N_ ("Position error") },
  { "flag.width-ratio", N_ ("Width ratio") },
  { "flag.elongation", N_ ("Elongation") },
  { "flag.significance", N_ ("Significance") },
  { "flag.coverage", N_ ("Lowest coverage") },
  { "flag.far", N_ ("Position limit") },
  { "flag.pile-up", N_ ("Pile-up") },
  { "flag.coupling-min", N_ ("Lowest coupling") },
  { "flag.coupling-max", N_ ("Highest coupling") },
  { "flag.noise", N_ ("Highest noise") },
  { "flag.spikes", N_ ("Spike fraction") },
  { "flag.gain", N_ ("Dead below gain") },
  { "map.cell", N_ ("Map cell") },
  { "map.stamp", N_ ("Map radius") },
  { "exclude", N_ ("Excluded pixels") },
  { "rcp.channel", N_ ("First column") },
  { "rcp.center", N_ ("Origin") },
  { "rcp.precision", N_ ("Decimals") },
  { "provenance.sha256", N_ ("SHA-256 of inputs") },
};

static const Name groups[] = {
  { "read", N_ ("Reading") },
  { "beam", N_ ("Beam") },
  { "source", N_ ("Source") },
  { "modes", N_ ("Common signals") },
  { "gain", N_ ("Gains") },
  { "noise", N_ ("Noise") },
  { "despike", N_ ("Spikes") },
  { "detect", N_ ("Detection") },
  { "memory", N_ ("Memory") },
  { "rounds", N_ ("Rounds") },
  { "fit", N_ ("Fit") },
  { "flag", N_ ("Automatic flags") },
  { "map", N_ ("Maps") },
  { "exclude", N_ ("Exclusion") },
  { "rcp", N_ ("RCP file") },
  { "provenance", N_ ("Provenance") },
};

static const Name units[] = {
  { "arcsec", "″" },
  { "arcsec/s", "″/s" },
  { "sigma", "σ" },
  { "beams", N_ ("beams") },
  { "digits", N_ ("digits") },
  { "errors", N_ ("errors") },
  { "frames", N_ ("frames") },
  { "pixels", N_ ("pixels") },
};

static const Name choices[] = {
  { "auto", N_ ("Automatic") },
  { "yes", N_ ("Yes") },
  { "no", N_ ("No") },
  { "mask", N_ ("Mask") },
  { "model", N_ ("Model") },
  { "map", N_ ("Map") },
  { "none", N_ ("None") },
  { "time", N_ ("Samples") },
  { "common", N_ ("Common") },
  { "fixed", N_ ("Nominal") },
  { "off", N_ ("Off") },
  { "index", N_ ("Index") },
  { "id", N_ ("Id") },
};

static const char *
translate (const Name *table, gsize n, const char *word)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (table[i].word, word) == 0)
      return _(table[i].name);
  return word;
}

const char *
pm_option_get_name (const PmOptionInfo *info)
{
  return translate (names, G_N_ELEMENTS (names), info->key);
}

char *
pm_option_dup_label (const PmOptionInfo *info)
{
  const char *name = pm_option_get_name (info);
  if (!info->unit[0])
    return g_strdup (name);
  return g_strdup_printf ("%s (%s)", name, translate (units, G_N_ELEMENTS (units), info->unit));
}

char *
pm_option_dup_group (const PmOptionInfo *info)
{
  return g_strndup (info->key, strcspn (info->key, "."));
}

const char *
pm_option_group_get_title (const char *group)
{
  return translate (groups, G_N_ELEMENTS (groups), group);
}

const char *
pm_option_choice_get_name (const char *choice)
{
  return translate (choices, G_N_ELEMENTS (choices), choice);
}

static char *
dup_default (const PmOptionInfo *info)
{
  g_autoptr (PmOptions) defaults = pm_options_new ();
  g_autofree char *value = pm_options_get (defaults, info);
  if (info->type == PM_OPTION_CHOICE || info->type == PM_OPTION_SWITCH)
    return g_strdup (pm_option_choice_get_name (value));
  return value[0] ? g_steal_pointer (&value) : g_strdup ("–");
}

char *
pm_option_dup_tooltip (const PmOptionInfo *info)
{
  g_autofree char *label = pm_option_dup_label (info), *value = dup_default (info);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n%s\n%s", label, info->help, info->key);
  g_string_append_c (text, '\n');
  if (info->type == PM_OPTION_REAL || info->type == PM_OPTION_WHOLE)
    g_string_append_printf (text, _("From %g to %g, default %s"), info->min, info->max, value);
  else
    g_string_append_printf (text, _("Default: %s"), value);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

double
pm_option_get_step (const PmOptionInfo *info, guint *digits)
{
  *digits = 0;
  if (info->type != PM_OPTION_REAL)
    return 1.0;
  /* Where the default is 0, that means "off" or "automatic": a typical value is rather 1, or the range's end. */
  double typical = info->value > 0.0 ? info->value : fmin (info->max, 1.0);
  int power = (int) floor (log10 (typical * 0.1) + 1e-9); /* a tenth of 0.1 is not quite 0.01 */
  double unit = pow (10.0, power), times = typical * 0.1 / unit;
  *digits = power < 0 ? (guint) -power : 0;
  return unit * (times >= 5.0 ? 5.0 : times >= 2.0 ? 2.0 : 1.0);
}
