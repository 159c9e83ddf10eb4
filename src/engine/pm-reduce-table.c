/* SPDX-License-Identifier: GPL-3.0-or-later
 * From fits to the pixel table: positions and automatic flags. What judgements by hand change, pm-judge.c adds.
 */
#include "pm-reduction-private.h"

#include "pm-judge.h"

#include <math.h>
#include <string.h>

#define COVERED_S2N 2.0      /* in units of the lowest S/N: from there on a large position error is no matter of the signal */
#define PILE_UP_DISTANCE 0.1 /* of the pixel pitch */

static void
fill_row (const PmReduction *r, PmPixelTable *table, gsize row)
{
  const PmChannel *c = &r->instrument->channels[row];
  double *const *v = table->values;
  pm_pixel_table_set_id (table, row, c->id);
  pm_pixel_table_set_group (table, row, r->instrument->groups[c->group].name);
  table->index[row] = c->index;
  table->row[row] = c->row;
  table->col[row] = c->col;
  if (c->blind)
    {
      table->flags[row] = PM_FLAG_BLIND;
      return;
    }
  const PmScanState *scan = pm_reduction_reference_scan (r, c->slot);
  const PmPixelFit *fit = &r->fits[c->slot];
  double gain = scan->gain[c->slot];
  if (!scan->dead[c->slot])
    {
      v[PM_COLUMN_GAIN][row] = gain;
      v[PM_COLUMN_NOISE][row] = scan->sigma[c->slot] * sqrt (scan->tl->dt_s);
    }
  if (fit->status != PM_FIT_OK)
    return;
  double sx = sqrt (fit->covariance[1][1]), sy = sqrt (fit->covariance[2][2]);
  v[PM_COLUMN_X][row] = -fit->x;
  v[PM_COLUMN_Y][row] = -fit->y;
  v[PM_COLUMN_X_ERR][row] = sx * r->error_scale[1];
  v[PM_COLUMN_Y_ERR][row] = sy * r->error_scale[2];
  v[PM_COLUMN_XY_CORR][row] = fit->covariance[1][2] / (sx * sy);
  v[PM_COLUMN_PEAK][row] = fit->amplitude / gain;
  v[PM_COLUMN_PEAK_ERR][row] = sqrt (fit->covariance[0][0]) * r->error_scale[0] / fabs (gain);
  v[PM_COLUMN_S2N][row] = fit->s2n / r->error_scale[0];
  v[PM_COLUMN_CHI2][row] = r->chi2[c->slot];
  const PmEllipse *e = &r->ellipses[c->slot];
  if (e->valid)
    {
      v[PM_COLUMN_FWHM_MAJOR][row] = e->fwhm_major;
      v[PM_COLUMN_FWHM_MINOR][row] = e->fwhm_minor;
      v[PM_COLUMN_ANGLE][row] = e->angle_deg;
    }
}

/* No answer to the sky, in a scan whose sky tells: the gain is near zero, and known well enough to say so. */
static gboolean
is_deaf (const PmReduction *r, gsize slot)
{
  int group = r->instrument->channels[r->instrument->channel_of_slot[slot]].group;
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmScanState *s = &r->scans[k];
      if (s->has_mode[group] && s->sigma[slot] > 0.0 && !(fabs (s->gain[slot]) > r->options->flag_gain) &&
          pm_reduction_gain_error (r, s, slot) < r->options->flag_gain)
        return TRUE;
    }
  return FALSE;
}

/* W and E: from the free ellipse, where it differs from the common beam by much and significantly. */
static guint32
shape_flags (const PmReduction *r, const PmEllipse *e)
{
  const PmOptions *o = r->options;
  double common = PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  guint32 flags = 0;
  if (!e->valid)
    return 0;
  double fwhm = sqrt (e->fwhm_major * e->fwhm_minor), ratio = fwhm / common, elongation = e->fwhm_major / e->fwhm_minor;
  if (fmax (ratio, 1.0 / ratio) > o->flag_width_ratio && fabs (fwhm - common) > o->flag_significance * e->fwhm_error)
    flags |= PM_FLAG_WIDTH;
  if (elongation > o->flag_elongation && elongation - 1.0 > o->flag_significance * e->elongation_error)
    flags |= PM_FLAG_ELONGATION;
  return flags;
}

/* Flags that concern one pixel by itself, or against typical values of the array. */
static void
flag_rows (const PmReduction *r, PmPixelTable *table)
{
  const PmOptions *o = r->options;
  double beam = PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec, noise = pm_pixel_table_median (table, table->values[PM_COLUMN_NOISE], NULL);
  g_autofree double *exposure = g_new (double, table->n_rows);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      gsize slot = r->instrument->channels[row].slot;
      exposure[row] = slot != PM_SLOT_NONE && r->fits[slot].status == PM_FIT_OK ? r->exposure_s[slot] : NAN;
    }
  double usual_exposure = pm_pixel_table_median (table, exposure, NULL);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      const PmChannel *c = &r->instrument->channels[row];
      if (c->blind)
        continue;
      const PmScanState *scan = pm_reduction_reference_scan (r, c->slot);
      const PmPixelFit *fit = &r->fits[c->slot];
      guint32 flags = 0;
      if (scan->dead[c->slot] || is_deaf (r, c->slot))
        flags |= PM_FLAG_DEAD;
      if (table->values[PM_COLUMN_NOISE][row] > o->flag_noise * noise)
        flags |= PM_FLAG_NOISE;
      if ((double) scan->n_spikes[c->slot] > o->flag_spikes * (double) scan->n_samples[c->slot])
        flags |= PM_FLAG_SPIKY;
      if (fit->status != PM_FIT_OK)
        flags |= PM_FLAG_NO_FIT;
      else
        {
          double ex = table->values[PM_COLUMN_X_ERR][row], ey = table->values[PM_COLUMN_Y_ERR][row];
          if (!(table->values[PM_COLUMN_S2N][row] > o->flag_s2n))
            flags |= PM_FLAG_LOW_S2N;
          if (!(fmax (ex, ey) < o->flag_error * beam)) /* for want of signal, or of scan lines */
            flags |= table->values[PM_COLUMN_S2N][row] > COVERED_S2N * o->flag_s2n ? PM_FLAG_MAP_EDGE : PM_FLAG_LOW_S2N;
          if (r->ambiguous[c->slot] || !(exposure[row] >= o->flag_coverage * usual_exposure))
            flags |= PM_FLAG_MAP_EDGE;
          if (r->predicted[c->slot])
            {
              double off = hypot (fit->x - r->predicted_x[c->slot], fit->y - r->predicted_y[c->slot]);
              double scatter = r->solutions[c->group].scatter_arcsec;
              if (off > o->flag_far * sqrt (scatter * scatter + fmax (ex, ey) * fmax (ex, ey)))
                flags |= PM_FLAG_FAR;
            }
          flags |= shape_flags (r, &r->ellipses[c->slot]);
        }
      table->flags[row] |= flags;
    }
}

