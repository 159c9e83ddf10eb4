/* SPDX-License-Identifier: GPL-3.0-or-later
 * The option table, options from text and from key files.
 */
#include "pm-error.h"
#include "pm-options.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <locale.h>
#include <math.h>
#include <string.h>

/* A value of that option that is allowed and not its default; free with g_free(). */
static char *
other_value (const PmOptionInfo *info)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  switch (info->type)
    {
    case PM_OPTION_REAL:
      /* all digits of a double: 17 of them bring the same number back */
      return g_strdup (g_ascii_dtostr (text, sizeof text, info->min + (info->max - info->min) / 3.0));
    case PM_OPTION_WHOLE:
      return g_strdup_printf ("%d", (int) (info->value < info->max ? info->max : info->min));
    case PM_OPTION_SWITCH:
      return g_strdup (info->value != 0.0 ? "no" : "yes");
    case PM_OPTION_CHOICE:
      {
        g_auto (GStrv) choices = g_strsplit (info->choices, "|", -1);
        return g_strdup (choices[info->value == 0.0 ? 1 : 0]);
      }
    case PM_OPTION_TEXT:
      return g_strdup ("R0[8,2], größe; #1 = \"x\" \\ y");
    }
  return NULL;
}

static void
set (PmOptions *options, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  pm_options_set (options, key, value, &error);
  g_assert_no_error (error);
}

/* Fails with a message of one line that has all the words. */
static void
check_error (gboolean ok, GError *error, int code, const char *const *words)
{
  g_assert_false (ok);
  g_assert_error (error, PM_ERROR, code);
  for (int i = 0; words[i]; i++)
    if (!strstr (error->message, words[i]))
      g_error ("'%s' is not in: %s", words[i], error->message);
}

/* Refused, named with its key and what was found, and nothing has changed. */
static void
check_refused (const char *key, const char *value)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = pm_options_set (options, key, value, &error);
  check_error (ok, error, PM_ERROR_OPTION, (const char *[]){ key, "expected", "found", value, NULL });
  g_assert_true (pm_options_is_default (options, pm_option_find (key)));
}

static gboolean
key_is_well_formed (const char *key)
{
  const char *dot = strchr (key, '.');
  return key[strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0' && (!dot || (dot > key && dot[1] && !strchr (dot + 1, '.')));
}

static void
test_table (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal), offsets = g_hash_table_new (NULL, NULL);
  g_assert_cmpuint (n, >=, 50);
  for (gsize i = 0; i < n; i++)
    {
      const PmOptionInfo *info = &infos[i];
      g_test_message ("%s", info->key);
      g_assert_true (key_is_well_formed (info->key));
      g_assert_true (g_hash_table_add (keys, (gpointer) info->key));
      g_assert_true (g_hash_table_add (offsets, GSIZE_TO_POINTER (info->offset + 1)));
      g_assert_true (pm_option_find (info->key) == info);
      g_assert_true (info->unit && info->help && strlen (info->help) > 10 && !g_str_has_suffix (info->help, "."));
      g_assert_true (g_ascii_isupper (info->help[0]) && g_utf8_validate (info->help, -1, NULL));
      g_assert_true ((info->type == PM_OPTION_CHOICE) == (info->choices != NULL));
      g_assert_true ((info->type == PM_OPTION_TEXT) == (info->text != NULL));
      if (info->type == PM_OPTION_REAL || info->type == PM_OPTION_WHOLE)
        g_assert_true (info->min < info->max && info->value >= info->min && info->value <= info->max);
      if (info->type == PM_OPTION_WHOLE)
        g_assert_true (info->value == floor (info->value) && info->min == floor (info->min) && info->max == floor (info->max));
      if (info->type == PM_OPTION_CHOICE)
        {
          g_auto (GStrv) choices = g_strsplit (info->choices, "|", -1);
          g_assert_cmpfloat (info->value, <, g_strv_length (choices));
          g_assert_cmpuint (g_strv_length (choices), >=, 2);
          for (int c = 0; choices[c]; c++)
            g_assert_true (*choices[c] != '\0');
        }
    }
  g_assert_null (pm_option_find ("read"));
  g_assert_null (pm_option_find (""));
  g_assert_null (pm_option_find ("READ.LAG"));
}

