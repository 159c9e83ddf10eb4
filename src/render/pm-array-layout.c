/* SPDX-License-Identifier: GPL-3.0-or-later
 * Making a layout: positions, states, the limits of the colours. The index is in pm-array-index.c.
 */
#include "config.h"

#include "pm-array-layout.h"

#include "pm-array-index.h"
#include "pm-array-panels.h"
#include "pm-array-solution.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MIN_POSITIONS 12 /* of a solution that predicts: 6 parameters */

const char **
pm_array_layout_list_groups (const PmPixelTable *table)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *last = NULL;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const char *name = table->group[i];
      if (!*name || (last && strcmp (last, name) == 0))
        continue;
      last = name;
      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return (const char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* Positions of one sub-array (NULL: of all) side by side. */
static PmArraySolution
solve (const PmArraySource *source, const char *group)
{
  const PmPixelTable *table = source->table;
  gsize n = 0;
  g_autofree double *block = g_new (double, (4 + PM_ARRAY_SOLUTION_WORK) * table->n_rows + 1);
  double *x = block, *y = x + table->n_rows, *nominal_x = y + table->n_rows, *nominal_y = nominal_x + table->n_rows;
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->status[i] == PM_PIXEL_GOOD && (!group || strcmp (group, table->group[i]) == 0))
      {
        x[n] = table->values[PM_COLUMN_X][i];
        y[n] = table->values[PM_COLUMN_Y][i];
        nominal_x[n] = source->nominal_x[i];
        nominal_y[n++] = source->nominal_y[i];
      }
  return pm_array_solution_fit (x, y, nominal_x, nominal_y, n, MIN_POSITIONS, nominal_y + table->n_rows);
}

static void
predict (const PmArraySource *source, double *x, double *y)
{
  const PmPixelTable *table = source->table;
  g_autofree const char **groups = pm_array_layout_list_groups (table);
  gsize n_groups = g_strv_length ((char **) groups), last = 0;
  PmArraySolution whole = solve (source, NULL);
  g_autofree PmArraySolution *solutions = g_new (PmArraySolution, n_groups + 1);
  for (gsize g = 0; g < n_groups; g++)
    {
      solutions[g] = n_groups == 1 ? whole : solve (source, groups[g]);
      if (!solutions[g].valid)
        solutions[g] = whole;
    }
  solutions[n_groups] = whole;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      if (last >= n_groups || strcmp (groups[last], table->group[i]) != 0)
        for (last = 0; last < n_groups && strcmp (groups[last], table->group[i]) != 0; last++)
          ;
      x[i] = source->nominal_x[i];
      y[i] = source->nominal_y[i];
      if (solutions[last].valid)
        pm_array_solution_predict (&solutions[last], source->nominal_x[i], source->nominal_y[i], &x[i], &y[i]);
    }
}

static PmArrayState
state_of (const PmArraySource *source, gsize i)
{
  const PmPixelTable *table = source->table;
  switch (table->status[i])
    {
    case PM_PIXEL_BLIND:
      return PM_ARRAY_STATE_BLIND;
    case PM_PIXEL_NOFIT:
      return PM_ARRAY_STATE_NOT_FITTED;
    case PM_PIXEL_FLAGGED:
      return table->manual[i] == PM_MANUAL_BAD ? PM_ARRAY_STATE_BAD : PM_ARRAY_STATE_FLAGGED;
    case PM_PIXEL_GOOD:
    default:
      if (table->manual[i] == PM_MANUAL_GOOD)
        return PM_ARRAY_STATE_GOOD_BY_HAND;
      return source->suspicious && source->suspicious[i] ? PM_ARRAY_STATE_SUSPICIOUS : PM_ARRAY_STATE_GOOD;
    }
}

static void
place_pixels (PmArrayLayout *self, const PmArraySource *source)
{
  const double *measured_x = self->table->values[PM_COLUMN_X], *measured_y = self->table->values[PM_COLUMN_Y];
  gboolean have_nominal = source->nominal_x && source->nominal_y;
  g_autofree double *predicted = g_new (double, 2 * self->n_pixels + 1);
  double *predicted_x = predicted, *predicted_y = predicted + self->n_pixels;
  for (gsize i = 0; i < 2 * self->n_pixels; i++)
    predicted[i] = NAN;
  if (have_nominal)
    predict (source, predicted_x, predicted_y);

  for (gsize i = 0; i < self->n_pixels; i++)
    {
      gboolean fitted = isfinite (measured_x[i]) && isfinite (measured_y[i]);
      self->dx[i] = measured_x[i] - predicted_x[i];
      self->dy[i] = measured_y[i] - predicted_y[i];
      self->value[i] = pm_array_quantity_value (source->quantity, self->table, i, self->dx[i], self->dy[i]);
      self->state[i] = state_of (source, i);
      if (source->at_nominal)
        {
          self->x[i] = have_nominal ? source->nominal_x[i] : NAN;
          self->y[i] = have_nominal ? source->nominal_y[i] : NAN;
        }
      else
        {
          self->x[i] = fitted ? measured_x[i] : predicted_x[i];
          self->y[i] = fitted ? measured_y[i] : predicted_y[i];
        }
      if ((source->group && strcmp (source->group, self->table->group[i]) != 0) || !isfinite (self->x[i]) || !isfinite (self->y[i]))
        self->x[i] = self->y[i] = NAN;
      else
        self->n_shown++;
    }
}

gboolean
pm_array_layout_in_use (const PmArrayLayout *self, guint pixel)
{
  guint8 state = self->state[pixel];
  return (state == PM_ARRAY_STATE_GOOD || state == PM_ARRAY_STATE_SUSPICIOUS || state == PM_ARRAY_STATE_GOOD_BY_HAND)
         && isfinite (self->x[pixel]) && isfinite (self->value[pixel]);
}

