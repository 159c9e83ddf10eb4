/* SPDX-License-Identifier: GPL-3.0-or-later
 * The kept reduction. A refit writes over what the state says of its pixel; table and maps are made, and then the pixel is put back.
 */
#include "pm-reducer.h"

#include "pm-reduction-private.h"

#include <string.h>

struct _PmReducer
{
  GMutex mutex;
  PmReduction *r;
  PmReductionRequest request;
  PmOptions *options;
  char *maps_list;
  PmControl control;
  PmScan *scans[PM_MAX_SCANS];
  gsize n_scans, bytes;
  PmResult *result; /* without refits */
  gboolean has_grid;
};

/* All that a refit changes, and the refit. */
typedef struct
{
  gsize slot;
  const PmRefit *refit;
  PmPixelFit fit;
  PmEllipse ellipse;
  double chi2, exposure_s, start_x, start_y;
  gboolean ambiguous, has_start;
  PmWidthShare share;
} Pixel;

static void
save (const PmReduction *r, Pixel *p)
{
  gsize slot = p->slot;
  p->fit = r->fits[slot];
  p->ellipse = r->ellipses[slot];
  p->chi2 = r->chi2[slot];
  p->exposure_s = r->exposure_s[slot];
  p->start_x = r->start_x[slot];
  p->start_y = r->start_y[slot];
  p->ambiguous = r->ambiguous[slot];
  p->has_start = r->has_start[slot];
  if (r->width_shares)
    p->share = r->width_shares[slot];
}

static void
restore (PmReduction *r, const Pixel *p)
{
  gsize slot = p->slot;
  r->fits[slot] = p->fit;
  r->ellipses[slot] = p->ellipse;
  r->chi2[slot] = p->chi2;
  r->exposure_s[slot] = p->exposure_s;
  r->start_x[slot] = p->start_x;
  r->start_y[slot] = p->start_y;
  r->ambiguous[slot] = p->ambiguous;
  r->has_start[slot] = p->has_start;
  if (r->width_shares)
    r->width_shares[slot] = p->share;
}

static void
clear_reducer (gpointer data)
{
  PmReducer *self = data;
  g_clear_pointer (&self->result, pm_result_unref);
  g_clear_pointer (&self->r, pm_reduction_free);
  for (gsize k = 0; k < self->n_scans; k++)
    pm_scan_free (self->scans[k]);
  pm_options_free (self->options);
  g_free (self->maps_list);
  g_mutex_clear (&self->mutex);
}

static gsize
count_bytes (const PmReduction *r)
{
  gsize bytes = r->n_slots * (sizeof *r->fits + (gsize) r->n_scans * sizeof *r->equations);
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmTimeline *tl = r->scans[k].tl;
      bytes += tl->n_frames * r->n_groups * sizeof *r->scans[k].mode;
      if (r->scans[k].scan->file_bytes == 0)
        bytes += tl->n_frames * r->n_slots * (sizeof *tl->samples + sizeof *tl->flags);
    }
  for (gsize i = 0; r->maps && i < r->maps->n_maps; i++)
    bytes += 3 * r->maps->maps[i].nx * r->maps->maps[i].ny * sizeof (float);
  return bytes;
}

PmReducer *
pm_reducer_new (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error)
{
  g_autoptr (PmReducer) self = g_atomic_rc_box_new0 (PmReducer);
  g_mutex_init (&self->mutex);
  self->options = pm_options_copy (request->options);
  self->maps_list = g_strdup (request->maps_list);
  self->request = *request;
  self->request.options = self->options;
  self->request.maps_list = self->maps_list;
  self->r = pm_reduction_run (scans, n_scans, &self->request, progress, error);
  if (!self->r)
    {
      for (gsize k = 0; k < n_scans; k++)
        pm_scan_free (scans[k]);
      return NULL;
    }
  self->n_scans = n_scans;
  memcpy (self->scans, scans, n_scans * sizeof *scans);
  self->control.n_threads = progress->control.n_threads;
  self->r->control = &self->control;
  self->r->progress = NULL;
  self->has_grid = request->maps != PM_MAPS_NONE || self->options->fit_domain == PM_DOMAIN_MAP; /* of where the scans are now */
  pm_reduce_free_maps (self->r);
  self->result = pm_reduce_table (self->r, self->r->maps);
  self->bytes = count_bytes (self->r);
  return g_steal_pointer (&self);
}

