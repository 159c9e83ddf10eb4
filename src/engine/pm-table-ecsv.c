/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixel table to and from ECSV.
 */
#include "pm-table-ecsv.h"
#include "pm-ecsv.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-number.h"
#include "pm-table-text.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static void
append_row (GString *out, const PmPixelTable *table, gsize row)
{
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      if (c > 0)
        g_string_append_c (out, ' ');
      if (c == PM_COLUMN_ID || c == PM_COLUMN_GROUP)
        pm_ecsv_append_cell (out, c == PM_COLUMN_ID ? table->id[row] : table->group[row]);
      else
        pm_table_text_append_cell (out, table, (PmColumn) c, row);
    }
  g_string_append_c (out, '\n');
}

char *
pm_table_ecsv_to_string (const PmPixelTable *table)
{
  GString *out = g_string_new (NULL);
  pm_ecsv_header_begin (out);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      pm_ecsv_header_append_column (out, info->name, info->unit, info->datatype, info->description);
    }
  pm_ecsv_header_begin_meta (out);
  if (pm_pixel_table_n_meta (table) > 0)
    pm_ecsv_header_begin_list (out, "provenance");
  for (gsize i = 0; i < pm_pixel_table_n_meta (table); i++)
    pm_ecsv_header_append_pair (out, pm_pixel_table_meta_key (table, i), pm_pixel_table_meta_value (table, i));
  pm_ecsv_header_begin_list (out, "flags");
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      char letter[2] = { pm_pixel_flags_letter (bit), '\0' };
      pm_ecsv_header_append_pair (out, letter, pm_pixel_flags_meaning (bit));
    }
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? " " : "", pm_column_info ((PmColumn) c)->name);
  g_string_append_c (out, '\n');
  for (gsize row = 0; row < table->n_rows; row++)
    append_row (out, table, row);
  return g_string_free (out, FALSE);
}

gboolean
pm_table_ecsv_write (const PmPixelTable *table, const char *path, GError **error)
{
  g_autofree char *text = pm_table_ecsv_to_string (table);
  return pm_file_write_atomic (path, text, -1, error);
}

/* Where each column stands in the file (-1 = missing) and what its numbers are multiplied with. */
typedef struct
{
  int    place[PM_N_COLUMNS];
  double factor[PM_N_COLUMNS];
} Layout;

/* How many arcsec one of that unit is; NaN for a unit that is not an angle. */
static double
arcsec_per (const char *unit)
{
  static const struct
  {
    const char *unit;
    double      arcsec;
  } angles[] = { { "arcsec", 1.0 }, { "deg", 3600.0 }, { "arcmin", 60.0 }, { "mas", 1e-3 }, { "rad", 3600.0 * 180.0 / G_PI } };
  for (guint i = 0; i < G_N_ELEMENTS (angles); i++)
    if (strcmp (unit, angles[i].unit) == 0)
      return angles[i].arcsec;
  return NAN;
}

/* The truth of a simulated scan is a pixel table too, with a few words of its own: NULL where there is none. */
static const char *
truth_name (PmColumn column)
{
  return column == PM_COLUMN_GROUP ? "subarray" : column == PM_COLUMN_COUPLING ? "response" : NULL;
}

static gboolean
read_status (const char *cell, PmPixelStatus *status)
{
  static const struct
  {
    const char   *word;
    PmPixelStatus status;
  } truth[] = { { "ok", PM_PIXEL_GOOD }, { "noisy", PM_PIXEL_GOOD }, { "dead", PM_PIXEL_FLAGGED }, { "zero", PM_PIXEL_FLAGGED } };
  for (guint i = 0; i < G_N_ELEMENTS (truth); i++)
    if (strcmp (cell, truth[i].word) == 0)
      {
        *status = truth[i].status;
        return TRUE;
      }
  return pm_pixel_status_from_string (cell, status);
}

/* A column without a unit is taken to be in ours. Of pure numbers and intensities the unit does not matter: only ratios are compared. */
static gboolean
find_columns (const PmEcsv *ecsv, Layout *layout, GError **error)
{
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      layout->place[c] = pm_ecsv_find_column (ecsv, info->name);
      if (layout->place[c] < 0 && truth_name ((PmColumn) c))
        layout->place[c] = pm_ecsv_find_column (ecsv, truth_name ((PmColumn) c));
      layout->factor[c] = 1.0;
      double own = arcsec_per (info->unit);
      if (layout->place[c] < 0 || isnan (own))
        continue;
      const PmEcsvColumn *column = g_ptr_array_index (pm_ecsv_header (ecsv)->columns, (guint) layout->place[c]);
      if (*column->unit == '\0' || strcmp (column->unit, info->unit) == 0)
        continue;
      layout->factor[c] = arcsec_per (column->unit) / own;
      if (isnan (layout->factor[c]))
        return pm_ecsv_fail (ecsv, layout->place[c], "a unit that is an angle (arcsec, arcmin, deg, mas, rad)", column->unit, error);
    }
  return TRUE;
}

