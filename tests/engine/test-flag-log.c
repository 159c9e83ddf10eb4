/* SPDX-License-Identifier: GPL-3.0-or-later
 * The log of judgements: history, undo, files, and recovery from the journal.
 */
#include "pm-error.h"
#include "pm-flag-log.h"
#include "pm-journal.h"
#include "pm-options.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_PIXELS 5

static const char *const ids[N_PIXELS] = { "R0[0,0]", "R0[0,1]", "R0[8,2]", "R1[0,0]", "T0[40,31]" };
static char *dir;

static PmFlagLog *
new_log (void)
{
  PmFlagLog *log = pm_flag_log_new ();
  pm_flag_log_set_pixels (log, ids, N_PIXELS);
  return log;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* One letter for each pixel: what holds. */
static void
assert_states (PmFlagLog *log, const char *letters)
{
  g_autofree PmPixelManual *manual = pm_flag_log_dup_manual (log);
  char found[N_PIXELS + 1] = "";
  for (gsize i = 0; i < N_PIXELS; i++)
    {
      g_assert_cmpint (manual[i], ==, pm_flag_log_get_manual (log, i));
      found[i] = "-bg"[manual[i]];
    }
  g_assert_cmpstr (found, ==, letters);
}

static void
judge (PmFlagLog *log, const char *pixels, PmFlagState state, const char *reason)
{
  gsize list[16], n = strlen (pixels);
  for (gsize i = 0; i < n; i++)
    list[i] = (gsize) (pixels[i] - '0');
  pm_flag_log_judge (log, list, n, state, reason, "Zoë", "2026-01-31T12:00:00Z");
}

static void
assert_same (PmFlagLog *a, PmFlagLog *b)
{
  for (gsize i = 0; i < N_PIXELS; i++)
    {
      gsize n = pm_flag_log_get_n_judgements (a, i);
      g_assert_cmpuint (n, ==, pm_flag_log_get_n_judgements (b, i));
      for (gsize k = 0; k < n; k++)
        {
          const PmJudgement *x = pm_flag_log_get_judgement (a, i, k), *y = pm_flag_log_get_judgement (b, i, k);
          g_assert_cmpint (x->state, ==, y->state);
          g_assert_cmpstr (x->reason, ==, y->reason);
          g_assert_cmpstr (x->user, ==, y->user);
          g_assert_cmpstr (x->time, ==, y->time);
        }
    }
}

static void
test_undo (void)
{
  g_autoptr (PmFlagLog) log = new_log ();
  guint n_changed = 0, n_notified = 0;
  g_signal_connect_swapped (log, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (log, "notify::can-undo", G_CALLBACK (count_cb), &n_notified);
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 0);
  g_assert_cmpuint (pm_flag_log_redo (log), ==, 0);
  pm_flag_log_judge (log, NULL, 0, PM_FLAG_STATE_BAD, NULL, NULL, NULL);
  g_assert_cmpuint (n_changed, ==, 0);
  judge (log, "0121", PM_FLAG_STATE_BAD, "double peak");
  judge (log, "1", PM_FLAG_STATE_GOOD, "looked again");
  judge (log, "04", PM_FLAG_STATE_CLEAR, "");
  assert_states (log, "-gb--");
  g_assert_cmpuint (n_changed, ==, 3);
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 2);
  assert_states (log, "bgb--");
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 1);
  assert_states (log, "bbb--");
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 3);
  assert_states (log, "-----");
  g_assert_false (pm_flag_log_get_can_undo (log));
  g_assert_true (pm_flag_log_get_can_redo (log));
  g_assert_cmpuint (pm_flag_log_redo (log), ==, 3);
  g_assert_cmpuint (pm_flag_log_redo (log), ==, 1);
  assert_states (log, "bgb--");
  judge (log, "3", PM_FLAG_STATE_BAD, "");
  g_assert_false (pm_flag_log_get_can_redo (log));
  assert_states (log, "bgbb-");
}

