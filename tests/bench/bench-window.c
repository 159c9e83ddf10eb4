/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long the window lets its user wait, with a full array of 3,840 pixels: turns of the main loop while it is reduced, stopping, other
 * views, other colours, judging. A turn lasts from the end of one poll to the beginning of the next. Times are those of the clock, with
 * whatever the workers and other programs take from the machine, and behind them the processor time of the main thread, which says what an
 * idle machine would do.
 */
#include "pm-array-page.h"
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-test-window.h"

#include <stdlib.h>
#include <time.h>

typedef struct
{
  double wall_ms, cpu_ms;
} Time;

static GArray *turns; /* of Time; NULL: none are measured */
static Time turn_began;

static Time
now (void)
{
  struct timespec wall, cpu;
  clock_gettime (CLOCK_MONOTONIC, &wall);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  return (Time) { 1e3 * (double) wall.tv_sec + 1e-6 * (double) wall.tv_nsec, 1e3 * (double) cpu.tv_sec + 1e-6 * (double) cpu.tv_nsec };
}

static Time
since (Time start)
{
  Time end = now ();
  return (Time) { end.wall_ms - start.wall_ms, end.cpu_ms - start.cpu_ms };
}

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout_ms)
{
  if (turns && turn_began.wall_ms > 0.0)
    {
      Time turn = since (turn_began);
      g_array_append_val (turns, turn);
    }
  int n = g_poll (fds, n_fds, timeout_ms);
  turn_began = now ();
  return n;
}

static int
compare_walls (gconstpointer a, gconstpointer b)
{
  double x = ((const Time *) a)->wall_ms, y = ((const Time *) b)->wall_ms;
  return x < y ? -1 : x > y;
}

static int
compare_cpus (gconstpointer a, gconstpointer b)
{
  double x = ((const Time *) a)->cpu_ms, y = ((const Time *) b)->cpu_ms;
  return x < y ? -1 : x > y;
}

static void
print_row (const char *what, double required_ms, Time time)
{
  g_print ("%-44s %8.0f %10.1f %10.1f  %s\n", what, required_ms, time.wall_ms, time.cpu_ms, time.wall_ms <= required_ms ? "" : "slow");
}

static void
begin_turns (void)
{
  turns = g_array_new (FALSE, FALSE, sizeof (Time));
  turn_began.wall_ms = 0.0;
}

static void
end_turns (const char *name)
{
  g_autofree char *high = g_strdup_printf ("%s: 99 %% of %u turns", name, turns->len), *max = g_strdup_printf ("%s: longest turn", name);
  Time at_high, at_max;
  guint i = turns->len * 99 / 100, last = turns->len - 1;
  g_array_sort (turns, compare_cpus);
  at_high.cpu_ms = g_array_index (turns, Time, i).cpu_ms;
  at_max.cpu_ms = g_array_index (turns, Time, last).cpu_ms;
  g_array_sort (turns, compare_walls);
  at_high.wall_ms = g_array_index (turns, Time, i).wall_ms;
  at_max.wall_ms = g_array_index (turns, Time, last).wall_ms;
  print_row (high, 16.0, at_high);
  print_row (max, 50.0, at_max);
  g_clear_pointer (&turns, g_array_unref);
}

/* Frames */

static void
painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

static void
wait_painted (GtkWidget *widget)
{
  gboolean painted = FALSE;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);
  gtk_widget_queue_draw (widget);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

static GtkWidget *
find_grid (PmWindow *window)
{
  GtkWidget *grid;
  pm_test_wait_until ((grid = pm_test_find_type (GTK_WIDGET (window), PM_TYPE_MAPS_GRID)) != NULL);
  return grid;
}

static void
wait_complete (GtkWidget *grid)
{
  while (gtk_widget_get_height (grid) == 0 || !pm_maps_grid_is_complete (PM_MAPS_GRID (grid)))
    g_main_context_iteration (NULL, TRUE);
  wait_painted (grid);
}

/* What is measured */

static void
result_cb (PmSession *session, GParamSpec *pspec, Time *came)
{
  if (pm_session_get_result (session) && came->wall_ms == 0.0)
    *came = now ();
}

static void
measure_reduction (PmWindow *window)
{
  PmSession *session = pm_window_get_session (window);
  Time came = { 0 };
  gulong handler = g_signal_connect (session, "notify::result", G_CALLBACK (result_cb), &came);
  begin_turns ();
  Time start = now ();
  pm_session_reduce (session);
  while (came.wall_ms == 0.0)
    g_main_context_iteration (NULL, TRUE);
  wait_complete (find_grid (window));
  Time first = since (came);
  pm_test_window_wait_reduced (window);
  double seconds = 1e-3 * since (start).wall_ms;
  wait_complete (find_grid (window));
  g_signal_handler_disconnect (session, handler);
  end_turns ("reducing");
  print_row ("first maps after the first result", 200.0, first);
  g_print ("(the reduction took %.1f s)\n", seconds);
}