static gboolean
read_int (const PmEcsv *ecsv, const char *cell, int place, int *value, GError **error)
{
  if (*cell == '\0' || g_ascii_strcasecmp (cell, "nan") == 0)
    return TRUE;
  if (!pm_number_parse_int (cell, -1, INT_MAX, value))
    return pm_ecsv_fail (ecsv, place, "a whole number from -1 to 2147483647", cell, error);
  return TRUE;
}

static gboolean
read_cell (const PmEcsv *ecsv, PmPixelTable *table, gsize row, PmColumn c, const char *cell, const Layout *layout, GError **error)
{
  int place = layout->place[c];
  switch (c)
    {
    case PM_COLUMN_ID:
      pm_pixel_table_set_id (table, row, cell);
      return TRUE;
    case PM_COLUMN_GROUP:
      pm_pixel_table_set_group (table, row, cell);
      return TRUE;
    case PM_COLUMN_INDEX:
      return read_int (ecsv, cell, place, &table->index[row], error);
    case PM_COLUMN_ROW:
      return read_int (ecsv, cell, place, &table->row[row], error);
    case PM_COLUMN_COL:
      return read_int (ecsv, cell, place, &table->col[row], error);
    case PM_COLUMN_STATUS:
      return read_status (cell, &table->status[row])
             || pm_ecsv_fail (ecsv, place, "good, flagged, nofit or blind", cell, error);
    case PM_COLUMN_FLAGS:
      return pm_pixel_flags_from_string (cell, &table->flags[row]) || pm_ecsv_fail (ecsv, place, "letters of flags or -", cell, error);
    case PM_COLUMN_MANUAL:
      return pm_pixel_manual_from_string (cell, &table->manual[row]) || pm_ecsv_fail (ecsv, place, "-, bad or good", cell, error);
    default:
      if (!pm_number_parse (cell, &table->values[c][row]))
        return pm_ecsv_fail (ecsv, place, "a finite number or nan", cell, error);
      if (layout->factor[c] != 1.0)
        table->values[c][row] *= layout->factor[c];
      return TRUE;
    }
}

static gboolean
read_rows (PmEcsv *ecsv, PmPixelTable *table, const Layout *layout, GError **error)
{
  for (gsize row = 0; row < table->n_rows; row++)
    {
      const char *const *cells = pm_ecsv_next (ecsv, error);
      if (!cells)
        return FALSE;
      for (guint c = 0; c < PM_N_COLUMNS; c++)
        if (layout->place[c] >= 0 && !read_cell (ecsv, table, row, (PmColumn) c, cells[layout->place[c]], layout, error))
          return FALSE;
      if (layout->place[PM_COLUMN_GAIN] < 0 && pm_ecsv_find_column (ecsv, "response") >= 0)
        table->values[PM_COLUMN_GAIN][row] = 1.0; /* a response is gain x coupling */
      if (layout->place[PM_COLUMN_STATUS] >= 0)
        continue;
      if (isnan (table->values[PM_COLUMN_X][row]) || isnan (table->values[PM_COLUMN_Y][row]))
        table->status[row] = table->flags[row] & PM_FLAG_BLIND ? PM_PIXEL_BLIND : PM_PIXEL_NOFIT;
      else
        table->status[row] = pm_pixel_status_derive (table->flags[row], table->manual[row]);
    }
  return TRUE;
}

PmPixelTable *
pm_table_ecsv_read (const char *path, GError **error)
{
  g_autoptr (PmEcsv) ecsv = pm_ecsv_open (path, error);
  Layout layout;
  if (!ecsv || !find_columns (ecsv, &layout, error))
    return NULL;
  if (layout.place[PM_COLUMN_ID] < 0 && layout.place[PM_COLUMN_INDEX] < 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected a column 'id' or 'index', found neither", path);
      return NULL;
    }
  gsize n_rows = pm_ecsv_count_rows (ecsv);
  if (n_rows > PM_PIXEL_TABLE_MAX_ROWS)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected at most %d rows, found %" G_GSIZE_FORMAT, path, PM_PIXEL_TABLE_MAX_ROWS,
                   n_rows);
      return NULL;
    }
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (n_rows);
  const GPtrArray *meta = pm_ecsv_header (ecsv)->meta;
  for (guint i = 0; i + 1 < meta->len; i += 2)
    pm_pixel_table_add_meta (table, g_ptr_array_index (meta, i), g_ptr_array_index (meta, i + 1));
  return read_rows (ecsv, table, &layout, error) ? g_steal_pointer (&table) : NULL;
}