static void
test_defaults (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  g_autoptr (PmOptions) options = pm_options_new ();
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = pm_options_get (options, &infos[i]);
      g_assert_true (pm_options_is_default (options, &infos[i]));
      set (options, infos[i].key, text);
      g_assert_true (pm_options_is_default (options, &infos[i]));
    }
  /* facts of the instrument and of the method, from their descriptions */
  g_assert_cmpfloat (options->read_lag_s, ==, 0.014);
  g_assert_cmpint (options->read_chopper_shift, ==, 2);
  g_assert_cmpfloat (options->read_chopper_tolerance, ==, 10.0);
  g_assert_cmpint (options->read_moving, ==, PM_MOVING_AUTO);
  g_assert_cmpstr (options->read_subarrays, ==, "all");
  g_assert_false (options->read_static_flags);
  g_assert_cmpint (options->source_protect, ==, PM_PROTECT_MASK);
  g_assert_cmpint (options->rcp_precision, ==, 4);
  g_autofree char *lag = pm_options_get (options, pm_option_find ("read.lag"));
  g_assert_cmpstr (lag, ==, "0.014"); /* no more digits than it takes */
}

/* Each option alone: what is set is what one gets, and no other option changes. */
static void
test_round_trip (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (PmOptions) options = pm_options_new (), again = pm_options_new ();
      g_autofree char *value = other_value (&infos[i]);
      g_test_message ("%s", infos[i].key);
      set (options, infos[i].key, value);
      for (gsize k = 0; k < n; k++)
        g_assert_true (pm_options_is_default (options, &infos[k]) == (k != i));
      g_autofree char *text = pm_options_get (options, &infos[i]);
      set (again, infos[i].key, text);
      g_autofree char *text_again = pm_options_get (again, &infos[i]);
      g_assert_cmpstr (text, ==, text_again);
      if (infos[i].type == PM_OPTION_REAL)
        g_assert_cmpfloat (G_STRUCT_MEMBER (double, options, infos[i].offset), ==, g_ascii_strtod (value, NULL));
      else
        g_assert_cmpstr (text, ==, value);
      if (infos[i].type == PM_OPTION_REAL)
        g_assert_cmpfloat (G_STRUCT_MEMBER (double, again, infos[i].offset), ==, G_STRUCT_MEMBER (double, options, infos[i].offset));
    }
}

static void
test_limits (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    {
      const PmOptionInfo *info = &infos[i];
      if (info->type != PM_OPTION_REAL && info->type != PM_OPTION_WHOLE)
        continue;
      double step = info->type == PM_OPTION_WHOLE ? 1.0 : 1e-6 * (info->max - info->min);
      const double outside[] = { info->min - step, info->max + step, -1e300, 1e300 }, limits[] = { info->min, info->max };
      for (guint k = 0; k < G_N_ELEMENTS (outside); k++)
        {
          char text[G_ASCII_DTOSTR_BUF_SIZE];
          check_refused (info->key, g_ascii_dtostr (text, sizeof text, outside[k]));
        }
      g_autoptr (PmOptions) options = pm_options_new ();
      for (guint k = 0; k < G_N_ELEMENTS (limits); k++)
        {
          char text[G_ASCII_DTOSTR_BUF_SIZE];
          set (options, info->key, g_ascii_dtostr (text, sizeof text, limits[k]));
          double found = info->type == PM_OPTION_WHOLE ? G_STRUCT_MEMBER (int, options, info->offset)
                                                       : G_STRUCT_MEMBER (double, options, info->offset);
          g_assert_cmpfloat (found, ==, limits[k]);
        }
    }
}

