/* SPDX-License-Identifier: GPL-3.0-or-later
 * Columns, and what GTK 4.8 does not tell about a column view.
 */
#include "config.h"

#include "pm-table-columns.h"

#include "pm-cell-text.h"
#include "pm-pixel-row.h"
#include "pm-table-cell.h"

#include <string.h>

#define CELL_PADDING 20 /* of cell and column together, left and right */
#define ARROW_WIDTH 20  /* of the sign that tells the direction, in the header */
#define GLYPH_WIDTH 20  /* before the status */

static const char *const column_key = "pm-column", *const sorted_key = "pm-sorted-by", *const width_key = "pm-width";

/* The widest that a column usually has to show, and whether it is visible at first. */
static const struct
{
  const char *sample;
  gboolean is_visible;
} looks[PM_N_COLUMNS] = {
  [PM_COLUMN_ID] = { "R0[00,00]", TRUE },
  [PM_COLUMN_INDEX] = { "0000", FALSE },
  [PM_COLUMN_GROUP] = { "R0", FALSE },
  [PM_COLUMN_ROW] = { "000", FALSE },
  [PM_COLUMN_COL] = { "000", FALSE },
  [PM_COLUMN_X] = { "−000.000", TRUE },
  [PM_COLUMN_X_ERR] = { "0.000", TRUE },
  [PM_COLUMN_Y] = { "−000.000", TRUE },
  [PM_COLUMN_Y_ERR] = { "0.000", TRUE },
  [PM_COLUMN_XY_CORR] = { "−0.000", FALSE },
  [PM_COLUMN_COUPLING] = { "0.0000", TRUE },
  [PM_COLUMN_COUPLING_ERR] = { "0.0000", TRUE },
  [PM_COLUMN_GAIN] = { "0.0000", FALSE },
  [PM_COLUMN_PEAK] = { "0.0000e−00", FALSE },
  [PM_COLUMN_PEAK_ERR] = { "0.00e−00", FALSE },
  [PM_COLUMN_S2N] = { "0000.0", TRUE },
  [PM_COLUMN_FWHM_MAJOR] = { "00.00", TRUE },
  [PM_COLUMN_FWHM_MINOR] = { "00.00", TRUE },
  [PM_COLUMN_ANGLE] = { "−00.0", FALSE },
  [PM_COLUMN_CHI2] = { "00.000", FALSE },
  [PM_COLUMN_NOISE] = { "0.000e−00", FALSE },
  [PM_COLUMN_STATUS] = { "Noise 00.0 × the usual", TRUE },
  [PM_COLUMN_FLAGS] = { "SWEM", FALSE },
  [PM_COLUMN_MANUAL] = { "good", FALSE },
};

/* The order of the table, but what a pixel is comes first. */
static void
list_columns (PmColumn order[PM_N_COLUMNS])
{
  guint n = 0;
  order[n++] = PM_COLUMN_ID;
  order[n++] = PM_COLUMN_STATUS;
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    if (c != PM_COLUMN_ID && c != PM_COLUMN_STATUS)
      order[n++] = (PmColumn) c;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  gtk_list_item_set_child (item, pm_table_cell_new ((PmColumn) GPOINTER_TO_INT (column)));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  PmViewModel *model = g_object_get_data (G_OBJECT (factory), "pm-model"); /* owned by the factory */
  int pixel = pm_pixel_row_get_pixel (PM_PIXEL_ROW (gtk_list_item_get_item (item)));
  pm_table_cell_show (PM_TABLE_CELL (gtk_list_item_get_child (item)), model, pixel);
}

/* The sorters of the columns never sort: the row list does, on numbers. They make the headers clickable, and tell, when the sorter of the
 * whole view asks them to compare, that theirs is the column it goes by. */
static int
tell_column (gconstpointer view, gconstpointer other, gpointer column)
{
  GObject *object = G_OBJECT ((gpointer) view);
  if (!g_object_get_data (object, sorted_key))
    g_object_set_data (object, sorted_key, GINT_TO_POINTER (GPOINTER_TO_INT (column) + 1));
  return -1;
}

