/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-test-result.h"
#include "pm-test.h"
#include "pm-thumbnailer.h"

#include <string.h>

enum { N = 100, EDGE = 41, BYTES = 4 * EDGE * EDGE };

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_all (PmThumbnailer *thumbnailer)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  guint alarm = g_timeout_add (20, wake_cb, NULL);
  while (pm_thumbnailer_get_n_waiting (thumbnailer) > 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
  g_assert_cmpuint (pm_thumbnailer_get_n_waiting (thumbnailer), ==, 0);
}

static PmThumbnailer *
make (PmResult *result, gsize max_pictures)
{
  PmThumbnailer *thumbnailer = pm_thumbnailer_new (max_pictures * BYTES);
  PmThumbnailerSource source = { .maps = result->maps, .table = result->table, .beam_fwhm_arcsec = result->beam_fwhm_arcsec };
  pm_thumbnailer_set_geometry (thumbnailer, EDGE, 1, PM_CUT_WHOLE, 0);
  pm_thumbnailer_set_source (thumbnailer, &source);
  return thumbnailer;
}

/* The worker's picture is the one of the function itself, bit by bit. */
static void
test_same_picture (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 10, 10);
  PmThumbnailer *thumbnailer = make (result, N);
  PmMapLook look = PM_MAP_LOOK_INIT;
  const int wanted[] = { 5, 7, 23, 61, -1, 100 }; /* indices that do not exist are left out */
  g_assert_null (pm_thumbnailer_peek (thumbnailer, 5));
  pm_thumbnailer_want (thumbnailer, wanted, G_N_ELEMENTS (wanted));
  wait_for_all (thumbnailer);
  for (int i = 0; i < 4; i++)
    {
      PmThumbnail thumbnail = { .grid = &result->maps->grid, .map = pm_map_set_find (result->maps, (gsize) wanted[i]),
                                .table = result->table, .row = (gsize) wanted[i], .beam_fwhm_arcsec = 7.0, .edge = EDGE, .scale = 1 };
      cairo_surface_t *expected = pm_thumbnail_new (&thumbnail, &look), *found = pm_thumbnailer_peek (thumbnailer, wanted[i]);
      g_assert_nonnull (found);
      g_assert_cmpmem (cairo_image_surface_get_data (found), BYTES, cairo_image_surface_get_data (expected), BYTES);
      cairo_surface_destroy (expected);
    }
  g_assert_null (pm_thumbnailer_peek (thumbnailer, 100));
  g_assert_cmpuint (pm_thumbnailer_get_bytes (thumbnailer), ==, 4 * BYTES);
  g_assert_finalize_object (thumbnailer);
}

/* The cache is bounded, and those used last stay; what was dropped comes again when it is wanted. */
static void
test_bounded (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 10, 10);
  PmThumbnailer *thumbnailer = make (result, 10);
  const int first[] = { 0, 1, 2, 3, 4 }, second[] = { 10, 11, 12, 13, 14 }, third[] = { 20, 21, 22 };
  pm_thumbnailer_want (thumbnailer, first, 5);
  wait_for_all (thumbnailer);
  pm_thumbnailer_want (thumbnailer, second, 5);
  wait_for_all (thumbnailer);
  pm_thumbnailer_want (thumbnailer, first, 3); /* 3 and 4 are now the oldest */
  pm_thumbnailer_want (thumbnailer, third, 2);
  wait_for_all (thumbnailer);
  g_assert_cmpuint (pm_thumbnailer_get_bytes (thumbnailer), ==, 10 * BYTES);
  g_assert_null (pm_thumbnailer_peek (thumbnailer, 3));
  g_assert_null (pm_thumbnailer_peek (thumbnailer, 4));
  g_assert_nonnull (pm_thumbnailer_peek (thumbnailer, 0));
  pm_thumbnailer_want (thumbnailer, first, 5);
  wait_for_all (thumbnailer);
  g_assert_nonnull (pm_thumbnailer_peek (thumbnailer, 4));

  int all[N];
  for (int i = 0; i < N; i++)
    all[i] = i;
  pm_thumbnailer_prefetch (thumbnailer, all, N); /* there is no room */
  g_assert_cmpuint (pm_thumbnailer_get_n_waiting (thumbnailer), ==, 0);
  pm_thumbnailer_want (thumbnailer, all, 30); /* what can be seen is kept in any case */
  wait_for_all (thumbnailer);
  for (int i = 0; i < 30; i++)
    g_assert_nonnull (pm_thumbnailer_peek (thumbnailer, i));
  g_assert_finalize_object (thumbnailer);
}

static void
note_first_cb (PmThumbnailer *thumbnailer, gpointer state)
{
  gboolean *is_first = state;
  if (pm_thumbnailer_is_current (thumbnailer, 1999) && !is_first[0])
    {
      is_first[0] = TRUE;
      is_first[1] = pm_thumbnailer_get_n_waiting (thumbnailer) > 0;
    }
}

