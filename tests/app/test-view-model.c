/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the views share: order, filter, marks, selection over results, and who is told when.
 */
#include "pm-test-result.h"
#include "pm-test.h"
#include "pm-view-model.h"

#include <math.h>
#include <time.h>

/* Of a hundred: number 7 flagged (W), 23 bad, 31 good by hand, 43 not fitted, 61 blind. */
#define N 200

typedef struct
{
  PmViewModel *model;
  PmResult *result;
  PmSuspicion *suspicion;
  guint n_result, n_order, n_look;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->result = pm_test_result_new (2, 10, 10);
  double *coupling = f->result->table->values[PM_COLUMN_COUPLING];
  coupling[5] = coupling[150] = 0.21;
  coupling[90] = 4.9; /* the most suspicious by its logarithm is 0.21: 1.56 to 1.59; the medians of the groups decide */
  f->suspicion = pm_suspicion_new (f->result);
  f->model = pm_view_model_new ();
  pm_view_model_set_result (f->model, f->result, f->suspicion);
  g_signal_connect_swapped (f->model, "result-changed", G_CALLBACK (count_cb), &f->n_result);
  g_signal_connect_swapped (f->model, "order-changed", G_CALLBACK (count_cb), &f->n_order);
  g_signal_connect_swapped (f->model, "look-changed", G_CALLBACK (count_cb), &f->n_look);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->model);
  pm_suspicion_unref (f->suspicion);
  pm_result_unref (f->result);
}

/* Order and places fit together; returns the number. */
static guint
check_order (PmViewModel *model)
{
  guint n, n_placed = 0;
  const int *order = pm_view_model_get_order (model, &n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (pm_view_model_get_place (model, order[i]), ==, (int) i);
  for (guint i = 0; i < pm_view_model_get_n_pixels (model); i++)
    n_placed += pm_view_model_get_place (model, (int) i) >= 0;
  g_assert_cmpuint (n_placed, ==, n);
  return n;
}

static int
first_pixel (PmViewModel *model)
{
  guint n;
  const int *order = pm_view_model_get_order (model, &n);
  return n > 0 ? order[0] : PM_PIXEL_NONE;
}

static void
test_marks (Fixture *f, gconstpointer data)
{
  static const struct
  {
    int pixel;
    PmMark mark;
  } cases[] = { { 0, PM_MARK_GOOD },      { 5, PM_MARK_SUSPICIOUS }, { 107, PM_MARK_FLAGGED }, { 23, PM_MARK_BAD },
                { 31, PM_MARK_GOOD_HAND }, { 143, PM_MARK_NOFIT },    { 61, PM_MARK_BLIND } };
  guint total = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (pm_view_model_get_mark (f->model, cases[i].pixel), ==, cases[i].mark);
      g_assert_cmpint (pm_view_model_is_suspicious (f->model, cases[i].pixel), ==, cases[i].mark == PM_MARK_SUSPICIOUS);
    }
  for (int m = 0; m < PM_N_MARKS; m++)
    total += pm_view_model_count (f->model, (PmMark) m);
  g_assert_cmpuint (total, ==, N);
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_SUSPICIOUS), ==, 3);
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_BLIND), ==, 2);
}

static void
test_sort (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (check_order (f->model), ==, N);
  g_assert_cmpint (first_pixel (f->model), ==, 0);
  g_object_set (f->model, "sort", PM_SORT_COUPLING, NULL);
  g_assert_cmpint (first_pixel (f->model), ==, 5);
  g_assert_cmpint (pm_view_model_get_place (f->model, 150), ==, 1);
  g_assert_cmpint (pm_view_model_get_place (f->model, 43), >=, N - 4); /* no coupling: last */
  g_object_set (f->model, "descending", TRUE, NULL);
  g_assert_cmpint (first_pixel (f->model), ==, 90);
  g_assert_cmpint (pm_view_model_get_place (f->model, 43), >=, N - 4);
  g_assert_cmpuint (check_order (f->model), ==, N);
  g_assert_cmpuint (f->n_order, ==, 2);
  g_object_set (f->model, "descending", TRUE, "sort", PM_SORT_COUPLING, NULL);
  g_assert_cmpuint (f->n_order, ==, 2);
  g_object_set (f->model, "descending", FALSE, "sort", PM_SORT_SUSPICION, NULL);
  gsize n;
  g_assert_cmpint (first_pixel (f->model), ==, (int) pm_suspicion_get_ranking (f->suspicion, &n)[0]);
  g_assert_cmpuint (f->n_result, ==, 0);
}