static void
test_history (void)
{
  g_autoptr (PmFlagLog) log = new_log ();
  const gsize pixel = 2;
  judge (log, "2", PM_FLAG_STATE_BAD, "double peak");
  pm_flag_log_judge (log, &pixel, 1, PM_FLAG_STATE_GOOD, NULL, NULL, NULL);
  g_assert_cmpuint (pm_flag_log_get_n_judgements (log, 2), ==, 2);
  g_assert_cmpuint (pm_flag_log_get_n_judgements (log, 1), ==, 0);
  const PmJudgement *first = pm_flag_log_get_judgement (log, 2, 0), *second = pm_flag_log_get_judgement (log, 2, 1);
  g_assert_cmpint (first->state, ==, PM_FLAG_STATE_BAD);
  g_assert_cmpstr (first->reason, ==, "double peak");
  g_assert_cmpstr (first->user, ==, "Zoë");
  g_assert_cmpstr (first->time, ==, "2026-01-31T12:00:00Z");
  g_assert_cmpint (second->state, ==, PM_FLAG_STATE_GOOD);
  g_assert_cmpstr (second->reason, ==, "");
  g_assert_cmpstr (second->user, ==, g_get_user_name ());
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (second->time, NULL), now = g_date_time_new_now_utc ();
  g_assert_cmpint (ABS (g_date_time_difference (now, time)), <, 60 * G_TIME_SPAN_SECOND);
  pm_flag_log_undo (log);
  g_assert_cmpuint (pm_flag_log_get_n_judgements (log, 2), ==, 1);
}

/* Another array: the judgements of pixels that are not in it are kept. */
static void
test_other_pixels (void)
{
  static const char *const others[] = { "R0[8,2]", "X" };
  g_autoptr (PmFlagLog) log = new_log ();
  judge (log, "02", PM_FLAG_STATE_BAD, "");
  pm_flag_log_set_pixels (log, others, 2);
  g_assert_cmpuint (pm_flag_log_get_n_pixels (log), ==, 2);
  g_assert_cmpint (pm_flag_log_get_manual (log, 0), ==, PM_MANUAL_BAD);
  g_assert_cmpint (pm_flag_log_get_manual (log, 1), ==, PM_MANUAL_NONE);
  pm_flag_log_set_pixels (log, ids, N_PIXELS);
  assert_states (log, "b-b--");
}

static void
test_file (void)
{
  g_autoptr (PmFlagLog) log = new_log (), loaded = new_log (), added = new_log ();
  judge (log, "012", PM_FLAG_STATE_BAD, "double peak");
  judge (log, "1", PM_FLAG_STATE_GOOD, "");
  judge (log, "4", PM_FLAG_STATE_BAD, "undone");
  pm_flag_log_undo (log);
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  g_assert_cmpuint (file->entries->len, ==, 4);
  pm_flag_log_load (loaded, file);
  assert_same (log, loaded);
  g_assert_cmpuint (pm_flag_log_undo (loaded), ==, 1); /* steps of equal lines */
  g_assert_cmpuint (pm_flag_log_undo (loaded), ==, 3);
  judge (added, "3", PM_FLAG_STATE_BAD, "before");
  pm_flag_log_add_file (added, file);
  assert_states (added, "bgbb-");
  g_assert_cmpuint (pm_flag_log_undo (added), ==, 4); /* one step */
  assert_states (added, "---b-");
  g_assert_cmpuint (pm_flag_log_redo (added), ==, 4);
  assert_states (added, "bgbb-");
}