static void
test_nonsense (void)
{
  static const char *const numbers[] = { "",     "nan", "NaN", "-nan", "inf", "-inf", "abc",  "1x",     "1 ",    "1,5",
                                         "1.5.", "1e",  "--1", "yes",  "1/2", "1e999", "0.5s", "1\xc2\xa0", "1;2" };
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    switch (infos[i].type)
      {
      case PM_OPTION_REAL:
      case PM_OPTION_WHOLE:
        for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
          check_refused (infos[i].key, numbers[k]);
        break;
      case PM_OPTION_SWITCH:
      case PM_OPTION_CHOICE:
        check_refused (infos[i].key, "");
        check_refused (infos[i].key, "perhaps");
        check_refused (infos[i].key, "auto|none");
        break;
      case PM_OPTION_TEXT:
        break;
      }
  check_refused ("rounds", "1.5");
  check_refused ("rounds", "1e10");
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = pm_options_set (options, "exclude", "R0\xff", &error);
  check_error (ok, error, PM_ERROR_OPTION, (const char *[]){ "exclude", "UTF-8", NULL });
  g_assert_cmpstr (options->exclude, ==, "");
  set (options, "rounds", "2e1"); /* as in C */
  g_assert_cmpint (options->rounds, ==, 20);
  static const char *const words[] = { "yes", "true", "on", "1", "no", "false", "off", "0" };
  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    {
      set (options, "provenance.sha256", words[k]);
      g_assert_true (options->provenance_sha256 == (k < 4));
    }
}

static void
test_unknown (void)
{
  static const char *const keys[] = { "no.such", "", "read", "read.lag ", "Read.lag", "read_lag" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (PmOptions) options = pm_options_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *quoted = g_strdup_printf ("'%s'", keys[i]);
      gboolean ok = pm_options_set (options, keys[i], "1", &error);
      check_error (ok, error, PM_ERROR_OPTION, (const char *[]){ quoted, NULL });
    }
}

static void
test_comma (void)
{
  if (!pm_test_table_use_comma_locale ())
    g_error ("no locale with a decimal comma can be had");
  g_autoptr (PmOptions) options = pm_options_new ();
  set (options, "read.lag", "0.25");
  g_assert_cmpfloat (options->read_lag_s, ==, 0.25);
  g_autofree char *text = pm_options_get (options, pm_option_find ("read.lag")), *file = pm_options_to_key_file (options);
  check_refused ("read.lag", "0,25");
  setlocale (LC_ALL, "C");
  g_assert_cmpstr (text, ==, "0.25");
  g_assert_cmpstr (file, ==, "[read]\nlag=0.25\n");
}

static void
test_copy (void)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  set (options, "exclude", "R0[1,2]");
  set (options, "rounds", "3");
  PmOptions *copy = pm_options_copy (options);
  set (copy, "exclude", "R0[3,4]");
  set (copy, "rounds", "4");
  g_assert_cmpstr (options->exclude, ==, "R0[1,2]");
  g_assert_cmpint (options->rounds, ==, 3);
  g_assert_cmpstr (copy->exclude, ==, "R0[3,4]");
  g_assert_cmpint (copy->rounds, ==, 4);
  pm_options_free (copy);
}

static gboolean
load (PmOptions *options, const char *text, char **path_out, GError **error)
{
  g_autofree char *dir = pm_test_make_dir (), *path = pm_test_table_write_file (dir, "my options.ini", text, -1);
  gboolean ok = pm_options_load (options, path, error);
  pm_test_remove_dir (dir);
  *path_out = g_steal_pointer (&path);
  return ok;
}

static void
test_load (void)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  set (options, "rounds", "9");
  set (options, "exclude", "kept");
  load (options,
        "# what I always use\n[pixelmap]\nrounds = 3\n\n[fit]\ndomain = map  \n  radius=2.5\nwidth\t=\tfixed\n[read]\nlag = 0\n"
        "subarrays = R0, T0\n[provenance]\nsha256=true\n[empty]\n",
        &path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (options->rounds, ==, 3);
  g_assert_cmpint (options->fit_domain, ==, PM_DOMAIN_MAP);
  g_assert_cmpint (options->fit_width, ==, PM_WIDTH_FIXED);
  g_assert_cmpfloat (options->fit_radius, ==, 2.5);
  g_assert_cmpfloat (options->read_lag_s, ==, 0.0);
  g_assert_cmpstr (options->read_subarrays, ==, "R0, T0");
  g_assert_true (options->provenance_sha256);
  g_assert_cmpstr (options->exclude, ==, "kept"); /* what the file does not name stays */
}