static int
compare_by_x (gconstpointer a, gconstpointer b, gpointer data)
{
  const double *x = data;
  double xa = x[*(const gsize *) a], xb = x[*(const gsize *) b];
  return (xa > xb) - (xa < xb);
}

/* U: several pixels of one sub-array in one spot: the fits of something that is not the source. Sorted by x, few pairs are near. */
static void
flag_pile_ups (const PmReduction *r, PmPixelTable *table)
{
  double limit = PILE_UP_DISTANCE * r->instrument->pixel_arcsec;
  double *x = table->values[PM_COLUMN_X], *y = table->values[PM_COLUMN_Y];
  const PmChannel *channels = r->instrument->channels;
  g_autofree gsize *order = g_new (gsize, table->n_rows + 1);
  g_autofree int *others = g_new0 (int, table->n_rows + 1);
  gsize n = 0;
  for (gsize row = 0; row < table->n_rows; row++)
    if (isfinite (x[row]))
      order[n++] = row;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_by_x, x);
  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n && x[order[j]] - x[order[i]] < limit; j++)
      if (channels[order[i]].group == channels[order[j]].group && fabs (y[order[i]] - y[order[j]]) < limit)
        {
          others[order[i]]++;
          others[order[j]]++;
        }
  for (gsize row = 0; row < table->n_rows; row++)
    if (isfinite (x[row]) && others[row] >= r->options->flag_pile_up)
      table->flags[row] |= PM_FLAG_PILE_UP;
}

/* What each row needs to follow the common width, in the table's terms: a peak is divided by the gain, a position is minus the offset. */
static PmWidthShare *
width_shares (const PmReduction *r)
{
  PmWidthShare *shares = g_new0 (PmWidthShare, r->instrument->n_channels);
  for (gsize row = 0; row < r->instrument->n_channels; row++)
    {
      gsize slot = r->instrument->channels[row].slot;
      if (slot == PM_SLOT_NONE)
        continue;
      shares[row] = r->width_shares[slot];
      shares[row].response[0] /= pm_reduction_reference_scan (r, slot)->gain[slot];
      shares[row].response[1] *= -1.0;
      shares[row].response[2] *= -1.0;
    }
  return shares;
}

static void
describe_run (const PmReduction *r, PmResult *result)
{
  result->beam_fwhm_arcsec = PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  result->beam_fwhm_error_arcsec = PM_FWHM_PER_SIGMA * r->beam_error_arcsec;
  result->width_spread_arcsec = PM_FWHM_PER_SIGMA * r->width_spread_arcsec;
  result->beam_measured = r->beam_measured;
  result->wing = r->beam.wing;
  result->wing_ratio = r->beam.wing_ratio;
  result->n_rounds = r->n_rounds;
  result->converged = r->converged;
  for (int k = 0; k < r->n_scans; k++)
    result->n_lines += r->scans[k].n_lines;
  memcpy (result->error_scale, r->error_scale, sizeof result->error_scale);
  result->n_shares = (gsize) r->n_scans;
  result->shares = g_new0 (PmScanShare, r->n_scans);
  for (int k = 0; k < r->n_scans; k++)
    result->shares[k] = (PmScanShare){ g_strdup (r->scans[k].scan->info.path), g_strdup (r->scans[k].scan->info.scan_id),
                                       r->scans[k].shift_x, r->scans[k].shift_y, r->scans[k].brightness };
}

PmResult *
pm_reduce_table (const PmReduction *r, PmMapSet *maps)
{
  PmResult *result = pm_result_new ();
  PmPixelTable *table = result->table = pm_pixel_table_new (r->instrument->n_channels);
  for (gsize row = 0; row < table->n_rows; row++)
    fill_row (r, table, row);
  flag_rows (r, table);
  flag_pile_ups (r, table);
  result->instrument = pm_instrument_ref (r->instrument);
  result->north_deg = r->scans[0].scan->north_deg;
  result->options = pm_options_copy (r->options);
  result->notes = pm_scan_notes_ref (r->notes);
  result->warnings = pm_reduce_warnings (r);
  result->maps = maps ? pm_map_set_ref (maps) : NULL;
  result->width_shares = r->width_shares ? width_shares (r) : NULL;
  describe_run (r, result);
  pm_judge_complete (result);
  return result;
}
