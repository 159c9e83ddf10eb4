/* SPDX-License-Identifier: GPL-3.0-or-later
 * Suspicious pixels. But for the second peak a criterion is a deviation r, on one axis or on two, from the median of the pixel's group.
 * What a healthy pixel shows has the variance
 *
 *     s^2 + e^2 + f^2,
 *
 * e: the pixel's own error; s: how much healthy pixels differ really, chosen so that the robust scatter of r / sqrt (s^2 + e^2) is 1; f: a
 * floor, a quarter of what is too small to matter. Deviations are measured on scales on which that is nearly a Gaussian: logarithms, and
 * for the elongation the two components of a polarization, whose length alone is biased for faint pixels.
 *
 * Errors of the ellipse are not in the table, but follow from S/N: for a Gaussian in white noise the axes are independent with the relative
 * error sqrt (2) / (S/N) each (Condon 1997, eq. 21; his rho is the S/N at a fixed place). So ln of the geometric mean has the error
 * 1 / (S/N), and each component of the elongation 2 / (S/N). In reductions of drifting noise they scatter by 1.0 to 1.35 times that.
 */
#include "pm-suspicion.h"

#include "pm-beam.h"
#include "pm-second-peak.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

/* Levels in sigma at which the score is 1. Both are passed by chance by 6e-5 of all healthy pixels: of 1,280 by 0.08 for each criterion, by
 * less than one for all. What real arrays name beyond that are their tails, and these are what is looked for. */
#define LEVEL_ONE_AXIS 4.0  /* 2 (1 - Phi (4)) */
#define LEVEL_TWO_AXES 4.4  /* exp (-4.4^2 / 2) */

#define FLOOR_CHI2 0.05       /* x 4: reduced chi^2 22 % above the usual */
#define FLOOR_WIDTH 0.025     /* 10 % */
#define FLOOR_ELONGATION 0.03 /* 13 % */
#define FLOOR_DISTANCE 0.02   /* of the beam; 9 % of it */
#define FLOOR_COUPLING 0.05   /* 22 % */
#define FLOOR_NOISE 0.1       /* 49 % */

#define PEAK_RADIUS 1.2       /* beams around the fit */
#define PEAK_HEIGHT 0.1       /* of the fitted peak */
#define PEAK_SIGNIFICANCE 5.0 /* 60 beams fit into a map: 2e-5 of all maps by chance */
#define MIN_PIXELS 20         /* so many tell a median and a scatter (to 20 %); a group with fewer is compared with the whole array */

struct _PmSuspicion
{
  gsize n_rows, n_suspicious;
  double *scores, *values; /* [n_rows] */
  guint8 *reasons;         /* [n_rows] */
  guint *ranking;          /* [n_suspicious] */
  int *ranks;              /* [n_rows] */
};

/* A measure of all pixels. */
typedef struct
{
  PmSuspect what;
  int n_axes;
  gboolean only_above;     /* less than usual is nothing bad */
  double floor;
  double *value;           /* [rows]: as people read it; NULL: exp (deviation), the ratio to the median */
  double *r[2], *e[2];     /* [rows]: measure and error; NAN: not known */
} Criterion;

/* Pixels that are compared with each other. */
typedef struct
{
  gsize n_reference, n;
  gsize *reference, *rows; /* the good ones; those that get a score */
} Population;

static void
raise_score (PmSuspicion *self, gsize row, PmSuspect reason, double score, double value)
{
  if (!(score > self->scores[row]))
    return;
  self->scores[row] = score;
  self->values[row] = value;
  self->reasons[row] = (guint8) reason;
}

static void
criterion_init (Criterion *self, gsize n_rows, PmSuspect what, int n_axes, double floor, gboolean has_value)
{
  *self = (Criterion){ .what = what, .n_axes = n_axes, .floor = floor };
  self->value = has_value ? g_new (double, n_rows) : NULL;
  for (int a = 0; a < n_axes; a++)
    {
      self->r[a] = g_new (double, n_rows);
      self->e[a] = g_new0 (double, n_rows);
    }
}

static void
criterion_clear (Criterion *self)
{
  g_free (self->value);
  for (int a = 0; a < self->n_axes; a++)
    {
      g_free (self->r[a]);
      g_free (self->e[a]);
    }
}