static void
measure_views (PmWindow *window)
{
  static const struct
  {
    const char *view, *name;
  } views[] = { { "array", "to Array" }, { "table", "to Table" }, { "maps", "to Maps" } };
  for (int again = 0; again < 2; again++)
    for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
      {
        g_autofree char *name = g_strconcat (views[i].name, again ? ", again" : ", first time", NULL);
        Time start = now ();
        g_action_group_change_action_state (G_ACTION_GROUP (window), "view", g_variant_new_string (views[i].view));
        wait_painted (GTK_WIDGET (window));
        print_row (name, 100.0, since (start));
        gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      }
}

static void
measure_colours (PmWindow *window)
{
  PmViewModel *model = pm_window_get_model (window);
  GtkWidget *grid = find_grid (window);
  Time worst = { 0 };
  wait_complete (grid);
  for (int k = 0; k < 20; k++)
    {
      PmMapLook look = *pm_view_model_get_look (model);
      look.stretch = k % 2 ? PM_STRETCH_LINEAR : PM_STRETCH_SQRT;
      Time start = now ();
      pm_view_model_set_look (model, &look);
      wait_complete (grid);
      Time time = since (start);
      if (time.wall_ms > worst.wall_ms)
        worst = time;
    }
  print_row ("another stretch of all visible maps, worst", 50.0, worst);
}

static void
measure_judging (PmWindow *window)
{
  PmSession *session = pm_window_get_session (window);
  guint n = pm_view_model_get_n_pixels (pm_window_get_model (window));
  Time worst = { 0 }, worst_shown = { 0 };
  begin_turns ();
  for (guint k = 0; k < 30; k++)
    {
      guint pixel = (k * 97u) % n;
      Time start = now ();
      pm_session_judge (session, &pixel, 1, PM_FLAG_STATE_BAD, "double peak");
      Time time = since (start);
      wait_painted (GTK_WIDGET (window));
      Time shown = since (start);
      worst = time.wall_ms > worst.wall_ms ? time : worst;
      worst_shown = shown.wall_ms > worst_shown.wall_ms ? shown : worst_shown;
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
    }
  print_row ("judging one pixel, worst of 30", 16.0, worst);
  print_row ("judging until it is painted, worst", 50.0, worst_shown);
  end_turns ("judging");
  g_autofree guint *all = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    all[i] = i;
  Time start = now ();
  pm_session_judge (session, all, n, PM_FLAG_STATE_GOOD, NULL);
  print_row ("judging all pixels", 50.0, since (start));
}

static void
measure_stop (PmWindow *window)
{
  PmSession *session = pm_window_get_session (window);
  Time worst = { 0 };
  for (int k = 0; k < 5; k++)
    {
      pm_session_reduce (session);
      Time began = now ();
      while (since (began).wall_ms < 300.0 + 400.0 * k) /* at different steps */
        g_main_context_iteration (NULL, TRUE);
      Time start = now ();
      g_action_group_activate_action (G_ACTION_GROUP (window), "stop", NULL);
      g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), !=, PM_JOB_RUNNING);
      wait_painted (GTK_WIDGET (window));
      Time time = since (start);
      worst = time.wall_ms > worst.wall_ms ? time : worst;
    }
  print_row ("stop until it is painted, worst of 5", 100.0, worst);
}

int
main (int argc, char **argv)
{
  PmApplication *application = pm_test_window_init (&argc, &argv);
  g_main_context_set_poll_func (NULL, poll_cb);
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.subarrays = 7;
  sim.length_s = 30.0;
  sim.seed = 5;
  PmWindow *window = pm_test_window_open (application);
  PmSession *session = pm_window_get_session (window);
  const char *const paths[] = { pm_test_reduce_scan ("full", &sim), NULL };
  pm_session_add_scans (session, paths);
  pm_test_wait_until (pm_session_can_reduce (session));
  g_print ("%-44s %8s %10s %10s\n", "", "required", "clock", "processor (ms)");
  measure_reduction (window);
  measure_colours (window);
  measure_views (window);
  measure_judging (window);
  measure_stop (window);
  pm_test_window_close (window);
  pm_test_window_done (application);
  return EXIT_SUCCESS;
}
