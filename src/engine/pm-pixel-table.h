/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmPixelTable: the result of a reduction, one row per channel, as a struct of arrays. Reference counted; fill it, then share it and change
 * it no more: only ref and unref are safe while several threads hold it. Units are those of pm_column_info().
 */
#pragma once

#include "pm-column.h"
#include "pm-pixel-flags.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* No file makes a larger table. */
#define PM_PIXEL_TABLE_MAX_ROWS 1000000

typedef struct _PmPixelTable PmPixelTable;

struct _PmPixelTable
{
  gsize          n_rows;
  const char   **id;     /* never NULL; set with pm_pixel_table_set_id(); "" = none */
  const char   **group;  /* never NULL; set with pm_pixel_table_set_group(); "" = none */
  int           *index, *row, *col;     /* -1 = unknown */
  double        *values[PM_N_COLUMNS];  /* values[PM_COLUMN_X][row]; NaN = no value; NULL for columns that are not PM_COLUMN_TYPE_DOUBLE */
  PmPixelStatus *status;
  guint32       *flags;  /* mask of PmPixelFlags */
  PmPixelManual *manual;

  /*< private >*/
  GStringChunk  *strings;
  double        *block;
  GPtrArray     *meta;
};

#define PM_TYPE_PIXEL_TABLE (pm_pixel_table_get_type ())
GType pm_pixel_table_get_type (void);

/* A table without values: numbers NaN, whole numbers -1, strings "", status nofit, no flags. n_rows may be 0, at most
 * PM_PIXEL_TABLE_MAX_ROWS. */
PmPixelTable *pm_pixel_table_new (gsize n_rows);
PmPixelTable *pm_pixel_table_ref (PmPixelTable *self);
void          pm_pixel_table_unref (PmPixelTable *self);

/* A deep copy with its own reference: the way to change a table that is shared. */
PmPixelTable *pm_pixel_table_copy (const PmPixelTable *self);

/* Copies the string, at most 4096 bytes; text that is not UTF-8 is repaired, control characters become blanks. NULL counts as "". */
void pm_pixel_table_set_id (PmPixelTable *self, gsize row, const char *id);
void pm_pixel_table_set_group (PmPixelTable *self, gsize row, const char *group);

/* The first row of that id or index; -1 if there is none (an index < 0 is never found). O(n): for many look-ups use the hash tables. */
gssize pm_pixel_table_find_id (const PmPixelTable *self, const char *id);
gssize pm_pixel_table_find_index (const PmPixelTable *self, int index);

/* id → GSIZE_TO_POINTER (row + 1), index → the same; the first row of several alike; rows without id or index left out. The keys of the
 * first belong to the table. Free with g_hash_table_unref(). */
GHashTable *pm_pixel_table_hash_ids (const PmPixelTable *self);
GHashTable *pm_pixel_table_hash_indices (const PmPixelTable *self);

/* Sorts the rows by index, stable; rows without an index come last. */
void pm_pixel_table_sort_by_index (PmPixelTable *self);

/* How many rows have that status. */
gsize pm_pixel_table_count (const PmPixelTable *self, PmPixelStatus status);

/* The median of the finite values of a column, or of another array [rows], of the rows in use, or of all (NULL); NaN for none. */
double pm_pixel_table_median (const PmPixelTable *self, const double *values, const gboolean *use);

/* Provenance: ordered pairs that writers put into headers. A key may come several times. Both are copied and cleaned as ids are; a
 * key is cut to 64 bytes. */
void        pm_pixel_table_add_meta (PmPixelTable *self, const char *key, const char *value);
gsize       pm_pixel_table_n_meta (const PmPixelTable *self);
const char *pm_pixel_table_meta_key (const PmPixelTable *self, gsize i);
const char *pm_pixel_table_meta_value (const PmPixelTable *self, gsize i);

/* The value of the first pair of that key (ASCII case does not matter), NULL if there is none; owned by the table. */
const char *pm_pixel_table_get_meta (const PmPixelTable *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPixelTable, pm_pixel_table_unref)

G_END_DECLS