static void
find_values (PmArrayLayout *self, double *values)
{
  self->n_values = 0;
  for (gsize i = 0; i < self->n_pixels; i++)
    if (pm_array_layout_in_use (self, (guint) i))
      values[self->n_values++] = self->value[i];
  self->smallest = pm_quantile (values, self->n_values, 0.0);
  self->largest = pm_quantile (values, self->n_values, 1.0);
  self->median = pm_quantile (values, self->n_values, 0.5);
}

/* Symmetric about the neutral value where there is one (1 % of ratios may lie outside on each side, 0.25 % of residuals), else from the
 * 1st to the 99th percentile. */
static void
find_limits (PmArrayLayout *self, double *values)
{
  double neutral = pm_array_quantity_neutral (self->quantity), tail = neutral == 0.0 ? 0.0025 : 0.01;
  self->map = isnan (neutral) ? PM_COLORMAP_VIRIDIS : PM_COLORMAP_COUPLING;
  self->low = self->n_values > 0 ? pm_quantile (values, self->n_values, tail) : 0.0;
  self->high = self->n_values > 0 ? pm_quantile (values, self->n_values, 1.0 - tail) : 1.0;
  if (!isnan (neutral))
    {
      double reach = self->n_values > 0 ? MAX (fabs (self->low - neutral), fabs (self->high - neutral)) : 0.5;
      reach = MAX (reach, 1e-3);
      self->low = neutral - reach;
      self->high = neutral + reach;
    }
  else if (!(self->high > self->low))
    {
      double margin = MAX (fabs (self->low) * 1e-3, 1e-12);
      self->low -= margin;
      self->high += margin;
    }
}

static void
find_residual (PmArrayLayout *self, double *lengths)
{
  gsize n = 0;
  for (gsize i = 0; i < self->n_pixels; i++)
    if (!isnan (self->x[i]) && isfinite (self->dx[i]) && isfinite (self->dy[i]))
      lengths[n++] = hypot (self->dx[i], self->dy[i]);
  self->residual = n > 0 ? pm_median (lengths, n) : NAN;
}

static void
hide_pixels (PmArrayLayout *self, const guint8 *hidden)
{
  for (gsize i = 0; i < self->n_pixels; i++)
    if (hidden[i] && !isnan (self->x[i]))
      {
        self->x[i] = self->y[i] = NAN;
        self->n_shown--;
      }
}

static void
find_bounds (PmArrayLayout *self)
{
  self->left = self->bottom = INFINITY;
  self->right = self->top = -INFINITY;
  for (gsize i = 0; i < self->n_pixels; i++)
    if (!isnan (self->x[i]))
      {
        self->left = MIN (self->left, self->x[i]);
        self->right = MAX (self->right, self->x[i]);
        self->bottom = MIN (self->bottom, self->y[i]);
        self->top = MAX (self->top, self->y[i]);
      }
  if (self->n_shown == 0)
    self->left = self->bottom = self->right = self->top = 0.0;
}

static void
add_margins (PmArrayLayout *self)
{
  self->left -= 0.5 * self->pitch_x;
  self->right += 0.5 * self->pitch_x;
  self->bottom -= 0.5 * self->pitch_y;
  self->top += 0.5 * self->pitch_y;
}

PmArrayLayout *
pm_array_layout_new (const PmArraySource *source)
{
  g_return_val_if_fail (source && source->table, NULL);
  g_return_val_if_fail ((guint) source->quantity < PM_N_ARRAY_QUANTITIES, NULL);
  PmArrayLayout *self = g_new0 (PmArrayLayout, 1);
  gsize n = source->table->n_rows;
  self->table = pm_pixel_table_ref (source->table);
  self->n_pixels = n;
  self->quantity = source->quantity;
  self->x = g_new (double, 5 * n + 1);
  self->y = self->x + n;
  self->value = self->y + n;
  self->dx = self->value + n;
  self->dy = self->dx + n;
  self->state = g_new (guint8, n + 1);
  place_pixels (self, source);
  g_autofree double *values = g_new (double, n + 1);
  find_values (self, values);
  find_limits (self, values);
  find_residual (self, values);
  find_bounds (self);
  pm_array_index_measure_pitch (self, source->nominal_x ? source->nominal_x : self->x, source->nominal_x ? source->nominal_y : self->y);
  self->overlapping = !source->group && pm_array_panels_overlap (self);
  if (source->side_by_side && !source->group)
    {
      pm_array_panels_arrange (self);
      find_bounds (self);
    }
  add_margins (self);
  if (source->hidden)
    {
      hide_pixels (self, source->hidden);
      find_values (self, values);
    }
  pm_array_index_build (self);
  return self;
}

void
pm_array_layout_free (PmArrayLayout *self)
{
  if (!self)
    return;
  pm_pixel_table_unref (self->table);
  g_free (self->x);
  g_free (self->state);
  g_free (self->panels);
  g_free (self->start);
  g_free (self->item);
  g_free (self);
}

void
pm_array_layout_histogram (const PmArrayLayout *self, double low, double high, guint *bins, gsize n)
{
  memset (bins, 0, n * sizeof *bins);
  if (!(high > low))
    return;
  for (gsize i = 0; i < self->n_pixels; i++)
    if (pm_array_layout_in_use (self, (guint) i) && self->value[i] >= low && self->value[i] <= high)
      bins[MIN (n - 1, (gsize) ((self->value[i] - low) / (high - low) * (double) n))]++;
}