/* The s of the head of this file for n deviations: by bisection, as the robust scatter falls with it. */
static double
own_scatter (const double *r, const double *e, gsize n, double *work)
{
  memcpy (work, r, n * sizeof *work);
  double low = 0.0, high = pm_robust_sigma (work, n, NULL);
  for (int step = 0; high > 0.0 && step < 20; step++)
    {
      double s = 0.5 * (low + high);
      for (gsize i = 0; i < n; i++)
        work[i] = r[i] / sqrt (s * s + e[i] * e[i]);
      if (pm_robust_sigma (work, n, NULL) > 1.0)
        low = s;
      else
        high = s;
    }
  return high;
}

/* Where the population is on one axis, and its own scatter; FALSE if too few pixels have a value. */
static gboolean
measure_population (const Criterion *criterion, int axis, const Population *population, double *centre, double *scatter)
{
  gsize n = 0;
  g_autofree double *r = g_new (double, population->n_reference), *e = g_new (double, population->n_reference),
                    *work = g_new (double, population->n_reference);
  for (gsize i = 0; i < population->n_reference; i++)
    {
      gsize row = population->reference[i];
      if (!isfinite (criterion->r[axis][row]) || !isfinite (criterion->e[axis][row]))
        continue;
      r[n] = criterion->r[axis][row];
      e[n++] = criterion->e[axis][row];
    }
  if (n < MIN_PIXELS)
    return FALSE;
  memcpy (work, r, n * sizeof *work);
  *centre = pm_median (work, n);
  for (gsize i = 0; i < n; i++)
    r[i] -= *centre;
  *scatter = own_scatter (r, e, n, work);
  return TRUE;
}

static void
apply_criterion (PmSuspicion *self, const Criterion *criterion, const Population *population)
{
  double centre[2], scatter[2], level = criterion->n_axes == 2 ? LEVEL_TWO_AXES : LEVEL_ONE_AXIS;
  for (int a = 0; a < criterion->n_axes; a++)
    if (!measure_population (criterion, a, population, &centre[a], &scatter[a]))
      return;
  for (gsize i = 0; i < population->n; i++)
    {
      gsize row = population->rows[i];
      double sum = 0.0, r = 0.0;
      for (int a = 0; a < criterion->n_axes; a++)
        {
          double e = criterion->e[a][row];
          r = criterion->r[a][row] - centre[a];
          sum += r * r / (scatter[a] * scatter[a] + e * e + criterion->floor * criterion->floor);
        }
      if (!criterion->only_above || r > 0.0)
        raise_score (self, row, criterion->what, sqrt (sum) / level, criterion->value ? criterion->value[row] : exp (r));
    }
}

/* The measures. */

static void
fill_logarithm (Criterion *self, const PmResult *result, PmColumn column)
{
  const double *v = result->table->values[column];
  for (gsize i = 0; i < result->table->n_rows; i++)
    {
      self->r[0][i] = v[i] > 0.0 ? log (v[i]) : NAN;
      if (self->value)
        self->value[i] = v[i];
    }
}

static void
fill_chi2 (Criterion *self, const PmResult *result)
{
  criterion_init (self, result->table->n_rows, PM_SUSPECT_CHI2, 1, FLOOR_CHI2, TRUE);
  self->only_above = TRUE;
  fill_logarithm (self, result, PM_COLUMN_CHI2);
}

static void
fill_width (Criterion *self, const PmResult *result)
{
  double *const *v = result->table->values;
  criterion_init (self, result->table->n_rows, PM_SUSPECT_WIDTH, 1, FLOOR_WIDTH, FALSE);
  for (gsize i = 0; i < result->table->n_rows; i++)
    {
      self->r[0][i] = 0.5 * log (v[PM_COLUMN_FWHM_MAJOR][i] * v[PM_COLUMN_FWHM_MINOR][i]);
      self->e[0][i] = 1.0 / v[PM_COLUMN_S2N][i];
    }
}

static void
fill_elongation (Criterion *self, const PmResult *result)
{
  double *const *v = result->table->values;
  criterion_init (self, result->table->n_rows, PM_SUSPECT_ELONGATION, 2, FLOOR_ELONGATION, TRUE);
  for (gsize i = 0; i < result->table->n_rows; i++)
    {
      double ratio = v[PM_COLUMN_FWHM_MAJOR][i] / v[PM_COLUMN_FWHM_MINOR][i], twice = v[PM_COLUMN_ANGLE][i] * G_PI / 90.0;
      self->value[i] = ratio;
      self->r[0][i] = log (ratio) * cos (twice);
      self->r[1][i] = log (ratio) * sin (twice);
      self->e[0][i] = self->e[1][i] = 2.0 / v[PM_COLUMN_S2N][i];
    }
}