static guint
count_shown (PmViewModel *model, const char *text)
{
  g_object_set (model, "text", text, NULL);
  return check_order (model);
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  guint n_notified = 0;
  g_signal_connect_swapped (f->model, "notify", G_CALLBACK (count_cb), &n_notified);
  g_assert_false (pm_view_model_is_filtered (f->model));
  g_assert_cmpuint (count_shown (f->model, "r1[3,"), ==, 10);
  g_assert_true (pm_view_model_is_filtered (f->model));
  g_assert_cmpuint (count_shown (f->model, "w"), ==, 2);
  g_assert_cmpuint (count_shown (f->model, "WF"), ==, 0); /* both, on one pixel */
  g_assert_cmpuint (count_shown (f->model, "-"), ==, 0);
  g_assert_cmpuint (count_shown (f->model, NULL), ==, N);
  g_object_set (f->model, "marks", 1u << PM_MARK_SUSPICIOUS | 1u << PM_MARK_BAD, NULL);
  g_assert_cmpuint (check_order (f->model), ==, 5);
  g_object_set (f->model, "group", "R1", NULL);
  g_assert_cmpuint (check_order (f->model), ==, 2);
  g_assert_cmpuint (count_shown (f->model, "[2,"), ==, 1);
  g_assert_cmpint (first_pixel (f->model), ==, 123);
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_BAD), ==, 2);
  f->n_order = n_notified = 0;
  pm_view_model_clear_filter (f->model);
  g_assert_cmpuint (f->n_order, ==, 1);
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_cmpuint (check_order (f->model), ==, N);
  g_assert_false (pm_view_model_is_filtered (f->model));
  g_autofree char *group = NULL, *text = NULL;
  guint marks;
  g_object_get (f->model, "group", &group, "text", &text, "marks", &marks, NULL);
  g_assert_null (group);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (marks, ==, 0);
}

/* Another result of the same array, as after each round: what is selected stays. Of another array: nothing does. */
static void
test_results (Fixture *f, gconstpointer data)
{
  PmPixelSelection *selection = pm_view_model_get_selection (f->model);
  g_assert_cmpuint (pm_pixel_selection_get_n_pixels (selection), ==, N);
  pm_pixel_selection_select_range (selection, 10, 12);
  pm_pixel_selection_set_current (selection, 11);
  g_autoptr (PmResult) same = pm_test_result_new (2, 10, 10), other = pm_test_result_new (1, 20, 10);
  pm_view_model_set_result (f->model, same, NULL);
  g_assert_true (pm_view_model_get_result (f->model) == same);
  g_assert_null (pm_view_model_get_suspicion (f->model));
  g_assert_cmpuint (f->n_result, ==, 1);
  g_assert_cmpuint (f->n_order, ==, 0);
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_SUSPICIOUS), ==, 0);
  g_assert_true (pm_pixel_selection_is_selected (selection, 12));
  g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, 11);

  g_object_set (f->model, "group", "R1", NULL);
  f->n_order = 0;
  pm_view_model_set_result (f->model, other, NULL); /* as many pixels of other names */
  g_autofree char *group = NULL;
  g_object_get (f->model, "group", &group, NULL);
  g_assert_null (group);
  g_assert_cmpuint (f->n_order, ==, 1);
  g_assert_false (pm_pixel_selection_is_selected (selection, 12));
  g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, PM_PIXEL_NONE);
  g_assert_cmpuint (pm_pixel_selection_get_n_pixels (selection), ==, N);

  pm_view_model_set_result (f->model, NULL, NULL);
  g_assert_cmpuint (pm_view_model_get_n_pixels (f->model), ==, 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_pixels (selection), ==, 0);
  g_assert_null (pm_view_model_get_nominal_x (f->model));
  g_assert_cmpuint (check_order (f->model), ==, 0);
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, 1), ==, PM_PIXEL_NONE);
  g_object_set (f->model, "sort", PM_SORT_S2N, "text", "x", NULL);
  g_autofree char *text = pm_view_model_dup_sort_text (f->model, 0);
  g_assert_cmpstr (text, ==, "");
  pm_view_model_set_result (f->model, f->result, f->suspicion);
}

/* A result of which an order changes: with the filter on, a judgement takes the pixel out. */
static void
test_judged (Fixture *f, gconstpointer data)
{
  PmPixelSelection *selection = pm_view_model_get_selection (f->model);
  g_object_set (f->model, "marks", 1u << PM_MARK_SUSPICIOUS, NULL);
  pm_pixel_selection_set_current (selection, 90);
  f->n_order = 0;
  f->result->table->manual[90] = PM_MANUAL_BAD; /* nobody else has it */
  f->result->table->status[90] = PM_PIXEL_FLAGGED;
  g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (f->result);
  pm_view_model_set_result (f->model, f->result, suspicion);
  g_assert_cmpuint (f->n_order, ==, 1);
  g_assert_cmpint (pm_view_model_get_place (f->model, 90), ==, -1);
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, 1), ==, 150); /* not from the start again */
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, -1), ==, 5);
}

static void
test_next (Fixture *f, gconstpointer data)
{
  PmPixelSelection *selection = pm_view_model_get_selection (f->model);
  static const int forwards[] = { 5, 90, 150, 5 }, backwards[] = { 150, 90, 5, 150 };
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, -1), ==, 150);
  for (int i = 0; i < 4; i++)
    {
      pm_pixel_selection_set_current (selection, pm_view_model_find_suspicious (f->model, 1));
      g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, forwards[i]);
    }
  for (int i = 0; i < 4; i++)
    {
      pm_pixel_selection_set_current (selection, pm_view_model_find_suspicious (f->model, -1));
      g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, backwards[i]);
    }
  g_object_set (f->model, "group", "R1", NULL);
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, 1), ==, 150); /* the only one: itself */
  g_object_set (f->model, "text", "[9,9]", NULL);
  g_assert_cmpint (pm_view_model_find_suspicious (f->model, 1), ==, PM_PIXEL_NONE);
}

