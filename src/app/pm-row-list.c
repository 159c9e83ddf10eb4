/* SPDX-License-Identifier: GPL-3.0-or-later
 * The rows of the table view.
 */
#include "config.h"

#include "pm-row-list.h"

#include "pm-pixel-row.h"
#include "pm-table-order.h"

struct _PmRowList
{
  GObject parent_instance;

  PmViewModel *model;
  GPtrArray *rows;   /* [pixel] of PmPixelRow, NULL until it is asked for */
  GArray *pixels;    /* [position] of int */
  GArray *positions; /* [pixel] of int */
  int column;
  gboolean descending;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PmRowList, pm_row_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
pm_row_list_get_item_type (GListModel *list)
{
  return PM_TYPE_PIXEL_ROW;
}

static guint
pm_row_list_get_n_items (GListModel *list)
{
  return PM_ROW_LIST (list)->pixels->len;
}

static gpointer
pm_row_list_get_item (GListModel *list, guint position)
{
  PmRowList *self = PM_ROW_LIST (list);
  int pixel = pm_row_list_get_pixel (self, position);
  if (pixel == PM_PIXEL_NONE)
    return NULL;
  PmPixelRow *row = g_ptr_array_index (self->rows, pixel);
  if (!row)
    self->rows->pdata[pixel] = row = pm_pixel_row_new (pixel);
  return g_object_ref (row);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = pm_row_list_get_item_type;
  interface->get_n_items = pm_row_list_get_n_items;
  interface->get_item = pm_row_list_get_item;
}

static void
index_positions (PmRowList *self, guint n_pixels)
{
  int none = -1;
  g_array_set_size (self->positions, 0);
  for (guint i = 0; i < n_pixels; i++)
    g_array_append_val (self->positions, none);
  for (guint i = 0; i < self->pixels->len; i++)
    g_array_index (self->positions, int, g_array_index (self->pixels, int, i)) = (int) i;
}

/* Takes over the new order, and tells only what is different between the ends that stayed as they were: views keep their place. */
static void
set_pixels (PmRowList *self, GArray *pixels)
{
  g_autoptr (GArray) old = self->pixels;
  const int *a = (const int *) (void *) old->data, *b = (const int *) (void *) pixels->data;
  guint common = MIN (old->len, pixels->len), first = 0, last = 0;
  while (first < common && a[first] == b[first])
    first++;
  while (last < common - first && a[old->len - 1 - last] == b[pixels->len - 1 - last])
    last++;
  self->pixels = pixels;
  guint n_pixels = pm_view_model_get_n_pixels (self->model);
  g_ptr_array_set_size (self->rows, (int) n_pixels);
  index_positions (self, n_pixels);
  if (first + last < MAX (old->len, pixels->len))
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last, pixels->len - first - last);
}

static void
update (PmRowList *self)
{
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  GArray *pixels = g_array_sized_new (FALSE, FALSE, sizeof (int), n);
  if (n > 0)
    g_array_append_vals (pixels, order, n);
  PmResult *result = pm_view_model_get_result (self->model);
  if (result && self->column != PM_ROW_LIST_MODEL_ORDER)
    pm_table_order_sort (result->table, (PmColumn) self->column, self->descending, (int *) (void *) pixels->data, n);
  set_pixels (self, pixels);
}

static void
pm_row_list_finalize (GObject *object)
{
  PmRowList *self = PM_ROW_LIST (object);
  g_clear_object (&self->model);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->pixels);
  g_array_unref (self->positions);
  G_OBJECT_CLASS (pm_row_list_parent_class)->finalize (object);
}

static void
pm_row_list_class_init (PmRowListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = pm_row_list_finalize;
}

static void
unref_row (gpointer row)
{
  if (row)
    g_object_unref (row);
}

static void
pm_row_list_init (PmRowList *self)
{
  self->column = PM_ROW_LIST_MODEL_ORDER;
  self->rows = g_ptr_array_new_with_free_func (unref_row);
  self->pixels = g_array_new (FALSE, FALSE, sizeof (int));
  self->positions = g_array_new (FALSE, FALSE, sizeof (int));
}

PmRowList *
pm_row_list_new (PmViewModel *model)
{
  PmRowList *self = g_object_new (PM_TYPE_ROW_LIST, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "order-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED); /* values that it is sorted by */
  update (self);
  return self;
}

void
pm_row_list_set_sort (PmRowList *self, int column, gboolean descending)
{
  g_return_if_fail (PM_IS_ROW_LIST (self) && column >= PM_ROW_LIST_MODEL_ORDER && column < PM_N_COLUMNS);
  if (column == self->column && !descending == !self->descending)
    return;
  self->column = column;
  self->descending = descending;
  update (self);
}

int
pm_row_list_get_sort_column (PmRowList *self)
{
  g_return_val_if_fail (PM_IS_ROW_LIST (self), PM_ROW_LIST_MODEL_ORDER);
  return self->column;
}

gboolean
pm_row_list_get_descending (PmRowList *self)
{
  g_return_val_if_fail (PM_IS_ROW_LIST (self), FALSE);
  return self->descending;
}

int
pm_row_list_get_pixel (PmRowList *self, guint position)
{
  g_return_val_if_fail (PM_IS_ROW_LIST (self), PM_PIXEL_NONE);
  return position < self->pixels->len ? g_array_index (self->pixels, int, position) : PM_PIXEL_NONE;
}

int
pm_row_list_get_position (PmRowList *self, int pixel)
{
  g_return_val_if_fail (PM_IS_ROW_LIST (self), -1);
  return pixel >= 0 && pixel < (int) self->positions->len ? g_array_index (self->positions, int, pixel) : -1;
}

const int *
pm_row_list_get_pixels (PmRowList *self, guint *n)
{
  g_return_val_if_fail (PM_IS_ROW_LIST (self), NULL);
  *n = self->pixels->len;
  return (const int *) (void *) self->pixels->data;
}