static void
fill_distance (Criterion *self, const PmResult *result)
{
  double *const *v = result->table->values;
  criterion_init (self, result->table->n_rows, PM_SUSPECT_DISTANCE, 2, FLOOR_DISTANCE * result->beam_fwhm_arcsec, TRUE);
  for (gsize i = 0; i < result->table->n_rows; i++)
    {
      double x, y;
      pm_result_predict (result, i, &x, &y);
      self->r[0][i] = v[PM_COLUMN_X][i] - x;
      self->r[1][i] = v[PM_COLUMN_Y][i] - y;
      self->e[0][i] = v[PM_COLUMN_X_ERR][i];
      self->e[1][i] = v[PM_COLUMN_Y_ERR][i];
      self->value[i] = hypot (self->r[0][i], self->r[1][i]);
    }
}

static void
fill_coupling (Criterion *self, const PmResult *result)
{
  double *const *v = result->table->values;
  criterion_init (self, result->table->n_rows, PM_SUSPECT_COUPLING, 1, FLOOR_COUPLING, TRUE);
  fill_logarithm (self, result, PM_COLUMN_COUPLING);
  for (gsize i = 0; i < result->table->n_rows; i++)
    self->e[0][i] = v[PM_COLUMN_COUPLING_ERR][i] / v[PM_COLUMN_COUPLING][i];
}

static void
fill_noise (Criterion *self, const PmResult *result)
{
  criterion_init (self, result->table->n_rows, PM_SUSPECT_NOISE, 1, FLOOR_NOISE, FALSE);
  fill_logarithm (self, result, PM_COLUMN_NOISE);
}

/* Second peaks. If most maps have one there, it is the beam's: then only those count that stand out. */
static void
look_for_second_peaks (PmSuspicion *self, const PmResult *result, const Population *all)
{
  const PmMapSet *maps = result->maps;
  double *const *v = result->table->values;
  if (!maps || !(result->beam_fwhm_arcsec > 0.0))
    return;
  gsize n_work = 0, n = 0;
  double cell = maps->grid.cell_arcsec, beam = result->beam_fwhm_arcsec / cell;
  g_autofree float *work = NULL;
  g_autofree double *heights = g_new0 (double, all->n), *sorted = g_new (double, all->n), *significances = g_new0 (double, all->n);
  for (gsize i = 0; i < all->n; i++)
    {
      gsize row = all->rows[i];
      const PmMap *map = pm_map_set_find (maps, row);
      if (!map)
        continue;
      PmSecondPeak peak;
      PmSecondPeakSearch search = { beam / PM_FWHM_PER_SIGMA,
                                    -v[PM_COLUMN_X][row] / cell + maps->grid.ref_x - (double) map->x0,
                                    -v[PM_COLUMN_Y][row] / cell + maps->grid.ref_y - (double) map->y0,
                                    v[PM_COLUMN_PEAK][row], PEAK_RADIUS * beam, PEAK_SIGNIFICANCE, PEAK_HEIGHT };
      if (pm_second_peak_work (map->nx, map->ny) > n_work)
        {
          n_work = pm_second_peak_work (map->nx, map->ny);
          work = g_renew (float, work, n_work);
        }
      if (pm_second_peak_find (map->signal, map->weight, map->nx, map->ny, &search, work, &peak))
        {
          heights[i] = peak.height;
          significances[i] = peak.significance;
        }
      sorted[n++] = heights[i];
    }
  double usual, scatter = pm_robust_sigma (sorted, n, &usual);
  double level = n > 0 ? MAX (PEAK_HEIGHT, usual + LEVEL_ONE_AXIS * scatter) : PEAK_HEIGHT;
  for (gsize i = 0; i < all->n; i++)
    raise_score (self, all->rows[i], PM_SUSPECT_SECOND_PEAK, MIN (heights[i] / level, significances[i] / PEAK_SIGNIFICANCE), heights[i]);
}

/* Populations. */

static Population
collect (const PmPixelTable *table, const char *group)
{
  Population population = { 0, 0, g_new (gsize, table->n_rows), g_new (gsize, table->n_rows) };
  for (gsize row = 0; row < table->n_rows; row++)
    {
      if (table->status[row] != PM_PIXEL_GOOD || (group && strcmp (table->group[row], group) != 0))
        continue;
      population.reference[population.n_reference++] = row;
      if (table->manual[row] == PM_MANUAL_NONE)
        population.rows[population.n++] = row;
    }
  return population;
}

