/* SPDX-License-Identifier: GPL-3.0-or-later
 * A reduction, refits and maps on demand with allocations that depend on the size of the scan failing one by one. Either there is an
 * error, or table and maps are bit by bit what they are with all memory: nothing is left out quietly. Each call in turn: tests/long/faults.
 */
#include "pm-error.h"
#include "pm-reducer.h"
#include "pm-scan-source.h"
#include "pm-session-private.h"
#include "pm-table-ecsv.h"
#include "pm-test-camera.h"
#include "pm-test-fault.h"
#include "pm-test-raw.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>

#define N_FRAMES 500

/* What is reduced, how, and where the result is written to be compared. */
typedef struct
{
  char *dir, *out;
  PmTestCamera *camera;
  PmOptions *options;
  PmMapsWanted maps;
  gsize n_scans;
  int n_threads;
  gboolean watched;
  PmReducer *reducer;
  PmFlagFile *flags;
  PmSession *session;
} Fixture;

static void
fixture_init (Fixture *f, const char *const *settings)
{
  *f = (Fixture){ .dir = pm_test_make_dir (), .n_scans = 1, .n_threads = 1 };
  f->out = g_build_filename (f->dir, "result", NULL);
  f->camera = pm_test_camera_new (1, 6, 8, N_FRAMES, 3);
  f->options = pm_test_options (settings);
}

static void
fixture_clear (Fixture *f)
{
  pm_test_remove_dir (f->dir);
  g_clear_pointer (&f->reducer, pm_reducer_unref);
  g_clear_object (&f->session);
  g_clear_pointer (&f->flags, pm_flag_file_free);
  pm_test_camera_free (f->camera);
  pm_options_free (f->options);
  g_free (f->dir);
  g_free (f->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
add_map (GChecksum *sum, const PmMap *map)
{
  if (map->signal)
    g_checksum_update (sum, (const guchar *) map->signal, (gssize) (3 * map->nx * map->ny * sizeof *map->signal));
}

static void
put_result (Fixture *f, const PmPixelTable *table, const PmMapSet *maps)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  if (table)
    {
      g_autofree char *text = pm_table_ecsv_to_string (table);
      g_checksum_update (sum, (const guchar *) text, -1);
    }
  for (gsize i = 0; maps && i < maps->n_maps; i++)
    add_map (sum, &maps->maps[i]);
  if (maps)
    add_map (sum, &maps->beam);
  g_assert_true (g_file_set_contents_full (f->out, g_checksum_get_string (sum), -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
remove_result (gpointer data)
{
  g_unlink (((Fixture *) data)->out);
}

static void
round_done_cb (PmResult *partial, void *data)
{
  pm_result_unref (partial);
}

static PmReducer *
make_reducer (Fixture *f, GError **error)
{
  PmProgress progress = { .control.n_threads = f->n_threads };
  const PmReductionRequest request = { .options = f->options, .maps = f->maps, .round_done = f->watched ? round_done_cb : NULL };
  PmScan *scans[2];
  PmScanSource source = pm_test_camera_source (f->camera);
  for (gsize k = 0; k < f->n_scans; k++)
    {
      f->camera->seed = (guint32) k + 3;
      scans[k] = pm_scan_new_from_source (&source, f->options, &progress.control, error);
      if (scans[k])
        continue;
      while (k-- > 0)
        pm_scan_free (scans[k]);
      return NULL;
    }
  return pm_reducer_new (scans, f->n_scans, &request, &progress, error);
}

static gboolean
reduce (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmReducer) reducer = make_reducer (f, error);
  g_autoptr (PmResult) result = reducer ? pm_reducer_dup_result (reducer, NULL, error) : NULL;
  if (result)
    put_result (f, result->table, result->maps);
  return result != NULL;
}

static void
loop (Fixture *f, const char *title, gboolean (*run) (gpointer data, GError **error), guint step, guint at_least)
{
  PmScanSource source = pm_test_camera_source (f->camera);
  PmTestFaults what = { .title = title, .dir = f->dir, .kinds = PM_FAULT_MEMORY, .names = source.name, .run = run,
                        .prepare = remove_result, .data = f, .step = step, .at_least = at_least };
  pm_test_faults (&what);
}

static void
test_plain (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, NULL);
  loop (&f, "default options", reduce, 7, 50);
}

static void
test_watched (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "rounds", "2", NULL });
  f.maps = PM_MAPS_STAMPS;
  f.watched = TRUE;
  loop (&f, "stamps after each round", reduce, 37, 100);
}

