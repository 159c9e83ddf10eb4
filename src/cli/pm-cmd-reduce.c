/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli reduce: scans in, tables and maps out.
 */
#include "pm-cmd-error.h"
#include "pm-cmd-interrupt.h"
#include "pm-cmd-progress.h"
#include "pm-error.h"
#include "pm-judge.h"
#include "pm-output.h"
#include "pm-provenance.h"
#include "pm-reducer.h"
#include "pm-threads.h"

#include <stdio.h>
#include <string.h>

#define NOT_GIVEN G_MININT

typedef struct
{
  char *dir, *options_file, *maps, *flags_file;
  char **settings, **files;
  int rounds, threads;
  gboolean quiet, list_options;
} Arguments;

/* A run, as its thread sees it. */
typedef struct
{
  const Arguments *a;
  PmOptions *options;
  PmFlagFile *flags;
  PmProgress progress;
  GPtrArray *warnings; /* lines for people */
  char *core;
  GError *error;
} Run;

static void
arguments_clear (Arguments *a)
{
  g_free (a->dir);
  g_free (a->options_file);
  g_free (a->maps);
  g_free (a->flags_file);
  g_strfreev (a->settings);
  g_strfreev (a->files);
}

static gboolean
parse (int *argc, char ***argv, Arguments *a, GError **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &a->dir, "Folder for the results (default: the current one)", "DIR" },
    { "options", 0, 0, G_OPTION_ARG_FILENAME, &a->options_file, "Read options from a key file", "FILE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->settings, "Set one option; may be repeated", "KEY=VALUE" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &a->rounds, "Rounds at most (the option 'rounds')", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &a->threads, "Threads (default: one more than there are processors)", "N" },
    { "maps", 0, 0, G_OPTION_ARG_STRING, &a->maps,
      "Maps to write: stamps of all pixels, full maps of all, or full maps of some (default: none)", "none|all|all-full|LIST" },
    { "flags", 0, 0, G_OPTION_ARG_FILENAME, &a->flags_file, "Judgements and refits by hand, as the window writes them", "FILE" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &a->quiet, "No progress", NULL },
    { "list-options", 0, 0, G_OPTION_ARG_NONE, &a->list_options, "Print all options with their ranges and defaults", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &a->files, NULL, "SCAN…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (context, "Reduces one scan, or several together, to a pixel table (.rcp, .ecsv) and maps (.fits).");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static void
print_options (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  g_autoptr (PmOptions) defaults = pm_options_new ();
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *value = pm_options_get (defaults, &infos[i]), *range = NULL;
      switch (infos[i].type)
        {
        case PM_OPTION_REAL:
        case PM_OPTION_WHOLE:
          range = g_strdup_printf ("%s %g…%g", infos[i].type == PM_OPTION_REAL ? "number" : "whole number", infos[i].min, infos[i].max);
          break;
        case PM_OPTION_SWITCH:
          range = g_strdup ("yes|no");
          break;
        case PM_OPTION_CHOICE:
          range = g_strdup (infos[i].choices);
          break;
        case PM_OPTION_TEXT:
          range = g_strdup ("text");
          break;
        }
      printf ("%s = %s%s%s\n    %s.\n    %s\n", infos[i].key, value, *infos[i].unit ? " " : "", infos[i].unit, infos[i].help, range);
    }
}

static gboolean
apply_settings (const Arguments *a, PmOptions *options, GError **error)
{
  if (a->options_file && !pm_options_load (options, a->options_file, error))
    return FALSE;
  for (char **setting = a->settings; setting && *setting; setting++)
    {
      char *equals = strchr (*setting, '=');
      if (!equals)
        {
          g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "--set: expected KEY=VALUE, found '%s'", *setting);
          return FALSE;
        }
      g_autofree char *key = g_strndup (*setting, (gsize) (equals - *setting));
      if (!pm_options_set (options, key, equals + 1, error))
        return FALSE;
    }
  if (a->rounds != NOT_GIVEN)
    {
      g_autofree char *rounds = g_strdup_printf ("%d", a->rounds);
      if (!pm_options_set (options, "rounds", rounds, error))
        return FALSE;
    }
  if (a->threads != NOT_GIVEN && (a->threads < 1 || a->threads > 1024))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "--threads: expected 1 to 1024, found %d", a->threads);
      return FALSE;
    }
  return TRUE;
}

/* Reads all scans into scans, which has room; the caller owns as many as were read. */
static gboolean
read_scans (Run *run, PmScan **scans, gsize *n_scans)
{
  atomic_store (&run->progress.step, PM_STEP_READ);
  for (char **file = run->a->files; *file; file++)
    {
      PmScan *scan = pm_scan_read (*file, run->options, &run->progress.control, &run->error);
      if (!scan)
        return FALSE;
      scans[(*n_scans)++] = scan;
      for (guint i = 0; i < scan->warnings->len; i++)
        g_ptr_array_add (run->warnings, g_strdup_printf ("%s: %s", *file, (char *) g_ptr_array_index (scan->warnings, i)));
    }
  run->core = pm_output_core_name (scans, *n_scans);
  return TRUE;
}

