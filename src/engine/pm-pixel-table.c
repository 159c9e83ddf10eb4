/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixel table. All numbers live in one block, all strings in one chunk (names of groups once), so that a table of some thousand rows
 * costs a handful of allocations.
 */
#include "pm-pixel-table.h"
#include "pm-stats.h"
#include "pm-text.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT_BYTES 4096
#define MAX_KEY_BYTES 64

G_DEFINE_BOXED_TYPE (PmPixelTable, pm_pixel_table, pm_pixel_table_ref, pm_pixel_table_unref)

PmPixelTable *
pm_pixel_table_new (gsize n_rows)
{
  g_return_val_if_fail (n_rows <= PM_PIXEL_TABLE_MAX_ROWS, NULL);
  PmPixelTable *self = g_atomic_rc_box_new0 (PmPixelTable);
  gsize n_values = 0;
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    n_values += pm_column_info ((PmColumn) c)->type == PM_COLUMN_TYPE_DOUBLE;
  self->n_rows = n_rows;
  self->strings = g_string_chunk_new (4096);
  self->meta = g_ptr_array_new_with_free_func (g_free);
  self->block = g_new (double, n_values * n_rows + 1); /* never NULL, which nothing may be added to */
  for (gsize i = 0; i < n_values * n_rows; i++)
    self->block[i] = NAN;
  double *next = self->block;
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    if (pm_column_info ((PmColumn) c)->type == PM_COLUMN_TYPE_DOUBLE)
      {
        self->values[c] = next;
        next += n_rows;
      }
  self->id = g_new (const char *, n_rows);
  self->group = g_new (const char *, n_rows);
  self->index = g_new (int, n_rows);
  self->row = g_new (int, n_rows);
  self->col = g_new (int, n_rows);
  self->status = g_new (PmPixelStatus, n_rows);
  self->flags = g_new0 (guint32, n_rows);
  self->manual = g_new (PmPixelManual, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      self->id[i] = self->group[i] = "";
      self->index[i] = self->row[i] = self->col[i] = -1;
      self->status[i] = PM_PIXEL_NOFIT;
      self->manual[i] = PM_MANUAL_NONE;
    }
  return self;
}

static void
clear_table (gpointer data)
{
  PmPixelTable *self = data;
  g_free (self->id);
  g_free (self->group);
  g_free (self->index);
  g_free (self->row);
  g_free (self->col);
  g_free (self->status);
  g_free (self->flags);
  g_free (self->manual);
  g_free (self->block);
  g_string_chunk_free (self->strings);
  g_ptr_array_unref (self->meta);
}

PmPixelTable *
pm_pixel_table_ref (PmPixelTable *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_pixel_table_unref (PmPixelTable *self)
{
  g_atomic_rc_box_release_full (self, clear_table);
}

PmPixelTable *
pm_pixel_table_copy (const PmPixelTable *self)
{
  PmPixelTable *copy = pm_pixel_table_new (self->n_rows);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    for (gsize i = 0; self->values[c] && i < self->n_rows; i++)
      copy->values[c][i] = self->values[c][i];
  for (gsize i = 0; i < self->n_rows; i++)
    {
      pm_pixel_table_set_id (copy, i, self->id[i]);
      pm_pixel_table_set_group (copy, i, self->group[i]);
      copy->index[i] = self->index[i];
      copy->row[i] = self->row[i];
      copy->col[i] = self->col[i];
      copy->status[i] = self->status[i];
      copy->flags[i] = self->flags[i];
      copy->manual[i] = self->manual[i];
    }
  for (gsize i = 0; i < self->meta->len; i++)
    g_ptr_array_add (copy->meta, g_strdup (g_ptr_array_index (self->meta, i)));
  return copy;
}

void
pm_pixel_table_set_id (PmPixelTable *self, gsize row, const char *id)
{
  g_return_if_fail (row < self->n_rows);
  g_autofree char *clean = pm_text_clean (id, MAX_TEXT_BYTES);
  self->id[row] = g_string_chunk_insert (self->strings, clean);
}

void
pm_pixel_table_set_group (PmPixelTable *self, gsize row, const char *group)
{
  g_return_if_fail (row < self->n_rows);
  g_autofree char *clean = pm_text_clean (group, MAX_TEXT_BYTES);
  self->group[row] = g_string_chunk_insert_const (self->strings, clean);
}

gssize
pm_pixel_table_find_id (const PmPixelTable *self, const char *id)
{
  for (gsize i = 0; *id && i < self->n_rows; i++)
    if (strcmp (self->id[i], id) == 0)
      return (gssize) i;
  return -1;
}

gssize
pm_pixel_table_find_index (const PmPixelTable *self, int index)
{
  for (gsize i = 0; index >= 0 && i < self->n_rows; i++)
    if (self->index[i] == index)
      return (gssize) i;
  return -1;
}

GHashTable *
pm_pixel_table_hash_ids (const PmPixelTable *self)
{
  GHashTable *hash = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < self->n_rows; i++)
    if (*self->id[i] && !g_hash_table_contains (hash, self->id[i]))
      g_hash_table_insert (hash, (gpointer) self->id[i], GSIZE_TO_POINTER (i + 1));
  return hash;
}