PmReducer *
pm_reducer_ref (PmReducer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_reducer_unref (PmReducer *self)
{
  g_atomic_rc_box_release_full (self, clear_reducer);
}

gsize
pm_reducer_get_bytes (PmReducer *self)
{
  return self->bytes;
}

/* The pixels that are to be fitted again, in the order of the channels; wanted: [slot] or NULL: those that matter. */
static GArray *
pixels_of (const PmReduction *r, const GPtrArray *refits, const gboolean *wanted)
{
  GArray *pixels = g_array_new (FALSE, TRUE, sizeof (Pixel));
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; refits && i < refits->len; i++)
    {
      PmRefit *refit = g_ptr_array_index (refits, i);
      g_hash_table_insert (last, refit->id, refit);
    }
  for (gsize c = 0; g_hash_table_size (last) > 0 && c < r->instrument->n_channels; c++)
    {
      const PmChannel *channel = &r->instrument->channels[c];
      const Pixel pixel = { .slot = channel->slot, .refit = g_hash_table_lookup (last, channel->id) };
      if (pixel.refit && !channel->blind && channel->slot != PM_SLOT_NONE && !r->excluded[channel->slot] &&
          (!wanted || wanted[channel->slot]))
        g_array_append_val (pixels, pixel);
    }
  return pixels;
}

/* Maps of a set whose pixels were fitted again; NULL if there is no set. */
static PmMapSet *
replace_maps (PmReduction *r, PmScratch *s, const PmMapSet *maps, const GArray *pixels, const gboolean *wanted, gboolean full)
{
  g_autofree gsize *slots = g_new (gsize, pixels->len);
  gsize n = 0;
  for (guint i = 0; i < pixels->len; i++)
    {
      gsize slot = g_array_index (pixels, Pixel, i).slot;
      if (!wanted || wanted[slot])
        slots[n++] = slot;
    }
  return maps ? pm_reduce_replace_maps (r, s, maps, slots, n, full) : NULL;
}

/* A reduction that made no maps has no grid for refits in the map. */
static gboolean
prepare_grid (PmReducer *self, const GArray *pixels, GError **error)
{
  for (guint i = 0; i < pixels->len && !self->has_grid; i++)
    if (g_array_index (pixels, Pixel, i).refit->domain == PM_DOMAIN_MAP)
      {
        if (!pm_reduce_map_grid (self->r, error))
          return FALSE;
        self->has_grid = TRUE;
      }
  return TRUE;
}

static void
refit_all (PmReduction *r, PmScratch *s, GArray *pixels)
{
  for (guint i = 0; i < pixels->len; i++)
    {
      Pixel *pixel = &g_array_index (pixels, Pixel, i);
      save (r, pixel);
      pm_reduce_refit (r, s, pixel->slot, pixel->refit);
    }
}

static void
restore_all (PmReduction *r, const GArray *pixels)
{
  for (guint i = 0; i < pixels->len; i++)
    restore (r, &g_array_index (pixels, Pixel, i));
}

PmResult *
pm_reducer_dup_result (PmReducer *self, GPtrArray *refits, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  PmReduction *r = self->r;
  g_autoptr (GArray) pixels = pixels_of (r, refits, NULL);
  if (pixels->len == 0)
    return pm_result_ref (self->result);
  if (!prepare_grid (self, pixels, error))
    return NULL;
  PmScratch *s = pm_reduction_scratch (r);
  refit_all (r, s, pixels);
  g_autoptr (PmMapSet) maps = replace_maps (r, s, r->maps, pixels, r->wanted, self->request.maps == PM_MAPS_FULL);
  PmResult *result = pm_reduce_table (r, maps);
  result->n_refits = pixels->len;
  restore_all (r, pixels);
  return result;
}

/* The maps of the reduction, and in their places those of the refits: so they are, bit by bit, those that the reduction would have made. */
static PmMapSet *
make_maps (PmReducer *self, const GPtrArray *refits, gboolean full, const gboolean *wanted, GError **error)
{
  PmReduction *r = self->r;
  g_autoptr (PmMapSet) maps = pm_reduce_make_maps (r, wanted, full, FALSE, error) ? pm_reduce_collect_maps (r) : NULL;
  pm_reduce_free_maps (r);
  if (!maps)
    return NULL;
  self->has_grid = TRUE;
  g_autoptr (GArray) pixels = pixels_of (r, refits, wanted);
  if (pixels->len == 0 || pm_control_cancelled (r->control))
    return g_steal_pointer (&maps);
  PmScratch *s = pm_reduction_scratch (r);
  refit_all (r, s, pixels);
  PmMapSet *replaced = replace_maps (r, s, maps, pixels, wanted, full);
  restore_all (r, pixels);
  return replaced;
}

PmMapSet *
pm_reducer_make_maps (PmReducer *self, GPtrArray *refits, PmMapsWanted maps, const char *list, PmControl *control, GError **error)
{
  g_return_val_if_fail (maps != PM_MAPS_NONE, NULL);
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree gboolean *wanted = list ? g_new0 (gboolean, self->r->n_slots) : NULL;
  if (list && !pm_reduction_choose_slots (self->r, list, "maps", wanted, error))
    return NULL;
  self->r->control = control;
  PmMapSet *set = make_maps (self, refits, maps == PM_MAPS_FULL, wanted, error);
  self->r->control = &self->control;
  if (set && pm_control_cancelled (control))
    {
      g_clear_pointer (&set, pm_map_set_unref);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
    }
  return set;
}
