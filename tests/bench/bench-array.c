/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long frames of the array view take: from the frame clock's before-paint to its after-paint, rendering into the window included, and
 * how much of that is processor time of this thread. Also how long making a layout takes.
 */
#include "pm-array-builder.h"
#include "pm-array-view.h"
#include "pm-test-array.h"
#include "pm-test-widget.h"

#include <stdlib.h>
#include <time.h>

#define WIDTH 728
#define HEIGHT 690
#define N_FRAMES 150

typedef struct
{
  PmArrayView *view;
  double wall_ms[N_FRAMES], processor_ms[N_FRAMES];
  double start_wall_ms, start_processor_ms;
  int n;
} Frames;

static double
now_ms (clockid_t clock)
{
  struct timespec t;
  clock_gettime (clock, &t);
  return 1e3 * (double) t.tv_sec + 1e-6 * (double) t.tv_nsec;
}

static void
before_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->start_wall_ms = now_ms (CLOCK_MONOTONIC);
  frames->start_processor_ms = now_ms (CLOCK_THREAD_CPUTIME_ID);
}

static void
after_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  if (frames->n >= N_FRAMES)
    return;
  frames->wall_ms[frames->n] = now_ms (CLOCK_MONOTONIC) - frames->start_wall_ms;
  frames->processor_ms[frames->n++] = now_ms (CLOCK_THREAD_CPUTIME_ID) - frames->start_processor_ms;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* One frame for each step. */
static void
measure (PmArrayView *view, const char *name, void (*step) (PmArrayView *view, int k))
{
  Frames frames = { .view = view };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view));
  pm_array_view_fit (view);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &frames);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &frames);
  for (int k = 0; k < N_FRAMES; k++)
    {
      int n = frames.n;
      step (view, k);
      gtk_widget_queue_draw (GTK_WIDGET (view));
      pm_test_wait_until (frames.n > n);
    }
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  qsort (frames.wall_ms, N_FRAMES, sizeof (double), compare_doubles);
  qsort (frames.processor_ms, N_FRAMES, sizeof (double), compare_doubles);
  int median = N_FRAMES / 2, high = N_FRAMES * 99 / 100;
  g_print ("%-22s median %6.2f  99%% %6.2f  max %6.2f ms   processor: median %6.2f  99%% %6.2f  max %6.2f ms\n", name,
           frames.wall_ms[median], frames.wall_ms[high], frames.wall_ms[N_FRAMES - 1], frames.processor_ms[median],
           frames.processor_ms[high], frames.processor_ms[N_FRAMES - 1]);
}

static void
pan (PmArrayView *view, int k)
{
  pm_array_view_scroll (view, k % 60 < 30 ? 6.0 : -6.0, k % 40 < 20 ? 4.0 : -4.0, FALSE);
}

static void
zoom (PmArrayView *view, int k)
{
  pm_array_view_hover (view, 300.0, 250.0);
  pm_array_view_scroll (view, 0.0, k % 30 < 15 ? -1.0 : 1.0, TRUE);
}

static void
hover (PmArrayView *view, int k)
{
  const PmArrayBox *plot = &pm_array_view_get_scene (view)->plot;
  pm_array_view_hover (view, plot->x + 40.0 + 13.0 * (k % 37), plot->y + 60.0 + 3.0 * (k % 91));
}

static void
measure_array (int n_rows, int n_columns)
{
  g_autoptr (PmTestArray) array = pm_test_array_new (1, n_rows, n_columns);
  g_autoptr (PmResult) result = pm_test_array_new_result (array);
  g_autoptr (PmViewModel) model = pm_view_model_new ();
  pm_view_model_set_result (model, result, NULL);
  PmArrayChoice choice = { .quantity = PM_ARRAY_COUPLING };
  double start = now_ms (CLOCK_THREAD_CPUTIME_ID);
  pm_array_layout_free (pm_array_build (model, &choice));
  g_print ("%d pixels\n%-22s %.2f ms\n", n_rows * n_columns, "layout", now_ms (CLOCK_THREAD_CPUTIME_ID) - start);

  PmArrayView *view = pm_array_view_new (model);
  gtk_widget_set_can_target (GTK_WIDGET (view), FALSE); /* the real pointer stays somewhere on the screen */
  GtkWidget *window = pm_test_show_widget (GTK_WIDGET (view), WIDTH, HEIGHT);
  pm_test_wait_until (!pm_array_view_is_busy (view));
  measure (view, "pan", pan);
  measure (view, "zoom", zoom);
  measure (view, "hover", hover);
  pm_pixel_selection_select_all (pm_view_model_get_selection (model));
  measure (view, "hover, all selected", hover);
  g_object_set (view, "residuals", TRUE, NULL);
  measure (view, "pan with vectors", pan);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  measure_array (60, 64);
  measure_array (82, 64);
  measure_array (250, 400);
  return EXIT_SUCCESS;
}
