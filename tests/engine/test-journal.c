/* SPDX-License-Identifier: GPL-3.0-or-later
 * Journals: what was written is there again, whatever a crash did to the end of the file.
 */
#include "pm-error.h"
#include "pm-journal.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *dir;

static char *
journal_path (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static PmJournal *
open_journal (const char *path, guint n_expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  PmJournal *journal = pm_journal_open (path, &records, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, n_expected);
  return journal;
}

static void
add (PmJournal *journal, const char *text)
{
  g_autoptr (GError) error = NULL;
  const char *record[] = { "word", text, NULL };
  pm_journal_add (journal, record);
  g_assert_true (pm_journal_flush (journal, &error));
  g_assert_no_error (error);
}

static void
test_texts (void)
{
  static const char *const texts[] = { "", "plain", "tab\tline\nback\\slash", "Zoë \"σ\"", "\\", "\x01\x7f" };
  g_autofree char *path = journal_path ("texts");
  PmJournal *journal = open_journal (path, 0);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add (journal, texts[i]);
  pm_journal_close (journal, TRUE);
  g_autoptr (GPtrArray) records = NULL;
  journal = pm_journal_open (path, &records, NULL);
  g_assert_cmpuint (records->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GStrv record = g_ptr_array_index (records, i);
      g_assert_cmpuint (g_strv_length (record), ==, 2);
      g_assert_cmpstr (record[1], ==, texts[i]);
    }
  pm_journal_close (journal, FALSE);
}

/* Cut at every byte: all whole lines come back, nothing else, and the journal can be continued. */
static void
test_torn (void)
{
  g_autofree char *path = journal_path ("torn"), *data = NULL;
  gsize length;
  PmJournal *journal = open_journal (path, 0);
  add (journal, "one");
  add (journal, "two");
  pm_journal_close (journal, FALSE);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (gsize cut = 0; cut <= length; cut++)
    {
      guint lines = 0;
      for (gsize i = 0; i < cut; i++)
        lines += data[i] == '\n';
      guint whole = lines > 0 ? lines - 1 : 0; /* the first is the head */
      g_assert_true (g_file_set_contents (path, data, (gssize) cut, NULL));
      journal = open_journal (path, whole);
      add (journal, "three");
      pm_journal_close (journal, FALSE);
      pm_journal_close (open_journal (path, whole + 1), FALSE);
    }
}

/* A damaged line, and all behind it, is not believed. */
static void
test_damaged (void)
{
  g_autofree char *path = journal_path ("damaged"), *data = NULL;
  gsize length;
  PmJournal *journal = open_journal (path, 0);
  add (journal, "first");
  add (journal, "second");
  add (journal, "third");
  pm_journal_close (journal, FALSE);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  strstr (data, "second")[2] = 'x';
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  pm_journal_close (open_journal (path, 1), FALSE);
}

static void
test_discard (void)
{
  g_autofree char *path = journal_path ("discard");
  PmJournal *journal = open_journal (path, 0);
  add (journal, "gone");
  g_assert_true (pm_journal_discard (journal, NULL));
  add (journal, "stays");
  pm_journal_close (journal, TRUE);
  journal = open_journal (path, 1);
  g_assert_true (pm_journal_discard (journal, NULL));
  pm_journal_close (journal, TRUE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
assert_refused (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_assert_null (pm_journal_open (path, &records, &error));
  g_assert_error (error, PM_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, path));
}

static void
test_refused (void)
{
  g_autofree char *path = journal_path ("other"), *folder = journal_path ("missing/journal"), *data = NULL;
  g_assert_true (g_file_set_contents (path, "my diary\n", -1, NULL));
  assert_refused (path, PM_ERROR_INPUT);
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, "my diary\n");
  assert_refused (folder, PM_ERROR_OUTPUT);
  assert_refused (dir, PM_ERROR_OUTPUT);
  g_unlink (path);
  PmJournal *journal = open_journal (path, 0);
  assert_refused (path, PM_ERROR_OUTPUT); /* in use */
  pm_journal_close (journal, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/journal/texts", test_texts);
  g_test_add_func ("/journal/torn", test_torn);
  g_test_add_func ("/journal/damaged", test_damaged);
  g_test_add_func ("/journal/discard", test_discard);
  g_test_add_func ("/journal/refused", test_refused);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