GHashTable *
pm_pixel_table_hash_indices (const PmPixelTable *self)
{
  GHashTable *hash = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (gsize i = 0; i < self->n_rows; i++)
    if (self->index[i] >= 0 && !g_hash_table_contains (hash, GINT_TO_POINTER (self->index[i])))
      g_hash_table_insert (hash, GINT_TO_POINTER (self->index[i]), GSIZE_TO_POINTER (i + 1));
  return hash;
}

/* The row number as second key makes the order stable whatever sort GLib uses. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gsize i = *(const gsize *) a, j = *(const gsize *) b;
  const int *index = user_data;
  guint key_i = (guint) index[i], key_j = (guint) index[j]; /* -1 becomes the largest: last */
  if (key_i != key_j)
    return key_i < key_j ? -1 : 1;
  return i < j ? -1 : i > j;
}

static void
reorder (void *array, gsize size, const gsize *order, gsize n, void *scratch)
{
  char *from = array, *to = scratch;
  for (gsize i = 0; i < n; i++)
    memcpy (to + i * size, from + order[i] * size, size);
  if (n > 0)
    memcpy (array, scratch, n * size);
}

void
pm_pixel_table_sort_by_index (PmPixelTable *self)
{
  gsize n = self->n_rows;
  g_autofree gsize *order = g_new (gsize, n);
  g_autofree double *scratch = g_new (double, n); /* no element of any array is larger */
  for (gsize i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_rows, self->index);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    if (self->values[c])
      reorder (self->values[c], sizeof (double), order, n, scratch);
  reorder (self->id, sizeof *self->id, order, n, scratch);
  reorder (self->group, sizeof *self->group, order, n, scratch);
  reorder (self->row, sizeof *self->row, order, n, scratch);
  reorder (self->col, sizeof *self->col, order, n, scratch);
  reorder (self->status, sizeof *self->status, order, n, scratch);
  reorder (self->flags, sizeof *self->flags, order, n, scratch);
  reorder (self->manual, sizeof *self->manual, order, n, scratch);
  reorder (self->index, sizeof *self->index, order, n, scratch);
}

gsize
pm_pixel_table_count (const PmPixelTable *self, PmPixelStatus status)
{
  gsize n = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    n += self->status[i] == status;
  return n;
}

double
pm_pixel_table_median (const PmPixelTable *self, const double *values, const gboolean *use)
{
  g_autofree double *work = g_new (double, self->n_rows + 1);
  gsize n = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    if (isfinite (values[i]) && (!use || use[i]))
      work[n++] = values[i];
  return pm_median (work, n);
}

void
pm_pixel_table_add_meta (PmPixelTable *self, const char *key, const char *value)
{
  g_ptr_array_add (self->meta, pm_text_clean (key, MAX_KEY_BYTES));
  g_ptr_array_add (self->meta, pm_text_clean (value, MAX_TEXT_BYTES));
}

gsize
pm_pixel_table_n_meta (const PmPixelTable *self)
{
  return self->meta->len / 2;
}

const char *
pm_pixel_table_meta_key (const PmPixelTable *self, gsize i)
{
  g_return_val_if_fail (i < pm_pixel_table_n_meta (self), NULL);
  return g_ptr_array_index (self->meta, 2 * i);
}

const char *
pm_pixel_table_meta_value (const PmPixelTable *self, gsize i)
{
  g_return_val_if_fail (i < pm_pixel_table_n_meta (self), NULL);
  return g_ptr_array_index (self->meta, 2 * i + 1);
}

const char *
pm_pixel_table_get_meta (const PmPixelTable *self, const char *key)
{
  for (gsize i = 0; i < pm_pixel_table_n_meta (self); i++)
    if (g_ascii_strcasecmp (pm_pixel_table_meta_key (self, i), key) == 0)
      return pm_pixel_table_meta_value (self, i);
  return NULL;
}