static void
test_text (Fixture *f, gconstpointer data)
{
  g_autofree char *reason = pm_view_model_dup_suspicion_text (f->model, 5), *none = pm_view_model_dup_suspicion_text (f->model, 6),
                  *nothing = pm_view_model_dup_sort_text (f->model, 5);
  g_assert_cmpstr (reason, ==, "coupling 0.21");
  g_assert_null (none);
  g_assert_cmpstr (nothing, ==, "");
  g_object_set (f->model, "sort", PM_SORT_COUPLING, NULL);
  g_autofree char *value = pm_view_model_dup_sort_text (f->model, 5);
  g_assert_cmpstr (value, ==, "0.21");
}

static void
test_look (Fixture *f, gconstpointer data)
{
  PmMapLook look = *pm_view_model_get_look (f->model);
  pm_view_model_set_look (f->model, &look);
  g_assert_cmpuint (f->n_look, ==, 0);
  look.high = 20.0;
  pm_view_model_set_look (f->model, &look);
  g_assert_cmpuint (f->n_look, ==, 1);
  g_assert_cmpfloat (pm_view_model_get_look (f->model)->high, ==, 20.0);
}

/* Positions come from instrument and array solution; without them they are not known. */
static void
test_positions (Fixture *f, gconstpointer data)
{
  g_assert_true (isnan (pm_view_model_get_nominal_x (f->model)[5]) && isnan (pm_view_model_get_predicted_y (f->model)[5]));
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  PmChannel *channels = g_new0 (PmChannel, 4);
  for (int i = 0; i < 4; i++)
    channels[i] = (PmChannel){ .line = -1, .nominal_x = i, .nominal_y = 10 * i };
  result->instrument = pm_instrument_new ("TEST", "A", channels, 4, g_new0 (PmChannelGroup, 1), 1);
  result->n_solutions = 2;
  result->solutions = g_new0 (PmArraySolution, 2);
  result->solutions[1] = (PmArraySolution){ .valid = true, .cx = 1.0, .axx = 2.0, .ayy = 1.0 };
  pm_view_model_set_result (f->model, result, NULL);
  g_assert_cmpfloat (pm_view_model_get_nominal_x (f->model)[3], ==, 3.0);
  g_assert_cmpfloat (pm_view_model_get_nominal_y (f->model)[3], ==, 30.0);
  g_assert_cmpfloat (pm_view_model_get_predicted_x (f->model)[3], ==, 7.0);
  g_assert_cmpfloat (pm_view_model_get_predicted_y (f->model)[3], ==, 30.0);
}

/* CPU time of this thread: other programs do not count. */
static double
cpu_seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* Order and filter are made anew between two frames: 50 ms for 100,000 pixels; four times that for slow machines. */
static void
test_fast (void)
{
  const gsize n = 100000;
  g_autoptr (PmViewModel) model = pm_view_model_new ();
  g_autoptr (PmResult) result = pm_result_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  result->table = pm_pixel_table_new (n);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("R0[%d,%d]", (int) i / 200, (int) i % 200);
      pm_pixel_table_set_id (result->table, i, id);
      pm_pixel_table_set_group (result->table, i, "R0");
      result->table->values[PM_COLUMN_COUPLING][i] = g_rand_double (random);
    }
  pm_view_model_set_result (model, result, NULL);
  double start = cpu_seconds ();
  pm_view_model_set_result (model, result, NULL);
  double middle = cpu_seconds ();
  g_object_set (model, "sort", PM_SORT_COUPLING, NULL);
  double end = cpu_seconds ();
  g_object_set (model, "text", ",99]", NULL);
  double filtered = cpu_seconds ();
  g_assert_cmpuint (check_order (model), ==, n / 200);
  g_test_message ("result %.1f ms, sort %.1f ms, filter %.1f ms", 1e3 * (middle - start), 1e3 * (end - middle), 1e3 * (filtered - end));
  g_assert_cmpfloat (middle - start, <, 0.2);
  g_assert_cmpfloat (end - middle, <, 0.2);
  g_assert_cmpfloat (filtered - end, <, 0.2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  static const struct
  {
    const char *name;
    void (*function) (Fixture *, gconstpointer);
  } tests[] = { { "marks", test_marks },   { "sort", test_sort }, { "filter", test_filter }, { "results", test_results },
                { "judged", test_judged }, { "next", test_next }, { "text", test_text },     { "look", test_look },
                { "positions", test_positions } };
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/view-model/", tests[i].name, NULL);
      g_test_add (path, Fixture, NULL, set_up, tests[i].function, tear_down);
    }
  g_test_add_func ("/view-model/fast", test_fast);
  return g_test_run ();
}