/* One mistake, wherever it stands: the file and the thing are named, and nothing at all is changed. */
static void
test_load_refused (void)
{
  static const struct
  {
    const char *text, *word;
  } bad[] = {
    { "[fit]\nradius=2.5\n[read]\nlags=0\n", "read.lags" },
    { "[fit]\nradius=2.5\n[Read]\nlag=0\n", "Read.lag" },
    { "[fit]\nradius=2.5\n[pixelmap]\nround=3\n", "round" },
    { "[fit]\nradius=2.5\ndomain=both\n", "fit.domain" },
    { "[fit]\nradius=2.5\n[pixelmap]\nrounds=0\n", "rounds" },
    { "[fit]\nradius=2,5\n", "fit.radius" },
    { "[fit]\nradius=2.5\n[pixelmap]\nrounds=\n", "rounds" },
    { "[fit]\nradius=2.5\n[pixelmap]\nexclude=a\\qb\n", "exclude" }, /* no such escape */
    { "[fit]\nradius=2.5\nthis is no key file\n", "" },
    { "radius=2.5\n", "" },
    { "[fit]\nradius=2.5\n[pixelmap]\nexclude=R0\xff\n", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (PmOptions) options = pm_options_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;
      g_autofree char *shown = g_strescape (bad[i].text, NULL);
      g_test_message ("%s", shown);
      gboolean ok = load (options, bad[i].text, &path, &error);
      check_error (ok, error, PM_ERROR_OPTION, (const char *[]){ path, bad[i].word, NULL });
      g_assert_null (strchr (error->message, '\n'));
      g_autofree char *file = pm_options_to_key_file (options);
      g_assert_cmpstr (file, ==, "");
    }
}

static void
test_load_unreadable (void)
{
  g_autofree char *dir = pm_test_make_dir (), *missing = g_build_filename (dir, "missing.ini", NULL);
  g_autofree char *long_text = g_strnfill ((1 << 20) + 1, '#'), *large = pm_test_table_write_file (dir, "large.ini", long_text, -1);
  const char *const paths[] = { dir, missing, large };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (PmOptions) options = pm_options_new ();
      g_autoptr (GError) error = NULL;
      gboolean ok = pm_options_load (options, paths[i], &error);
      check_error (ok, error, PM_ERROR_INPUT, (const char *[]){ paths[i], NULL });
    }
  pm_test_remove_dir (dir);
}

/* All options at once go through a key file, the awkward texts too. */
static void
test_key_file (void)
{
  static const char *const texts[] = { " leading", "trailing ", "a\tb", "line\nbreak", "[group]",
                                       "# no comment", "back\\slash\\n", "a;b", "" };
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autofree char *nothing = pm_options_to_key_file (options);
  g_assert_cmpstr (nothing, ==, "");
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *value = other_value (&infos[i]);
      set (options, infos[i].key, value);
    }
  for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (PmOptions) again = pm_options_new ();
      g_autoptr (GError) error = NULL;
      set (options, "exclude", texts[k]);
      g_autofree char *file = pm_options_to_key_file (options), *path = NULL;
      load (again, file, &path, &error);
      g_assert_no_error (error);
      for (gsize i = 0; i < n; i++)
        {
          g_autofree char *a = pm_options_get (options, &infos[i]), *b = pm_options_get (again, &infos[i]);
          g_assert_cmpstr (a, ==, b);
        }
      g_autofree char *file_again = pm_options_to_key_file (again);
      g_assert_cmpstr (file, ==, file_again);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/table", test_table);
  g_test_add_func ("/options/defaults", test_defaults);
  g_test_add_func ("/options/round-trip", test_round_trip);
  g_test_add_func ("/options/limits", test_limits);
  g_test_add_func ("/options/nonsense", test_nonsense);
  g_test_add_func ("/options/unknown", test_unknown);
  g_test_add_func ("/options/comma", test_comma);
  g_test_add_func ("/options/copy", test_copy);
  g_test_add_func ("/options/load", test_load);
  g_test_add_func ("/options/load-refused", test_load_refused);
  g_test_add_func ("/options/load-unreadable", test_load_unreadable);
  g_test_add_func ("/options/key-file", test_key_file);
  return g_test_run ();
}