int
pm_table_columns_get_sort (GtkColumnView *view, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (view);
  GtkOrdering ordering = gtk_sorter_compare (sorter, view, sorter);
  int column = GPOINTER_TO_INT (g_object_steal_data (G_OBJECT (view), sorted_key)) - 1;
  *descending = ordering == GTK_ORDERING_LARGER;
  return column;
}

static void
set_header_tooltips (GtkColumnView *view, const PmColumn *order)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view)), *title = header ? gtk_widget_get_first_child (header) : NULL;
  for (guint i = 0; i < PM_N_COLUMNS && title; i++, title = gtk_widget_get_next_sibling (title))
    {
      const PmColumnInfo *info = pm_column_info (order[i]);
      g_autofree char *text = *info->unit ? g_strdup_printf ("%s (%s): %s", info->name, info->unit, info->description)
                                          : g_strdup_printf ("%s: %s", info->name, info->description);
      gtk_widget_set_tooltip_text (title, text);
    }
}

/* GTK 4.8 counts fixed widths of hidden columns when it measures the rows: a hidden column keeps its width elsewhere. */
static void
visible_changed_cb (GtkColumnViewColumn *column)
{
  if (gtk_column_view_column_get_visible (column))
    gtk_column_view_column_set_fixed_width (column, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), width_key)));
  else
    {
      g_object_set_data (G_OBJECT (column), width_key, GINT_TO_POINTER (gtk_column_view_column_get_fixed_width (column)));
      gtk_column_view_column_set_fixed_width (column, -1);
    }
}

static void
set_width (GtkColumnViewColumn *column, int width)
{
  g_object_set_data (G_OBJECT (column), width_key, GINT_TO_POINTER (width));
  gtk_column_view_column_set_fixed_width (column, gtk_column_view_column_get_visible (column) ? width : -1);
}

void
pm_table_columns_add (GtkColumnView *view, PmViewModel *model)
{
  PmColumn order[PM_N_COLUMNS];
  list_columns (order);
  for (guint i = 0; i < PM_N_COLUMNS; i++)
    {
      gpointer column = GINT_TO_POINTER ((int) order[i]);
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_object_set_data_full (G_OBJECT (factory), "pm-model", g_object_ref (model), g_object_unref);
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), column);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), column);
      g_autofree char *title = pm_cell_text_new_title (order[i]);
      g_autoptr (GtkColumnViewColumn) view_column = gtk_column_view_column_new (title, factory);
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (tell_column, column, NULL));
      gtk_column_view_column_set_sorter (view_column, sorter);
      gtk_column_view_column_set_resizable (view_column, TRUE);
      gtk_column_view_column_set_visible (view_column, looks[order[i]].is_visible);
      g_object_set_data (G_OBJECT (view_column), column_key, column);
      set_width (view_column, -1);
      g_signal_connect (view_column, "notify::visible", G_CALLBACK (visible_changed_cb), NULL);
      gtk_column_view_append_column (view, view_column);
    }
  set_header_tooltips (view, order);
}

PmColumn
pm_table_columns_get (GtkColumnViewColumn *column)
{
  return (PmColumn) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), column_key));
}

GtkColumnViewColumn *
pm_table_columns_find (GtkColumnView *view, PmColumn column)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) candidate = g_list_model_get_item (columns, i);
      if (pm_table_columns_get (candidate) == column)
        return candidate; /* the view holds it */
    }
  g_return_val_if_reached (NULL);
}

PmColumn *
pm_table_columns_dup_columns (GtkColumnView *view, gsize *n)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  PmColumn *found = g_new (PmColumn, PM_N_COLUMNS);
  *n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      if (gtk_column_view_column_get_visible (column))
        found[(*n)++] = pm_table_columns_get (column);
    }
  return found;
}

char **
pm_table_columns_dup_visible (GtkColumnView *view)
{
  gsize n;
  g_autofree PmColumn *columns = pm_table_columns_dup_columns (view, &n);
  char **names = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++)
    names[i] = g_strdup (pm_column_info (columns[i])->name);
  return names;
}

