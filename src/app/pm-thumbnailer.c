/* SPDX-License-Identifier: GPL-3.0-or-later
 * One entry for each pixel, which is in two lists at most: the queue of what waits, and the pictures in the order of their use. Both are
 * linked through the entry itself, so that moving to the front is O(1).
 *
 * Workers take the first of the queue under the lock, together with a reference to the recipe of that moment, and put the picture into the
 * list of arrivals, which the main loop collects. Each change of the recipe has a serial number: a picture of an older one is thrown away.
 */
#include "config.h"

#include "pm-thumbnailer.h"

#include <math.h>
#include <string.h>

/* Everything that a picture depends on; immutable, shared by the workers. */
typedef struct
{
  PmMapSet *maps;
  PmPixelTable *table;
  double beam_fwhm_arcsec;
  gboolean *suspicious;
  double *predicted_x, *predicted_y;
  PmMapLook look;
  int edge, scale, n_cells;
  PmCut cut;
} Recipe;

typedef struct
{
  GList waiting, used;      /* data: the entry */
  gboolean is_waiting;      /* in the queue; under the lock */
  guint serial_under_way;   /* of the recipe that a worker took last; under the lock */
  guint serial_valid;       /* pictures of recipes from this one on are right */
  guint serial_surface;
  cairo_surface_t *surface; /* owned */
} Entry;

typedef struct
{
  int pixel;
  guint serial;
  cairo_surface_t *surface;
} Arrival;

struct _PmThumbnailer
{
  GObject parent_instance;

  GThreadPool *pool;
  Entry *entries;      /* [n_entries], owned */
  guint n_entries;
  GQueue used;         /* entries with pictures, the one used last in front */
  gsize bytes, max_bytes;
  guint n_wanted;      /* of the last pm_thumbnailer_want() */

  GMutex lock;         /* for all below, and for Entry.waiting, is_waiting and the pointer `recipe` */
  Recipe *recipe;
  guint serial;        /* of the recipe */
  guint n_under_way;   /* taken by workers, not arrived */
  guint n_working;     /* tasks started and not ended */
  GQueue queue;        /* entries that wait */
  GArray *arrivals;    /* Arrival */
  guint idle;
};

G_DEFINE_FINAL_TYPE (PmThumbnailer, pm_thumbnailer, G_TYPE_OBJECT)

static guint ready_signal;

static void
clear_recipe (gpointer data)
{
  Recipe *recipe = data;
  g_clear_pointer (&recipe->maps, pm_map_set_unref);
  g_clear_pointer (&recipe->table, pm_pixel_table_unref);
  g_free (recipe->suspicious);
  g_free (recipe->predicted_x);
  g_free (recipe->predicted_y);
}

static void
recipe_unref (Recipe *recipe)
{
  g_atomic_rc_box_release_full (recipe, clear_recipe);
}

static Recipe *
copy_recipe (const Recipe *old)
{
  Recipe *recipe = g_atomic_rc_box_new0 (Recipe);
  *recipe = *old;
  gsize n = old->table ? old->table->n_rows : 0;
  recipe->maps = old->maps ? pm_map_set_ref (old->maps) : NULL;
  recipe->table = old->table ? pm_pixel_table_ref (old->table) : NULL;
  recipe->suspicious = g_memdup2 (old->suspicious, n * sizeof *old->suspicious);
  recipe->predicted_x = g_memdup2 (old->predicted_x, n * sizeof *old->predicted_x);
  recipe->predicted_y = g_memdup2 (old->predicted_y, n * sizeof *old->predicted_y);
  return recipe;
}

static cairo_surface_t *
draw (const Recipe *recipe, int pixel)
{
  gsize row = (gsize) pixel;
  if (!recipe->table || row >= recipe->table->n_rows)
    return NULL;
  const PmGrid none = { 0, 0, 1.0, 0.0, 0.0 };
  PmThumbnail thumbnail = {
    .grid = recipe->maps ? &recipe->maps->grid : &none,
    .map = recipe->maps ? pm_map_set_find (recipe->maps, row) : NULL,
    .table = recipe->table,
    .row = row,
    .suspicious = recipe->suspicious && recipe->suspicious[row],
    .beam_fwhm_arcsec = recipe->beam_fwhm_arcsec,
    .cut = recipe->cut,
    .n_cells = recipe->n_cells,
    .predicted_x = recipe->predicted_x ? recipe->predicted_x[row] : NAN,
    .predicted_y = recipe->predicted_y ? recipe->predicted_y[row] : NAN,
    .edge = recipe->edge,
    .scale = recipe->scale,
  };
  return pm_thumbnail_new (&thumbnail, &recipe->look);
}

