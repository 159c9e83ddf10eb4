/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long the grid of maps takes for a frame: from the beginning of the frame clock's cycle to its end, so layout, snapshot and renderer,
 * with whatever the workers take from the machine meanwhile. One line for each case: frames, 99th percentile and maximum; then
 * the same in processor time of the main thread, which says what an idle machine would do.
 */
#include "pm-maps-grid-private.h"
#include "pm-maps-page.h"
#include "pm-test-result.h"
#include "pm-theme.h"

#include <stdlib.h>
#include <time.h>

enum { N_PIXELS = 3840, STEP_PX = 90 };

typedef struct
{
  PmViewModel *model;
  GtkWidget *window;
  PmMapsGrid *grid;
  GArray *times_ms, *cpu_ms; /* of the frames of a case */
  gint64 began_us;
  double began_cpu_ms;
  gboolean painted;
} Bench;

static double
get_cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * (double) now.tv_sec + 1e-6 * (double) now.tv_nsec;
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->began_cpu_ms = get_cpu_ms ();
  bench->began_us = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  double ms = 1e-3 * (double) (g_get_monotonic_time () - bench->began_us), cpu_ms = get_cpu_ms () - bench->began_cpu_ms;
  g_array_append_val (bench->times_ms, ms);
  g_array_append_val (bench->cpu_ms, cpu_ms);
  bench->painted = TRUE;
}

static void
paint_once (Bench *bench)
{
  bench->painted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (bench->grid));
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_pictures (Bench *bench)
{
  paint_once (bench);
  while (!pm_maps_grid_is_complete (bench->grid))
    g_main_context_iteration (NULL, TRUE);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
clear (Bench *bench)
{
  g_array_set_size (bench->times_ms, 0);
  g_array_set_size (bench->cpu_ms, 0);
}

static void
print_times (GArray *times)
{
  qsort (times->data, times->len, sizeof (double), compare);
  g_print ("   99 %% %6.2f ms   max %6.2f ms", g_array_index (times, double, MIN (times->len - 1, times->len * 99 / 100)),
           g_array_index (times, double, times->len - 1));
}

static void
report (Bench *bench, const char *name)
{
  if (bench->times_ms->len == 0)
    return;
  g_print ("%-40s %5u frames", name, bench->times_ms->len);
  print_times (bench->times_ms);
  g_print ("   processor:");
  print_times (bench->cpu_ms);
  g_print ("\n");
  clear (bench);
}

/* End to end, some pixels a frame, as a fast wheel does. */
static void
scroll_through (Bench *bench)
{
  GtkAdjustment *adjustment = bench->grid->adjustments[GTK_ORIENTATION_VERTICAL];
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  for (double y = 0; y < end; y += STEP_PX)
    {
      gtk_adjustment_set_value (adjustment, y);
      paint_once (bench);
    }
}

static void
set_step (Bench *bench, int step, gboolean as_array)
{
  g_object_set (bench->grid, "as-array", as_array, "size-step", step, NULL);
  wait_for_pictures (bench);
  clear (bench);
}

static void
bench_scrolling (Bench *bench, int step, const char *name)
{
  g_autofree char *uncached = g_strdup_printf ("scroll %s, pictures arriving", name), *cached = g_strdup_printf ("scroll %s, cached", name);
  set_step (bench, step, FALSE);
  scroll_through (bench);
  report (bench, uncached);
  int all[N_PIXELS];
  for (int i = 0; i < N_PIXELS; i++)
    all[i] = i;
  pm_thumbnailer_prefetch (bench->grid->thumbnailer, all, N_PIXELS);
  while (pm_thumbnailer_get_n_waiting (bench->grid->thumbnailer) > 0)
    g_main_context_iteration (NULL, TRUE);
  clear (bench);
  scroll_through (bench);
  report (bench, cached);
}

static void
bench_sizes (Bench *bench)
{
  for (int i = 0; i < 40; i++)
    {
      g_object_set (bench->grid, "size-step", abs (i % 12 - 6), NULL);
      paint_once (bench);
    }
  report (bench, "another size in each frame");
}

static void
bench_looks (Bench *bench, const char *name)
{
  PmMapLook look = *pm_view_model_get_look (bench->model);
  gint64 slowest_us = 0;
  for (int i = 0; i < 20; i++)
    {
      look.stretch = (PmStretchKind) (i % PM_N_STRETCHES);
      gint64 began_us = g_get_monotonic_time ();
      pm_view_model_set_look (bench->model, &look);
      wait_for_pictures (bench);
      slowest_us = MAX (slowest_us, g_get_monotonic_time () - began_us);
    }
  report (bench, name);
  g_print ("%-40s all visible maps anew: %.0f ms at most\n", "", 1e-3 * (double) slowest_us);
}

static void
bench_result (Bench *bench)
{
  g_autoptr (PmResult) other = pm_test_result_new (3, 40, 32);
  clear (bench);
  gint64 began_us = g_get_monotonic_time ();
  pm_view_model_set_result (bench->model, other, NULL);
  double set_ms = 1e-3 * (double) (g_get_monotonic_time () - began_us);
  paint_once (bench);
  while (bench->grid->visible->len == 0 || !pm_maps_grid_is_complete (bench->grid))
    g_main_context_iteration (NULL, TRUE);
  paint_once (bench);
  report (bench, "another result");
  g_print ("%-40s taken in %.1f ms, all visible maps after %.0f ms\n", "", set_ms, 1e-3 * (double) (g_get_monotonic_time () - began_us));
}

int
main (int argc, char **argv)
{
  gtk_init ();
  g_autoptr (PmTheme) theme = pm_theme_new (gdk_display_get_default ());
  g_autoptr (PmResult) result = pm_test_result_new (3, 40, 32);
  Bench bench = { .model = pm_view_model_new (), .window = gtk_window_new (), .times_ms = g_array_new (FALSE, FALSE, sizeof (double)),
                  .cpu_ms = g_array_new (FALSE, FALSE, sizeof (double)) };
  pm_view_model_set_result (bench.model, result, NULL);
  GtkWidget *page = pm_maps_page_new (bench.model);
  bench.grid = pm_maps_page_get_grid (PM_MAPS_PAGE (page));
  gtk_window_set_default_size (GTK_WINDOW (bench.window), 728, 726);
  gtk_window_set_child (GTK_WINDOW (bench.window), page);
  gtk_widget_realize (bench.window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &bench);
  gint64 began_us = g_get_monotonic_time ();
  gtk_window_present (GTK_WINDOW (bench.window));
  wait_for_pictures (&bench);
  paint_once (&bench);
  g_print ("%-40s %.0f ms\n", "window with first pictures", 1e-3 * (double) (g_get_monotonic_time () - began_us));

  bench_scrolling (&bench, 3, "82 px");
  bench_scrolling (&bench, 2, "56 px");
  bench_scrolling (&bench, 1, "41 px");
  bench_scrolling (&bench, 0, "16 px");
  set_step (&bench, 3, FALSE);
  bench_sizes (&bench);
  set_step (&bench, 3, FALSE);
  bench_looks (&bench, "another stretch, 82 px");
  set_step (&bench, 0, TRUE);
  bench_looks (&bench, "another stretch, as on the array");
  pm_pixel_selection_select_all (pm_view_model_get_selection (bench.model));
  set_step (&bench, 0, TRUE);
  scroll_through (&bench);
  report (&bench, "scroll as on the array, all selected");
  bench_result (&bench);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_object_unref (bench.model);
  g_array_unref (bench.times_ms);
  g_array_unref (bench.cpu_ms);
  return 0;
}
