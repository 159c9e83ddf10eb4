/* SPDX-License-Identifier: GPL-3.0-or-later
 * Text for cells of the table view.
 */
#include "config.h"

#include "pm-cell-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NO_VALUE "–"

/* U+2212 for each minus, as wide as a digit, in exponents too. */
static char *
with_real_minus (char *text)
{
  if (!strchr (text, '-'))
    return text;
  g_auto (GStrv) parts = g_strsplit (text, "-", -1);
  g_free (text);
  return g_strjoinv ("−", parts);
}

static char *
new_number (PmColumn column, double value)
{
  if (!isfinite (value))
    return g_strdup (NO_VALUE);
  char *text = NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (pm_column_info (column)->format, value); /* from the engine's constant list */
#pragma GCC diagnostic pop
  return with_real_minus (text);
}

static char *
new_whole (int value)
{
  return value >= 0 ? g_strdup_printf ("%d", value) : g_strdup (NO_VALUE);
}

char *
pm_cell_text_new (const PmPixelTable *table, PmColumn column, gsize row)
{
  switch (column)
    {
    case PM_COLUMN_ID:
      return g_strdup (table->id[row]);
    case PM_COLUMN_GROUP:
      return g_strdup (*table->group[row] ? table->group[row] : NO_VALUE);
    case PM_COLUMN_INDEX:
      return new_whole (table->index[row]);
    case PM_COLUMN_ROW:
      return new_whole (table->row[row]);
    case PM_COLUMN_COL:
      return new_whole (table->col[row]);
    case PM_COLUMN_STATUS:
      return g_strdup (pm_pixel_status_to_string (table->status[row]));
    case PM_COLUMN_FLAGS:
      return table->flags[row] ? pm_pixel_flags_to_string (table->flags[row]) : g_strdup (NO_VALUE);
    case PM_COLUMN_MANUAL:
      return g_strdup (table->manual[row] != PM_MANUAL_NONE ? pm_pixel_manual_to_string (table->manual[row]) : NO_VALUE);
    default:
      return new_number (column, table->values[column][row]);
    }
}

char *
pm_cell_text_new_title (PmColumn column)
{
  const PmColumnInfo *info = pm_column_info (column);
  const char *sign = strcmp (info->unit, "arcsec") == 0 ? "″" : strcmp (info->unit, "deg") == 0 ? "°" : NULL;
  gboolean is_error = g_str_has_suffix (info->name, "_err"); /* of the column beside it */
  return sign && !is_error ? g_strdup_printf ("%s (%s)", info->name, sign) : g_strdup (info->name);
}

char *
pm_cell_text_new_reasons (guint32 flags)
{
  static const char *const names[PM_N_PIXEL_FLAGS] = {
    N_("no fit"), N_("low S/N"),  N_("width"), N_("elongation"), N_("map edge"), N_("far from prediction"), N_("pile-up"),
    N_("coupling"), N_("noise"),  N_("spikes"), N_("dead"),      N_("blind"),    NULL,
  };
  GString *text = g_string_new (NULL);
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    if ((flags & (1u << bit)) && names[bit])
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(names[bit]));
  return g_string_free (text, FALSE);
}