static gsize
size_of (cairo_surface_t *surface)
{
  return (gsize) cairo_image_surface_get_stride (surface) * (gsize) cairo_image_surface_get_height (surface);
}

static void
drop_surface (PmThumbnailer *self, Entry *entry)
{
  if (!entry->surface)
    return;
  self->bytes -= size_of (entry->surface);
  g_clear_pointer (&entry->surface, cairo_surface_destroy);
  g_queue_unlink (&self->used, &entry->used);
}

static void
keep_surface (PmThumbnailer *self, Entry *entry, cairo_surface_t *surface)
{
  drop_surface (self, entry);
  entry->surface = surface;
  self->bytes += size_of (surface);
  g_queue_push_head_link (&self->used, &entry->used);
  while (self->bytes > self->max_bytes && self->used.length > MAX (self->n_wanted, 1))
    drop_surface (self, self->used.tail->data);
}

static gboolean
collect_cb (gpointer data)
{
  PmThumbnailer *self = data;
  gboolean any = FALSE;
  g_mutex_lock (&self->lock);
  GArray *arrivals = self->arrivals;
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  self->idle = 0;
  self->n_under_way -= arrivals->len;
  for (guint i = 0; i < arrivals->len; i++)
    {
      const Arrival *arrival = &g_array_index (arrivals, Arrival, i);
      if ((guint) arrival->pixel < self->n_entries && self->entries[arrival->pixel].serial_under_way == arrival->serial)
        self->entries[arrival->pixel].serial_under_way = 0;
    }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < arrivals->len; i++)
    {
      Arrival *arrival = &g_array_index (arrivals, Arrival, i);
      Entry *entry = (guint) arrival->pixel < self->n_entries ? &self->entries[arrival->pixel] : NULL;
      if (entry && arrival->surface && arrival->serial >= entry->serial_valid)
        {
          entry->serial_surface = arrival->serial;
          keep_surface (self, entry, arrival->surface);
          any = TRUE;
        }
      else if (arrival->surface)
        cairo_surface_destroy (arrival->surface);
    }
  g_array_unref (arrivals);
  if (any)
    g_signal_emit (self, ready_signal, 0);
  return G_SOURCE_REMOVE;
}

/* Draws the first of the queue. Under the lock, but not while drawing. */
static void
work_once (PmThumbnailer *self, GList *link)
{
  Entry *entry = link->data;
  Arrival arrival = { (int) (entry - self->entries), self->serial, NULL };
  Recipe *recipe = g_atomic_rc_box_acquire (self->recipe);
  entry->is_waiting = FALSE;
  entry->serial_under_way = self->serial;
  self->n_under_way++;
  g_mutex_unlock (&self->lock);

  arrival.surface = draw (recipe, arrival.pixel);
  recipe_unref (recipe);

  g_mutex_lock (&self->lock);
  g_array_append_val (self->arrivals, arrival);
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, collect_cb, self, NULL);
}

/* In a worker: a task for each thread and not for each picture, as waking a thread takes longer than asking for a picture may. */
static void
work_cb (gpointer task, gpointer data)
{
  PmThumbnailer *self = data;
  GList *link;
  g_mutex_lock (&self->lock);
  while ((link = g_queue_pop_head_link (&self->queue)))
    work_once (self, link);
  self->n_working--;
  g_mutex_unlock (&self->lock);
}

static void
free_arrivals (PmThumbnailer *self)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    g_clear_pointer (&g_array_index (self->arrivals, Arrival, i).surface, cairo_surface_destroy);
  g_array_set_size (self->arrivals, 0);
}

/* Takes back all that waits. Under the lock. */
static void
empty_queue (PmThumbnailer *self)
{
  GList *link;
  while ((link = g_queue_pop_head_link (&self->queue)))
    ((Entry *) link->data)->is_waiting = FALSE;
}

static void
pm_thumbnailer_finalize (GObject *object)
{
  PmThumbnailer *self = PM_THUMBNAILER (object);
  g_mutex_lock (&self->lock);
  empty_queue (self);
  g_mutex_unlock (&self->lock);
  g_thread_pool_free (self->pool, TRUE, TRUE);
  if (self->idle)
    g_source_remove (self->idle);
  free_arrivals (self);
  g_array_unref (self->arrivals);
  while (self->used.head)
    drop_surface (self, self->used.head->data);
  g_free (self->entries);
  recipe_unref (self->recipe);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (pm_thumbnailer_parent_class)->finalize (object);
}