/* A reduction of the scans, kept as long as its refits need it. */
static PmReducer *
run_reducer (Run *run)
{
  const char *maps = run->a->maps ? run->a->maps : "none";
  PmReductionRequest request = { .options = run->options };
  request.maps = strcmp (maps, "none") == 0 ? PM_MAPS_NONE : strcmp (maps, "all") == 0 ? PM_MAPS_STAMPS : PM_MAPS_FULL;
  request.maps_list = strcmp (maps, "none") == 0 || strcmp (maps, "all") == 0 || strcmp (maps, "all-full") == 0 ? NULL : maps;
  g_autofree PmScan **scans = g_new0 (PmScan *, g_strv_length (run->a->files) + 1);
  gsize n_scans = 0;
  if (read_scans (run, scans, &n_scans))
    return pm_reducer_new (scans, n_scans, &request, &run->progress, &run->error);
  for (gsize k = 0; k < n_scans; k++)
    pm_scan_free (scans[k]);
  return NULL;
}

/* What the flag file says about the channels of the scans; NULL: there is none. */
static PmPixelManual *
manual_judgements (Run *run, const PmInstrument *instrument)
{
  if (!run->flags)
    return NULL;
  gsize unknown;
  PmPixelManual *manual = pm_flag_file_manual (run->flags, instrument, &unknown);
  if (unknown > 0)
    g_ptr_array_add (run->warnings, g_strdup_printf ("%s: %" G_GSIZE_FORMAT " of the entries do not name a pixel of the scan",
                                                     run->a->flags_file, unknown));
  return manual;
}

/* First what changes fits, then what judges them: as the window does. */
static gpointer
reduce_thread (gpointer data)
{
  Run *run = data;
  g_autoptr (PmReducer) reducer = run_reducer (run);
  g_autoptr (PmResult) unjudged = reducer ? pm_reducer_dup_result (reducer, run->flags ? run->flags->refits : NULL, &run->error) : NULL;
  if (!unjudged)
    return NULL;
  g_autofree PmPixelManual *manual = manual_judgements (run, unjudged->instrument);
  g_autoptr (PmResult) result = pm_judge_result (unjudged, manual);
  pm_provenance_describe (result->table, result);
  for (guint i = 0; result->warnings && i < result->warnings->len; i++)
    g_ptr_array_add (run->warnings, g_strdup (g_ptr_array_index (result->warnings, i)));
  const char *dir = run->a->dir ? run->a->dir : ".";
  return pm_output_write (result, dir, run->core, PM_OUTPUT_ALL, &run->error) ? g_steal_pointer (&result) : NULL;
}

static void
cancel_cb (void *data)
{
  PmProgress *progress = data;
  atomic_store (&progress->control.cancel, true);
}

static void
print_warnings (const Run *run)
{
  for (guint i = 0; i < run->warnings->len; i++)
    fprintf (stderr, "pixelmap-cli reduce: %s\n", (char *) g_ptr_array_index (run->warnings, i));
}

/* Says why pixels are not good where that are many: one line with the number of pixels for each letter. */
static void
print_losses (const PmResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (5 * result->n_good >= 4 * result->n_total)
    return;
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      gsize n = 0;
      for (gsize row = 0; row < result->table->n_rows; row++)
        n += result->table->status[row] != PM_PIXEL_BLIND && (result->table->flags[row] & (1u << bit)) != 0;
      if (n > 0)
        g_string_append_printf (text, "%s%" G_GSIZE_FORMAT " %c (%s)", text->len > 0 ? ", " : "", n, pm_pixel_flags_letter (bit),
                                pm_pixel_flags_meaning (bit));
    }
  fprintf (stderr, "pixelmap-cli reduce: only %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " pixels are good: %s\n", result->n_good,
           result->n_total, text->str);
}

static int
run_reduction (Run *run)
{
  gint64 started = g_get_monotonic_time ();
  const Arguments *a = run->a;
  run->warnings = g_ptr_array_new_with_free_func (g_free);
  run->progress.control.n_threads = pm_threads_count (a->threads);
  pm_cmd_on_interrupt (cancel_cb, &run->progress);
  g_autoptr (PmResult) result = pm_cmd_run_with_progress (reduce_thread, run, &run->progress, !a->quiet);
  print_warnings (run);
  if (result)
    {
      print_losses (result);
      printf ("fitted %" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT " good %" G_GSIZE_FORMAT
            " median_fwhm %.2f arcsec median_s2n %.1f seconds %.2f\n",
            result->n_fitted, result->n_total, result->n_good, result->median_fwhm_arcsec, result->median_s2n,
            (double)(g_get_monotonic_time () - started) * 1e-6);
    }
  g_ptr_array_unref (run->warnings);
  g_free (run->core);
  return result ? PM_EXIT_DONE : pm_cmd_error_report ("reduce", run->error);
}

int
pm_cmd_reduce (int argc, char **argv)
{
  Arguments a = { .rounds = NOT_GIVEN, .threads = NOT_GIVEN };
  Run run = { .a = &a, .options = pm_options_new () };
  int status = PM_EXIT_DONE;
  if (!parse (&argc, &argv, &a, &run.error) || !apply_settings (&a, run.options, &run.error))
    status = pm_cmd_error_report ("reduce", run.error);
  else if (a.list_options)
    print_options ();
  else if (!a.files)
    {
      fputs ("pixelmap-cli reduce: expected at least one SCAN\n", stderr);
      status = PM_EXIT_USAGE;
    }
  else if (a.flags_file && !(run.flags = pm_flag_file_read (a.flags_file, &run.error)))
    status = pm_cmd_error_report ("reduce", run.error);
  else
    status = run_reduction (&run);
  g_clear_pointer (&run.flags, pm_flag_file_free);
  g_clear_error (&run.error);
  pm_options_free (run.options);
  arguments_clear (&a);
  return status;
}