static void
test_maps (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "source.protect", "map", "fit.domain", "map", "rounds", "2", NULL });
  f.maps = PM_MAPS_FULL;
  loop (&f, "all by maps", reduce, 31, 100);
}

/* Two scans, two threads: which call fails is a matter of chance then, and all is released all the same. */
static void
test_joint (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "rounds", "2", NULL });
  f.n_scans = f.n_threads = 2;
  loop (&f, "two scans, two threads", reduce, 53, 100);
}

/* Sums over batches of blocks, as for scans that are larger than memory. */
static void
test_mapped (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "rounds", "2", "memory.limit", "1", NULL });
  pm_test_camera_free (f.camera);
  f.camera = pm_test_camera_new (1, 16, 28, N_FRAMES, 3); /* 1.1 MB */
  g_setenv ("TMPDIR", "/var/tmp", TRUE);
  loop (&f, "mapped samples", reduce, 43, 50);
  g_unsetenv ("TMPDIR");
}

/* On a reduction that is kept: what fails leaves it as it was. */

static gboolean
refit (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmResult) result = pm_reducer_dup_result (f->reducer, f->flags->refits, error);
  if (result)
    put_result (f, result->table, result->maps);
  return result != NULL;
}

static gboolean
make_maps (gpointer data, GError **error)
{
  Fixture *f = data;
  PmControl control = { .n_threads = f->n_threads };
  g_autoptr (PmMapSet) maps = pm_reducer_make_maps (f->reducer, f->flags->refits, PM_MAPS_STAMPS, NULL, &control, error);
  if (maps)
    put_result (f, NULL, maps);
  return maps != NULL;
}

static void
test_kept (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "rounds", "2", NULL });
  f.reducer = make_reducer (&f, NULL);
  f.flags = pm_flag_file_new ();
  pm_flag_file_add_refit (f.flags, "G0[4,4]", 20.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_flag_file_add_refit (f.flags, "G0[3,2]", 20.0, NAN, NAN, PM_DOMAIN_MAP);
  loop (&f, "refits", refit, 1, 1);
  loop (&f, "maps on demand", make_maps, 9, 50);
  loop (&f, "refits after maps", refit, 1, 1);
}

/* Exports of a session: each file is the old one, or new and complete, and the session is as it was. */

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
export (gpointer data, GError **error)
{
  Fixture *f = data;
  const PmExport what = { .dir = f->dir, .rcp = TRUE, .ecsv = TRUE, .fits = TRUE, .crush = TRUE, .sofscan = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  pm_session_export_async (f->session, &what, NULL, exported_cb, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  return pm_session_export_finish (f->session, result, NULL, error);
}

static char *
session_state (gpointer data)
{
  PmSession *session = ((Fixture *) data)->session;
  g_autofree char *text = pm_session_to_json (session, NULL);
  return g_strdup_printf ("%s %p %p", text, session->base, session->result);
}

static void
put_old_file (gpointer data)
{
  g_autofree char *path = g_build_filename (((Fixture *) data)->dir, "core.ecsv", NULL);
  g_assert_true (g_file_set_contents_full (path, "what was here before\n", -1, G_FILE_SET_CONTENTS_NONE, 0640, NULL));
}

static void
test_export (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, (const char *const[]){ "rounds", "1", NULL });
  g_setenv ("SOURCE_DATE_EPOCH", "1580608922", TRUE); /* which the files tell */
  f.reducer = make_reducer (&f, NULL);
  f.session = pm_session_new ();
  f.session->base = pm_reducer_dup_result (f.reducer, NULL, NULL);
  pm_flag_log_set_pixels (f.session->flags, f.session->base->table->id, f.session->base->table->n_rows);
  f.session->core_name = g_strdup ("core");
  g_autofree char *folder = g_path_get_basename (f.dir);
  PmTestFaults what = { .title = "export", .dir = f.dir, .kinds = PM_FAULT_FILE | PM_FAULT_FITS, .names = folder, .run = export,
                        .prepare = put_old_file, .state = session_state, .data = &f, .several = TRUE, .step = 3, .at_least = 100 };
  pm_test_faults (&what);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/reduce/plain", test_plain);
  g_test_add_func ("/faults/reduce/watched", test_watched);
  g_test_add_func ("/faults/reduce/maps", test_maps);
  g_test_add_func ("/faults/reduce/joint", test_joint);
  g_test_add_func ("/faults/reduce/mapped", test_mapped);
  g_test_add_func ("/faults/reduce/kept", test_kept);
  g_test_add_func ("/faults/reduce/export", test_export);
  return g_test_run ();
}