static void
pm_thumbnailer_class_init (PmThumbnailerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = pm_thumbnailer_finalize;
  ready_signal = g_signal_new ("ready", PM_TYPE_THUMBNAILER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pm_thumbnailer_init (PmThumbnailer *self)
{
  const Recipe recipe = { .look = PM_MAP_LOOK_INIT, .edge = 41, .scale = 1 };
  self->serial = 1;
  g_mutex_init (&self->lock);
  g_queue_init (&self->queue);
  g_queue_init (&self->used);
  self->recipe = copy_recipe (&recipe);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  self->pool = g_thread_pool_new (work_cb, self, MAX (1, (int) g_get_num_processors () / 2), FALSE, NULL);
}

PmThumbnailer *
pm_thumbnailer_new (gsize max_bytes)
{
  PmThumbnailer *self = g_object_new (PM_TYPE_THUMBNAILER, NULL);
  self->max_bytes = max_bytes;
  return self;
}

/* Swaps the recipe; the new one becomes the thumbnailer's. */
static void
set_recipe (PmThumbnailer *self, Recipe *recipe)
{
  g_mutex_lock (&self->lock);
  Recipe *old = self->recipe;
  self->recipe = recipe;
  self->serial++;
  empty_queue (self);
  g_mutex_unlock (&self->lock);
  recipe_unref (old);
}

static void
invalidate_all (PmThumbnailer *self)
{
  for (guint i = 0; i < self->n_entries; i++)
    self->entries[i].serial_valid = self->serial;
}

static gboolean
same_plane (const PmMapSet *a, const PmMapSet *b, gsize row)
{
  const PmMap *one = a ? pm_map_set_find (a, row) : NULL, *other = b ? pm_map_set_find (b, row) : NULL;
  return a == b || (!one && !other);
}

static gboolean
same_bits (const double *a, const double *b, gsize row)
{
  return (!a && !b) || (a && b && memcmp (&a[row], &b[row], sizeof (double)) == 0);
}

/* Whether a row looks the same in both: flagging a few pixels must not make all pictures anew. */
static gboolean
same_picture (const Recipe *a, const Recipe *b, gsize row)
{
  static const PmColumn shown[]
    = { PM_COLUMN_X, PM_COLUMN_Y, PM_COLUMN_PEAK, PM_COLUMN_FWHM_MAJOR, PM_COLUMN_FWHM_MINOR, PM_COLUMN_ANGLE };
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    if (!same_bits (a->table->values[shown[i]], b->table->values[shown[i]], row))
      return FALSE;
  return a->table->flags[row] == b->table->flags[row] && a->table->status[row] == b->table->status[row]
         && a->table->manual[row] == b->table->manual[row] && same_plane (a->maps, b->maps, row)
         && (a->suspicious && a->suspicious[row]) == (b->suspicious && b->suspicious[row])
         && same_bits (a->predicted_x, b->predicted_x, row) && same_bits (a->predicted_y, b->predicted_y, row);
}

/* Another number of entries: no worker may hold one of the old ones. */
static void
resize (PmThumbnailer *self, guint n)
{
  while (self->used.head)
    drop_surface (self, self->used.head->data);
  g_mutex_lock (&self->lock);
  empty_queue (self);
  g_free (self->entries);
  self->entries = g_new0 (Entry, n);
  self->n_entries = n;
  for (guint i = 0; i < n; i++)
    {
      self->entries[i].waiting.data = self->entries[i].used.data = &self->entries[i];
      self->entries[i].serial_valid = self->serial + 1;
    }
  g_mutex_unlock (&self->lock);
}

void
pm_thumbnailer_set_source (PmThumbnailer *self, const PmThumbnailerSource *source)
{
  g_return_if_fail (PM_IS_THUMBNAILER (self));
  const PmThumbnailerSource empty = { 0 };
  Recipe parts = *self->recipe;
  source = source ? source : &empty;
  parts.maps = source->maps;
  parts.table = source->table;
  parts.beam_fwhm_arcsec = source->beam_fwhm_arcsec;
  parts.suspicious = (gboolean *) source->suspicious;
  parts.predicted_x = (double *) source->predicted_x;
  parts.predicted_y = (double *) source->predicted_y;
  guint n = source->table ? (guint) source->table->n_rows : 0;
  Recipe *old = g_atomic_rc_box_acquire (self->recipe);
  if (n != self->n_entries)
    resize (self, n);
  set_recipe (self, copy_recipe (&parts));
  gboolean comparable = old->table && old->table->n_rows == n && old->beam_fwhm_arcsec == parts.beam_fwhm_arcsec;
  for (guint i = 0; i < n; i++)
    if (!comparable || !same_picture (old, self->recipe, i))
      self->entries[i].serial_valid = self->serial;
  recipe_unref (old);
}

void
pm_thumbnailer_set_look (PmThumbnailer *self, const PmMapLook *look)
{
  g_return_if_fail (PM_IS_THUMBNAILER (self));
  Recipe *recipe = copy_recipe (self->recipe);
  recipe->look = *look;
  set_recipe (self, recipe);
  invalidate_all (self);
}

void
pm_thumbnailer_set_geometry (PmThumbnailer *self, int edge, int scale, PmCut cut, int n_cells)
{
  g_return_if_fail (PM_IS_THUMBNAILER (self));
  g_return_if_fail (edge >= 1 && scale >= 1);
  gboolean same_size = self->recipe->edge == edge && self->recipe->scale == scale;
  if (same_size && self->recipe->cut == cut && self->recipe->n_cells == n_cells)
    return;
  Recipe *recipe = copy_recipe (self->recipe);
  recipe->edge = edge;
  recipe->scale = scale;
  recipe->cut = cut;
  recipe->n_cells = n_cells;
  set_recipe (self, recipe);
  invalidate_all (self);
  while (!same_size && self->used.head)
    drop_surface (self, self->used.head->data);
}

static gboolean
is_up_to_date (const Entry *entry)
{
  return entry->surface && entry->serial_surface >= entry->serial_valid;
}

/* What a worker has taken from a recipe that is still right for this entry arrives by itself. Under the lock. */
static void
enqueue (PmThumbnailer *self, int pixel, gboolean in_front)
{
  Entry *entry = pixel >= 0 && (guint) pixel < self->n_entries ? &self->entries[pixel] : NULL;
  if (!entry || is_up_to_date (entry) || entry->serial_under_way >= entry->serial_valid || (entry->is_waiting && !in_front))
    return;
  if (entry->is_waiting)
    g_queue_unlink (&self->queue, &entry->waiting);
  if (in_front)
    g_queue_push_head_link (&self->queue, &entry->waiting);
  else
    g_queue_push_tail_link (&self->queue, &entry->waiting);
  entry->is_waiting = TRUE;
}

/* As many tasks as there are threads, if there is something to do for them. Under the lock. */
static void
start_tasks (PmThumbnailer *self)
{
  guint n_threads = (guint) g_thread_pool_get_max_threads (self->pool);
  for (; self->n_working < MIN (n_threads, self->queue.length); self->n_working++)
    g_thread_pool_push (self->pool, GINT_TO_POINTER (1), NULL);
}

void
pm_thumbnailer_want (PmThumbnailer *self, const int *pixels, guint n)
{
  g_return_if_fail (PM_IS_THUMBNAILER (self));
  self->n_wanted = n;
  for (guint i = n; i-- > 0;)
    if (pixels[i] >= 0 && (guint) pixels[i] < self->n_entries && self->entries[pixels[i]].surface)
      {
        GList *link = &self->entries[pixels[i]].used;
        g_queue_unlink (&self->used, link);
        g_queue_push_head_link (&self->used, link);
      }
  g_mutex_lock (&self->lock);
  for (guint i = n; i-- > 0;)
    enqueue (self, pixels[i], TRUE);
  start_tasks (self);
  g_mutex_unlock (&self->lock);
}

void
pm_thumbnailer_prefetch (PmThumbnailer *self, const int *pixels, guint n)
{
  g_return_if_fail (PM_IS_THUMBNAILER (self));
  g_mutex_lock (&self->lock);
  gsize side = (gsize) (self->recipe->edge * self->recipe->scale), room = self->max_bytes / (4 * side * side);
  for (guint i = 0; i < n && self->queue.length + self->used.length < room; i++)
    enqueue (self, pixels[i], FALSE);
  start_tasks (self);
  g_mutex_unlock (&self->lock);
}

cairo_surface_t *
pm_thumbnailer_peek (PmThumbnailer *self, int pixel)
{
  g_return_val_if_fail (PM_IS_THUMBNAILER (self), NULL);
  return pixel >= 0 && (guint) pixel < self->n_entries ? self->entries[pixel].surface : NULL;
}

gboolean
pm_thumbnailer_is_current (PmThumbnailer *self, int pixel)
{
  g_return_val_if_fail (PM_IS_THUMBNAILER (self), FALSE);
  return pixel >= 0 && (guint) pixel < self->n_entries && is_up_to_date (&self->entries[pixel]);
}

guint
pm_thumbnailer_get_n_waiting (PmThumbnailer *self)
{
  g_return_val_if_fail (PM_IS_THUMBNAILER (self), 0);
  g_mutex_lock (&self->lock);
  guint n = self->queue.length + self->n_under_way;
  g_mutex_unlock (&self->lock);
  return n;
}

gsize
pm_thumbnailer_get_bytes (PmThumbnailer *self)
{
  g_return_val_if_fail (PM_IS_THUMBNAILER (self), 0);
  return self->bytes;
}