static guint
read_names (const char *const *names, PmColumn *wanted)
{
  guint n = 0;
  gboolean seen[PM_N_COLUMNS] = { FALSE };
  for (; *names && n < PM_N_COLUMNS; names++)
    {
      PmColumn column;
      if (!pm_column_from_name (*names, &column) || seen[column])
        continue;
      seen[column] = TRUE;
      wanted[n++] = column;
    }
  if (!seen[PM_COLUMN_ID])
    {
      memmove (wanted + 1, wanted, MIN (n, PM_N_COLUMNS - 1) * sizeof *wanted);
      wanted[0] = PM_COLUMN_ID;
      n = MIN (n + 1, PM_N_COLUMNS);
    }
  return n;
}

void
pm_table_columns_set_visible (GtkColumnView *view, const char *const *names)
{
  PmColumn wanted[PM_N_COLUMNS];
  guint n = 0;
  if (names)
    n = read_names (names, wanted);
  else
    {
      PmColumn order[PM_N_COLUMNS];
      list_columns (order);
      for (guint i = 0; i < PM_N_COLUMNS; i++)
        if (looks[order[i]].is_visible)
          wanted[n++] = order[i];
    }
  gboolean is_visible[PM_N_COLUMNS] = { FALSE };
  for (guint i = 0; i < n; i++)
    {
      GtkColumnViewColumn *column = pm_table_columns_find (view, wanted[i]);
      g_autoptr (GtkColumnViewColumn) there = g_list_model_get_item (gtk_column_view_get_columns (view), i);
      if (there != column)
        gtk_column_view_insert_column (view, i, column);
      is_visible[wanted[i]] = TRUE;
    }
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    gtk_column_view_column_set_visible (pm_table_columns_find (view, (PmColumn) c), is_visible[c]);
}

static int
text_width (GtkColumnView *view, const char *text, gboolean bold)
{
  int width;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_weight_new (bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

void
pm_table_columns_fit (GtkColumnView *view)
{
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      GtkColumnViewColumn *column = pm_table_columns_find (view, (PmColumn) c);
      int title = text_width (view, gtk_column_view_column_get_title (column), TRUE) + ARROW_WIDTH;
      int sample = text_width (view, looks[c].sample, FALSE);
      if (c == PM_COLUMN_STATUS)
        sample += GLYPH_WIDTH;
      set_width (column, MAX (title, sample) + CELL_PADDING);
    }
}

GtkWidget *
pm_table_columns_get_list (GtkColumnView *view)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view));
  while (child && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* A row's first child is the first cell, and its child is ours. */
static int
pixel_of_row (GtkWidget *row)
{
  GtkWidget *cell = gtk_widget_get_first_child (row), *child = cell ? gtk_widget_get_first_child (cell) : NULL;
  return PM_IS_TABLE_CELL (child) ? pm_table_cell_get_pixel (PM_TABLE_CELL (child)) : PM_PIXEL_NONE;
}

int
pm_table_columns_get_pixel (GtkColumnView *view, GtkWidget *widget)
{
  GtkWidget *list = pm_table_columns_get_list (view);
  while (widget && gtk_widget_get_parent (widget) != list)
    widget = gtk_widget_get_parent (widget);
  return widget ? pixel_of_row (widget) : PM_PIXEL_NONE;
}

GtkWidget *
pm_table_columns_find_row (GtkColumnView *view, int pixel)
{
  GtkWidget *row = pixel != PM_PIXEL_NONE ? gtk_widget_get_first_child (pm_table_columns_get_list (view)) : NULL;
  while (row && pixel_of_row (row) != pixel)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

static void
refresh_row (GtkWidget *row, PmViewModel *model)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (row); cell; cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *child = gtk_widget_get_first_child (cell);
      if (PM_IS_TABLE_CELL (child))
        pm_table_cell_show (PM_TABLE_CELL (child), model, pm_table_cell_get_pixel (PM_TABLE_CELL (child)));
    }
}

void
pm_table_columns_refresh (GtkColumnView *view, PmViewModel *model)
{
  GtkWidget *row = gtk_widget_get_first_child (pm_table_columns_get_list (view));
  for (; row; row = gtk_widget_get_next_sibling (row))
    refresh_row (row, model);
}

void
pm_table_columns_refresh_pixel (GtkColumnView *view, PmViewModel *model, int pixel)
{
  GtkWidget *row = pm_table_columns_find_row (view, pixel);
  if (row)
    refresh_row (row, model);
}