static void
recover (PmFlagLog *log, const char *path, gsize n_expected)
{
  g_autoptr (GError) error = NULL;
  gsize n = 99;
  g_assert_true (pm_flag_log_open_journal (log, path, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, n_expected);
}

/* A log that is freed with an open journal is what a crash leaves. */
static void
test_crash (void)
{
  g_autofree char *path = g_build_filename (dir, "crash", NULL);
  g_autoptr (PmFlagLog) kept = new_log (), recovered = new_log ();
  PmFlagLog *logs[] = { kept, new_log () };
  recover (logs[1], path, 0);
  for (int i = 0; i < 2; i++)
    {
      judge (logs[i], "012", PM_FLAG_STATE_BAD, "a\tb\nc");
      judge (logs[i], "13", PM_FLAG_STATE_GOOD, "");
      pm_flag_log_undo (logs[i]);
      pm_flag_log_undo (logs[i]);
      pm_flag_log_redo (logs[i]);
      judge (logs[i], "4", PM_FLAG_STATE_BAD, "last");
      g_assert_null (pm_flag_log_get_journal_error (logs[i]));
    }
  g_object_unref (logs[1]);
  recover (recovered, path, 3 + 2 + 3 + 1);
  assert_same (kept, recovered);
  assert_states (recovered, "bbb-b");
  g_assert_cmpuint (pm_flag_log_undo (recovered), ==, 1);
  g_assert_cmpuint (pm_flag_log_undo (recovered), ==, 3);
}

/* After a save the journal starts anew, also when steps of before are undone and redone. */
static void
test_save (void)
{
  g_autofree char *path = g_build_filename (dir, "save", NULL);
  g_autoptr (PmFlagLog) recovered = new_log ();
  PmFlagLog *log = new_log ();
  recover (log, path, 0);
  judge (log, "01", PM_FLAG_STATE_BAD, "one");
  judge (log, "23", PM_FLAG_STATE_BAD, "one"); /* as the step before: one step in a file */
  judge (log, "4", PM_FLAG_STATE_BAD, "two");
  pm_flag_log_undo (log);
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  pm_flag_log_discard_journal (log);
  pm_flag_log_redo (log);
  pm_flag_log_undo (log);
  pm_flag_log_undo (log);
  assert_states (log, "bb---");
  g_object_unref (log);
  pm_flag_log_load (recovered, file);
  assert_states (recovered, "bbbb-");
  recover (recovered, path, 1);
  assert_states (recovered, "bb---");
  pm_flag_log_discard_journal (recovered);
  pm_flag_log_close_journal (recovered);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_journal_refused (void)
{
  g_autofree char *path = g_build_filename (dir, "no", "such", "folder", NULL);
  g_autoptr (PmFlagLog) log = new_log ();
  g_autoptr (GError) error = NULL;
  g_assert_false (pm_flag_log_open_journal (log, path, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
  judge (log, "0", PM_FLAG_STATE_BAD, ""); /* works without */
  assert_states (log, "b----");
}

/* "pixel:radius" of all refits that hold. */
static void
assert_refits (PmFlagLog *log, const char *expected)
{
  g_autoptr (GPtrArray) refits = pm_flag_log_list_refits (log);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; i < refits->len; i++)
    {
      const PmRefit *refit = g_ptr_array_index (refits, i);
      g_string_append_printf (found, "%s%s:%g", i ? " " : "", refit->id, refit->radius);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

/* Refits are steps as judgements are; the newest of a pixel counts. */
static void
test_refits (void)
{
  g_autoptr (PmFlagLog) log = new_log ();
  guint n_changed = 0, serial = pm_flag_log_get_refit_serial (log);
  g_signal_connect_swapped (log, "changed", G_CALLBACK (count_cb), &n_changed);
  PmRefit refit = { .radius = 99.0 };
  g_assert_false (pm_flag_log_get_refit (log, 2, &refit));
  g_assert_cmpfloat (refit.radius, ==, 99.0);
  pm_flag_log_refit (log, 2, 12.0, NAN, NAN, PM_DOMAIN_TIME);
  judge (log, "2", PM_FLAG_STATE_BAD, "double peak");
  pm_flag_log_refit (log, 0, 5.0, 1.0, -2.0, PM_DOMAIN_MAP);
  pm_flag_log_refit (log, 2, 8.0, 3.0, 4.0, -1);
  g_assert_cmpuint (n_changed, ==, 4);
  g_assert_cmpuint (pm_flag_log_get_refit_serial (log), !=, serial);
  assert_refits (log, "R0[0,0]:5 R0[8,2]:8");
  g_assert_true (pm_flag_log_get_refit (log, 2, &refit));
  g_assert_cmpstr (refit.id, ==, "R0[8,2]");
  g_assert_cmpfloat (refit.radius, ==, 8.0);
  g_assert_cmpfloat (refit.x0, ==, 3.0);
  g_assert_cmpfloat (refit.y0, ==, 4.0);
  g_assert_cmpint (refit.domain, ==, -1);
  assert_states (log, "--b--");
  g_assert_cmpuint (pm_flag_log_get_n_judgements (log, 2), ==, 1);
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 1);
  assert_refits (log, "R0[8,2]:12 R0[0,0]:5");
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 1);
  serial = pm_flag_log_get_refit_serial (log);
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 1); /* the judgement: no refit is concerned */
  g_assert_cmpuint (pm_flag_log_get_refit_serial (log), ==, serial);
  assert_states (log, "-----");
  assert_refits (log, "R0[8,2]:12");
  g_assert_cmpuint (pm_flag_log_undo (log), ==, 1);
  g_assert_cmpuint (pm_flag_log_get_refit_serial (log), !=, serial);
  assert_refits (log, "");
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint (pm_flag_log_redo (log), ==, 1);
  assert_refits (log, "R0[0,0]:5 R0[8,2]:8");
}

/* "b" judgement, "r" refit, with a minus where undone. */
static void
assert_history (PmFlagLog *log, gsize pixel, const char *expected)
{
  g_autoptr (GPtrArray) history = pm_flag_log_get_history (log, pixel);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; i < history->len; i++)
    {
      const PmFlagEvent *event = g_ptr_array_index (history, i);
      g_string_append_printf (found, "%s%c", event->undone ? "-" : "", event->is_refit ? 'r' : "bgc"[event->what.state]);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

/* What was undone stays in the history, also when something else was done since. */
static void
test_whole_history (void)
{
  g_autoptr (PmFlagLog) log = new_log ();
  assert_history (log, 1, "");
  judge (log, "012", PM_FLAG_STATE_BAD, "double peak");
  pm_flag_log_refit (log, 1, 12.0, NAN, NAN, -1);
  pm_flag_log_undo (log);
  assert_history (log, 1, "b-r");
  pm_flag_log_undo (log);
  assert_history (log, 1, "-b-r");
  pm_flag_log_redo (log);
  judge (log, "1", PM_FLAG_STATE_GOOD, "");
  assert_history (log, 1, "b-rg");
  assert_history (log, 0, "b");
  g_assert_false (pm_flag_log_get_can_redo (log));
  g_assert_cmpuint (pm_flag_log_get_n_judgements (log, 1), ==, 2);
  g_assert_cmpint (pm_flag_log_get_judgement (log, 1, 1)->state, ==, PM_FLAG_STATE_GOOD);
  g_autoptr (GPtrArray) history = pm_flag_log_get_history (log, 1);
  const PmFlagEvent *first = g_ptr_array_index (history, 0), *second = g_ptr_array_index (history, 1);
  g_assert_cmpstr (first->what.reason, ==, "double peak");
  g_assert_cmpstr (first->what.time, ==, "2026-01-31T12:00:00Z");
  g_assert_cmpfloat (second->radius, ==, 12.0);
  g_assert_cmpstr (second->what.user, ==, g_get_user_name ());
  g_assert_cmpstr (second->what.time, !=, "");
  g_autoptr (PmFlagFile) nothing = pm_flag_file_new ();
  pm_flag_log_load (log, nothing);
  assert_history (log, 1, "");
}

static void
test_refits_file (void)
{
  g_autoptr (PmFlagLog) log = new_log (), loaded = new_log (), added = new_log ();
  pm_flag_log_refit (log, 1, 12.0, NAN, 0.5, PM_DOMAIN_MAP);
  judge (log, "12", PM_FLAG_STATE_BAD, "");
  pm_flag_log_refit (log, 1, 7.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_flag_log_refit (log, 3, 5.0, NAN, NAN, -1);
  pm_flag_log_undo (log);
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  g_assert_cmpuint (file->refits->len, ==, 2);
  pm_flag_log_load (loaded, file);
  assert_refits (loaded, "R0[0,1]:7");
  PmRefit refit;
  g_assert_true (pm_flag_log_get_refit (loaded, 1, &refit));
  g_assert_cmpint (refit.domain, ==, PM_DOMAIN_TIME);
  g_assert_cmpuint (pm_flag_log_undo (loaded), ==, 1);
  assert_refits (loaded, "R0[0,1]:12");
  pm_flag_log_refit (added, 3, 4.0, NAN, NAN, -1);
  pm_flag_log_add_file (added, file);
  assert_refits (added, "R1[0,0]:4 R0[0,1]:7");
  g_assert_cmpuint (pm_flag_log_undo (added), ==, 4); /* one step */
  assert_refits (added, "R1[0,0]:4");
  assert_states (added, "-----");
  g_assert_cmpuint (pm_flag_log_redo (added), ==, 4);
  assert_refits (added, "R1[0,0]:4 R0[0,1]:7");
}

static void
test_refits_crash (void)
{
  g_autofree char *path = g_build_filename (dir, "refits", NULL);
  g_autoptr (PmFlagLog) recovered = new_log ();
  PmFlagLog *log = new_log ();
  recover (log, path, 0);
  pm_flag_log_refit (log, 1, 1.0 / 3.0, NAN, 0.5, PM_DOMAIN_MAP);
  judge (log, "12", PM_FLAG_STATE_BAD, "");
  pm_flag_log_refit (log, 3, 5.0, NAN, NAN, -1);
  pm_flag_log_refit (log, 1, 9.0, NAN, NAN, -1);
  pm_flag_log_undo (log);
  g_object_unref (log);
  recover (recovered, path, 5);
  assert_refits (recovered, "R0[0,1]:0.333333 R1[0,0]:5");
  PmRefit refit;
  g_assert_true (pm_flag_log_get_refit (recovered, 1, &refit));
  g_assert_cmpfloat (refit.radius, ==, 1.0 / 3.0);
  g_assert_cmpfloat (refit.y0, ==, 0.5);
  g_assert_cmpint (refit.domain, ==, PM_DOMAIN_MAP);
  assert_history (recovered, 1, "rb-r");
  g_assert_cmpuint (pm_flag_log_redo (recovered), ==, 1);
  assert_refits (recovered, "R1[0,0]:5 R0[0,1]:9");
}

/* A file does not tell what came first, a judgement or a refit; what the journal undoes is the right one nevertheless. */
static void
test_refits_save (void)
{
  g_autofree char *path = g_build_filename (dir, "refits-save", NULL);
  g_autoptr (PmFlagLog) recovered = new_log ();
  PmFlagLog *log = new_log ();
  recover (log, path, 0);
  pm_flag_log_refit (log, 0, 5.0, NAN, NAN, -1);
  pm_flag_log_refit (log, 1, 6.0, NAN, NAN, -1);
  judge (log, "2", PM_FLAG_STATE_BAD, "one");
  judge (log, "3", PM_FLAG_STATE_BAD, "two");
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  pm_flag_log_discard_journal (log);
  pm_flag_log_undo (log);
  g_object_unref (log);
  pm_flag_log_load (recovered, file);
  recover (recovered, path, 0);
  assert_states (recovered, "--b--");
  assert_refits (recovered, "R0[0,0]:5 R0[0,1]:6");
  g_assert_cmpuint (pm_flag_log_redo (recovered), ==, 1);
  assert_states (recovered, "--bb-");
}

/* A journal of a version that knew no refits. */
static void
test_old_journal (void)
{
  static const char *const records[][8] = { { "judge", "bad", "T", "U", "R", "R0[0,0]", "R0[0,1]", NULL },
                                            { "judge", "good", "T", "U", "", "R0[8,2]", NULL },
                                            { "undo", "2", NULL } };
  g_autofree char *path = g_build_filename (dir, "old", NULL);
  g_autoptr (PmFlagLog) log = new_log ();
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  PmJournal *journal = pm_journal_open (path, &none, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    pm_journal_add (journal, records[i]);
  g_assert_true (pm_journal_flush (journal, &error));
  pm_journal_close (journal, FALSE);
  recover (log, path, 3);
  assert_states (log, "bb---");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/flag-log/undo", test_undo);
  g_test_add_func ("/flag-log/history", test_history);
  g_test_add_func ("/flag-log/other-pixels", test_other_pixels);
  g_test_add_func ("/flag-log/file", test_file);
  g_test_add_func ("/flag-log/crash", test_crash);
  g_test_add_func ("/flag-log/save", test_save);
  g_test_add_func ("/flag-log/journal-refused", test_journal_refused);
  g_test_add_func ("/flag-log/refits", test_refits);
  g_test_add_func ("/flag-log/whole-history", test_whole_history);
  g_test_add_func ("/flag-log/refits-file", test_refits_file);
  g_test_add_func ("/flag-log/refits-crash", test_refits_crash);
  g_test_add_func ("/flag-log/refits-save", test_refits_save);
  g_test_add_func ("/flag-log/old-journal", test_old_journal);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
