/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-score.h"

#include "pm-test-scan.h"

#include <math.h>

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* The median of the finite values; not that of the core, which is part of what is tested. */
static double
median (const GArray *values)
{
  g_autofree double *v = g_new (double, values->len + 1);
  guint n = 0;
  for (guint i = 0; i < values->len; i++)
    if (isfinite (g_array_index (values, double, i)))
      v[n++] = g_array_index (values, double, i);
  qsort (v, n, sizeof *v, compare_doubles);
  return n == 0 ? NAN : n % 2 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

static double
robust_scatter (const GArray *values)
{
  double center = median (values);
  g_autoptr (GArray) distance = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < values->len; i++)
    {
      double d = fabs (g_array_index (values, double, i) - center);
      g_array_append_val (distance, d);
    }
  return 1.4826 * median (distance);
}

static double
rms_of (const GArray *values)
{
  double sum = 0.0, n = 0.0;
  for (guint i = 0; i < values->len; i++)
    {
      double v = g_array_index (values, double, i);
      if (isfinite (v))
        {
          sum += v * v;
          n += 1.0;
        }
    }
  return n > 0.0 ? sqrt (sum / n) : NAN;
}

static void
divide_by_median (GArray *values)
{
  double center = median (values);
  for (guint i = 0; i < values->len; i++)
    g_array_index (values, double, i) /= center;
}

/* Rows of the table and of the truth that belong to the same good pixel. */
typedef struct
{
  const PmPixelTable *table;
  GArray *truth, *rows, *truths;
} Matches;

static double
table_value (const Matches *m, PmColumn column, guint i)
{
  return m->table->values[column][g_array_index (m->rows, guint, i)];
}

static const PmTestTruth *
truth_of (const Matches *m, guint i)
{
  return &g_array_index (m->truth, PmTestTruth, g_array_index (m->truths, guint, i));
}

static void
match (Matches *m, PmTestScore *score)
{
  g_autoptr (GHashTable) indices = pm_pixel_table_hash_indices (m->table);
  guint wanted = 0, got = 0, known = 0;
  for (guint i = 0; i < m->truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (m->truth, PmTestTruth, i);
      gsize found = GPOINTER_TO_SIZE (g_hash_table_lookup (indices, GINT_TO_POINTER (t->index)));
      gboolean ok = g_str_equal (t->status, "ok"), want = ok && (t->snr >= 8.0 || t->snr == 0.0);
      gboolean good = found > 0 && m->table->status[found - 1] == PM_PIXEL_GOOD;
      guint row = (guint) (found - 1);
      wanted += want;
      got += want && good;
      known += good;
      if (good && (ok || g_str_equal (t->status, "noisy")))
        {
          g_array_append_val (m->rows, row);
          g_array_append_val (m->truths, i);
        }
    }
  score->good = m->rows->len;
  score->false_good = (guint) pm_pixel_table_count (m->table, PM_PIXEL_GOOD) - score->good;
  score->complete = wanted > 0 ? (double) got / wanted : NAN;
  g_assert_cmpuint (known, <=, pm_pixel_table_count (m->table, PM_PIXEL_GOOD));
}

static void
score_positions (const Matches *m, PmTestScore *score)
{
  g_autoptr (GArray) all_dx = g_array_new (FALSE, FALSE, sizeof (double)), all_dy = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) over = g_array_new (FALSE, FALSE, sizeof (double)), pulls = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *d[2] = { all_dx, all_dy };
  for (guint i = 0; i < score->good; i++)
    {
      double dx = table_value (m, PM_COLUMN_X, i) - truth_of (m, i)->x, dy = table_value (m, PM_COLUMN_Y, i) - truth_of (m, i)->y;
      g_array_append_val (d[0], dx);
      g_array_append_val (d[1], dy);
    }
  double center[2] = { median (d[0]), median (d[1]) }, far = 0.0, sum = 0.0;
  score->shift = hypot (center[0], center[1]);
  for (guint i = 0; i < score->good; i++)
    {
      double r2 = 0.0;
      for (int axis = 0; axis < 2; axis++)
        {
          const PmTestTruth *t = truth_of (m, i);
          double e = g_array_index (d[axis], double, i) - center[axis], z = e / (axis ? t->crlb_y : t->crlb_x);
          double p = e / table_value (m, axis ? PM_COLUMN_Y_ERR : PM_COLUMN_X_ERR, i);
          g_array_append_val (over, z);
          g_array_append_val (pulls, p);
          far += fabs (p) > 5.0;
          r2 += e * e;
        }
      sum += r2;
      score->max = fmax (score->max, sqrt (r2));
    }
  score->rms = sqrt (sum / score->good);
  score->over_crlb = robust_scatter (over);
  score->pull = robust_scatter (pulls);
  score->pull_rms = rms_of (pulls);
  score->far = far / (2.0 * score->good);
}

static void
score_responses (const Matches *m, PmTestScore *score)
{
  g_autoptr (GArray) q = g_array_new (FALSE, FALSE, sizeof (double)), p = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) over = g_array_new (FALSE, FALSE, sizeof (double)), pulls = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) ratio = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < score->good; i++)
    {
      double response = table_value (m, PM_COLUMN_GAIN, i) * table_value (m, PM_COLUMN_COUPLING, i);
      g_array_append_val (q, response);
      g_array_append_val (p, truth_of (m, i)->response);
    }
  divide_by_median (q);
  divide_by_median (p);
  for (guint i = 0; i < score->good; i++)
    {
      double v = g_array_index (q, double, i) / g_array_index (p, double, i);
      g_array_append_val (ratio, v);
    }
  double center = median (ratio);
  for (guint i = 0; i < score->good; i++)
    {
      double e = g_array_index (ratio, double, i) - center, snr = truth_of (m, i)->snr, z = snr > 0.0 ? e * snr : NAN;
      double pull = e * table_value (m, PM_COLUMN_COUPLING, i) / table_value (m, PM_COLUMN_COUPLING_ERR, i);
      g_array_append_val (over, z);
      g_array_append_val (pulls, pull);
      score->response_max = fmax (score->response_max, fabs (e));
    }
  score->coupling_over_crlb = robust_scatter (over);
  score->coupling_pull = robust_scatter (pulls);
}

PmTestScore
pm_test_score (const PmPixelTable *table, const char *truth_path)
{
  PmTestScore score = { 0 };
  Matches m = { table, pm_test_truth_read (truth_path, NULL, NULL), g_array_new (FALSE, FALSE, sizeof (guint)),
                g_array_new (FALSE, FALSE, sizeof (guint)) };
  match (&m, &score);
  g_assert_cmpuint (score.good, >, 0);
  score_positions (&m, &score);
  score_responses (&m, &score);
  g_array_unref (m.truth);
  g_array_unref (m.rows);
  g_array_unref (m.truths);
  return score;
}

void
pm_test_score_print (const char *name, const PmTestScore *s)
{
  g_test_message ("%s: good %u false_good %u complete %.4f shift %.4f rms %.4f max %.4f over_crlb %.4f pull %.4f pull_rms %.4f far %.4f "
                  "response_max %.5f coupling_over_crlb %.4f coupling_pull %.4f",
                  name, s->good, s->false_good, s->complete, s->shift, s->rms, s->max, s->over_crlb, s->pull, s->pull_rms, s->far,
                  s->response_max, s->coupling_over_crlb, s->coupling_pull);
}