static void
free_population (gpointer data)
{
  Population *population = data;
  g_free (population->reference);
  g_free (population->rows);
  g_free (population);
}

/* One for each group. A small one has all good pixels as its reference. */
static GPtrArray *
collect_groups (const PmPixelTable *table, const Population *all)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *groups = g_ptr_array_new_with_free_func (free_population);
  const char *last = NULL;
  for (gsize row = 0; row < table->n_rows; row++)
    {
      if (table->group[row] == last || !g_hash_table_add (seen, (gpointer) table->group[row]))
        continue;
      last = table->group[row];
      Population *group = g_new (Population, 1);
      *group = collect (table, last);
      if (group->n_reference < MIN_PIXELS)
        {
          memcpy (group->reference, all->reference, all->n_reference * sizeof *all->reference);
          group->n_reference = all->n_reference;
        }
      g_ptr_array_add (groups, group);
    }
  return groups;
}

/* The ranking. */

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const PmSuspicion *self = data;
  guint left = *(const guint *) a, right = *(const guint *) b;
  if (self->scores[left] != self->scores[right])
    return self->scores[left] > self->scores[right] ? -1 : 1;
  return left < right ? -1 : left > right;
}

static void
rank_rows (PmSuspicion *self)
{
  for (gsize row = 0; row < self->n_rows; row++)
    {
      self->ranks[row] = -1;
      if (self->scores[row] >= 1.0)
        self->ranking[self->n_suspicious++] = (guint) row;
    }
  g_qsort_with_data (self->ranking, (int) self->n_suspicious, sizeof *self->ranking, compare_rows, self);
  for (gsize i = 0; i < self->n_suspicious; i++)
    self->ranks[self->ranking[i]] = (int) i;
}

PmSuspicion *
pm_suspicion_new (const PmResult *result)
{
  static void (*const fill[]) (Criterion *, const PmResult *) = { fill_chi2, fill_width, fill_elongation, fill_distance, fill_coupling,
                                                                  fill_noise };
  gsize n = result->table->n_rows;
  PmSuspicion *self = g_atomic_rc_box_new0 (PmSuspicion);
  self->n_rows = n;
  self->scores = g_new0 (double, n);
  self->values = g_new (double, n);
  self->reasons = g_new0 (guint8, n);
  self->ranking = g_new (guint, n);
  self->ranks = g_new (int, n);
  for (gsize row = 0; row < n; row++)
    self->values[row] = NAN;
  Population all = collect (result->table, NULL);
  g_autoptr (GPtrArray) groups = collect_groups (result->table, &all);
  look_for_second_peaks (self, result, &all);
  for (gsize c = 0; c < G_N_ELEMENTS (fill); c++)
    {
      Criterion criterion;
      fill[c](&criterion, result);
      for (guint g = 0; g < groups->len; g++)
        apply_criterion (self, &criterion, g_ptr_array_index (groups, g));
      criterion_clear (&criterion);
    }
  g_free (all.reference);
  g_free (all.rows);
  rank_rows (self);
  return self;
}

PmSuspicion *
pm_suspicion_ref (PmSuspicion *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PmSuspicion *self = data;
  g_free (self->scores);
  g_free (self->values);
  g_free (self->reasons);
  g_free (self->ranking);
  g_free (self->ranks);
}

void
pm_suspicion_unref (PmSuspicion *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

double
pm_suspicion_get_score (const PmSuspicion *self, gsize row)
{
  g_return_val_if_fail (row < self->n_rows, 0.0);
  return self->scores[row];
}

gboolean
pm_suspicion_is_suspicious (const PmSuspicion *self, gsize row)
{
  return pm_suspicion_get_score (self, row) >= 1.0;
}

PmSuspect
pm_suspicion_get_reason (const PmSuspicion *self, gsize row, double *value)
{
  g_return_val_if_fail (row < self->n_rows, PM_SUSPECT_NOTHING);
  if (value)
    *value = self->values[row];
  return (PmSuspect) self->reasons[row];
}

const guint *
pm_suspicion_get_ranking (const PmSuspicion *self, gsize *n)
{
  *n = self->n_suspicious;
  return self->ranking;
}

int
pm_suspicion_get_rank (const PmSuspicion *self, gsize row)
{
  g_return_val_if_fail (row < self->n_rows, -1);
  return self->ranks[row];
}