static void
test_visible_first (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 50, 40);
  PmThumbnailer *thumbnailer = make (result, 2000);
  gboolean state[2] = { FALSE, FALSE };
  int all[2000];
  for (int i = 0; i < 2000; i++)
    all[i] = i;
  g_signal_connect (thumbnailer, "ready", G_CALLBACK (note_first_cb), state);
  pm_thumbnailer_prefetch (thumbnailer, all, 2000);
  pm_thumbnailer_want (thumbnailer, all + 1999, 1);
  wait_for_all (thumbnailer);
  g_assert_true (state[0]);
  g_assert_true (state[1]); /* the last of 2,000, but others were still to come */
  g_assert_true (pm_thumbnailer_is_current (thumbnailer, 0));
  g_assert_finalize_object (thumbnailer);
}

/* Another look: the old picture stays until the new one is there. Other flags: only the pixels concerned. */
static void
test_changes (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 10, 10);
  PmThumbnailer *thumbnailer = make (result, N);
  const int wanted[] = { 0, 1 };
  PmMapLook look = PM_MAP_LOOK_INIT;
  pm_thumbnailer_want (thumbnailer, wanted, 2);
  wait_for_all (thumbnailer);
  cairo_surface_t *old = cairo_surface_reference (pm_thumbnailer_peek (thumbnailer, 0));
  look.colormap = PM_COLORMAP_VIRIDIS;
  pm_thumbnailer_set_look (thumbnailer, &look);
  g_assert_true (pm_thumbnailer_peek (thumbnailer, 0) == old);
  g_assert_false (pm_thumbnailer_is_current (thumbnailer, 0));
  pm_thumbnailer_want (thumbnailer, wanted, 2);
  wait_for_all (thumbnailer);
  g_assert_true (pm_thumbnailer_is_current (thumbnailer, 0));
  g_assert_true (memcmp (cairo_image_surface_get_data (pm_thumbnailer_peek (thumbnailer, 0)), cairo_image_surface_get_data (old),
                         BYTES) != 0);
  cairo_surface_destroy (old);

  g_autoptr (PmPixelTable) flagged = pm_pixel_table_copy (result->table);
  flagged->flags[1] |= PM_FLAG_BY_HAND;
  flagged->manual[1] = PM_MANUAL_BAD;
  flagged->status[1] = PM_PIXEL_FLAGGED;
  PmThumbnailerSource source = { .maps = result->maps, .table = flagged, .beam_fwhm_arcsec = result->beam_fwhm_arcsec };
  pm_thumbnailer_set_source (thumbnailer, &source);
  g_assert_true (pm_thumbnailer_is_current (thumbnailer, 0));
  g_assert_false (pm_thumbnailer_is_current (thumbnailer, 1));

  pm_thumbnailer_set_geometry (thumbnailer, 82, 1, PM_CUT_WHOLE, 0);
  g_assert_null (pm_thumbnailer_peek (thumbnailer, 0));
  pm_thumbnailer_set_source (thumbnailer, NULL);
  pm_thumbnailer_want (thumbnailer, wanted, 2);
  g_assert_cmpuint (pm_thumbnailer_get_n_waiting (thumbnailer), ==, 0);
  g_assert_finalize_object (thumbnailer);
}

/* Gone, or with other data, while workers are busy. */
static void
test_cancel (void)
{
  g_autoptr (PmResult) large = pm_test_result_new (1, 50, 40), small = pm_test_result_new (1, 2, 2);
  int all[2000];
  for (int i = 0; i < 2000; i++)
    all[i] = i;
  for (int turn = 0; turn < 10; turn++)
    {
      PmThumbnailer *thumbnailer = make (large, 2000);
      PmThumbnailerSource source = { .maps = small->maps, .table = small->table, .beam_fwhm_arcsec = 7.0 };
      pm_thumbnailer_want (thumbnailer, all, 2000);
      g_usleep ((gulong) turn * 500);
      if (turn % 2)
        {
          pm_thumbnailer_set_source (thumbnailer, &source);
          pm_thumbnailer_want (thumbnailer, all, 4);
          wait_for_all (thumbnailer);
          g_assert_true (pm_thumbnailer_is_current (thumbnailer, 3));
          g_assert_cmpuint (pm_thumbnailer_get_bytes (thumbnailer), ==, 4 * BYTES);
        }
      g_assert_finalize_object (thumbnailer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thumbnailer/same-picture", test_same_picture);
  g_test_add_func ("/thumbnailer/bounded", test_bounded);
  g_test_add_func ("/thumbnailer/visible-first", test_visible_first);
  g_test_add_func ("/thumbnailer/changes", test_changes);
  g_test_add_func ("/thumbnailer/cancel", test_cancel);
  return g_test_run ();
}
