/* SPDX-License-Identifier: GPL-3.0-or-later
 * Plain text of the pixel table.
 */
#include "pm-table-text.h"
#include "pm-number.h"

void
pm_table_text_append_cell (GString *out, const PmPixelTable *table, PmColumn column, gsize row)
{
  switch (column)
    {
    case PM_COLUMN_ID:
      g_string_append (out, table->id[row]);
      break;
    case PM_COLUMN_GROUP:
      g_string_append (out, table->group[row]);
      break;
    case PM_COLUMN_INDEX:
      g_string_append_printf (out, "%d", table->index[row]);
      break;
    case PM_COLUMN_ROW:
      g_string_append_printf (out, "%d", table->row[row]);
      break;
    case PM_COLUMN_COL:
      g_string_append_printf (out, "%d", table->col[row]);
      break;
    case PM_COLUMN_STATUS:
      g_string_append (out, pm_pixel_status_to_string (table->status[row]));
      break;
    case PM_COLUMN_FLAGS:
      {
        g_autofree char *letters = pm_pixel_flags_to_string (table->flags[row]);
        g_string_append (out, letters);
        break;
      }
    case PM_COLUMN_MANUAL:
      g_string_append (out, pm_pixel_manual_to_string (table->manual[row]));
      break;
    default:
      pm_number_append (out, table->values[column][row]);
    }
}

char *
pm_pixel_table_to_text (const PmPixelTable *table, const PmColumn *columns, gsize n_columns, const int *rows, gsize n_rows)
{
  GString *out = g_string_new (NULL);
  gsize n = rows ? n_rows : table->n_rows;
  for (gsize c = 0; c < n_columns; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? "\t" : "", pm_column_info (columns[c])->name);
  g_string_append_c (out, '\n');
  for (gsize i = 0; i < n; i++)
    {
      for (gsize c = 0; c < n_columns; c++)
        {
          if (c > 0)
            g_string_append_c (out, '\t');
          pm_table_text_append_cell (out, table, columns[c], rows ? (gsize) rows[i] : i);
        }
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
