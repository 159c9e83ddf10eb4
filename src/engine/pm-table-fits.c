/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixel table as a FITS binary table.
 */
#include "pm-table-fits.h"

#include <string.h>

/* The text of a column that is not a number; free with g_free(). */
static char *
text_at (const PmPixelTable *table, PmColumn column, gsize row)
{
  switch (column)
    {
    case PM_COLUMN_ID:
      return g_strdup (table->id[row]);
    case PM_COLUMN_GROUP:
      return g_strdup (table->group[row]);
    case PM_COLUMN_STATUS:
      return g_strdup (pm_pixel_status_to_string (table->status[row]));
    case PM_COLUMN_FLAGS:
      return pm_pixel_flags_to_string (table->flags[row]);
    default:
      return g_strdup (pm_pixel_manual_to_string (table->manual[row]));
    }
}

static void
write_texts (fitsfile *file, const PmPixelTable *table, PmColumn column, int *status)
{
  char **texts = g_new0 (char *, table->n_rows + 1);
  for (gsize row = 0; row < table->n_rows; row++)
    texts[row] = text_at (table, column, row);
  fits_write_col (file, TSTRING, (int) column + 1, 1, 1, (LONGLONG) table->n_rows, texts, status);
  g_strfreev (texts);
}

static gsize
text_width (const PmPixelTable *table, PmColumn column)
{
  gsize width = 1;
  for (gsize row = 0; row < table->n_rows; row++)
    {
      g_autofree char *text = text_at (table, column, row);
      width = MAX (width, strlen (text));
    }
  return width;
}

int
pm_table_fits_append (fitsfile *file, const PmPixelTable *table)
{
  char *names[PM_N_COLUMNS], *units[PM_N_COLUMNS], *forms[PM_N_COLUMNS];
  int status = 0;
  for (int c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      names[c] = (char *) info->name;
      units[c] = (char *) info->unit;
      forms[c] = info->type == PM_COLUMN_TYPE_DOUBLE ? g_strdup ("1D")
                 : info->type == PM_COLUMN_TYPE_INT  ? g_strdup ("1J")
                                                     : g_strdup_printf ("%" G_GSIZE_FORMAT "A", text_width (table, (PmColumn) c));
    }
  fits_create_tbl (file, BINARY_TBL, (LONGLONG) table->n_rows, PM_N_COLUMNS, names, forms, units, "PIXELS", &status);
  for (int c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      char key[FLEN_KEYWORD];
      g_snprintf (key, sizeof key, "TCOMM%d", c + 1);
      fits_write_key_longstr (file, key, info->description, NULL, &status);
      if (info->type == PM_COLUMN_TYPE_DOUBLE)
        fits_write_col (file, TDOUBLE, c + 1, 1, 1, (LONGLONG) table->n_rows, table->values[c], &status);
      else if (info->type == PM_COLUMN_TYPE_INT)
        fits_write_col (file, TINT, c + 1, 1, 1, (LONGLONG) table->n_rows,
                        c == PM_COLUMN_INDEX ? table->index : c == PM_COLUMN_ROW ? table->row : table->col, &status);
      else
        write_texts (file, table, (PmColumn) c, &status);
      g_free (forms[c]);
    }
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      char key[FLEN_KEYWORD];
      g_snprintf (key, sizeof key, "FLAG_%c", pm_pixel_flags_letter (bit));
      fits_write_key_longstr (file, key, pm_pixel_flags_meaning (bit), NULL, &status);
    }
  return status;
}
