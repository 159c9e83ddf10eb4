/* SPDX-License-Identifier: GPL-3.0-or-later
 * The shared selection as list views see it.
 */
#include "config.h"

#include "pm-selection-adapter.h"

#include "pm-pixel-row.h"

struct _PmSelectionAdapter
{
  GObject parent_instance;

  PmRowList *rows;
  PmPixelSelection *selection;
  int anchor; /* pixel that was selected alone last: list views extend ranges from there */
};

static void list_model_init (GListModelInterface *interface);
static void selection_model_init (GtkSelectionModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PmSelectionAdapter, pm_selection_adapter, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static GType
pm_selection_adapter_get_item_type (GListModel *list)
{
  return PM_TYPE_PIXEL_ROW;
}

static guint
pm_selection_adapter_get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PM_SELECTION_ADAPTER (list)->rows));
}

static gpointer
pm_selection_adapter_get_item (GListModel *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (PM_SELECTION_ADAPTER (list)->rows), position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = pm_selection_adapter_get_item_type;
  interface->get_n_items = pm_selection_adapter_get_n_items;
  interface->get_item = pm_selection_adapter_get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  return pm_pixel_selection_is_selected (self->selection, pm_row_list_get_pixel (self->rows, position));
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  GtkBitset *set = gtk_bitset_new_empty ();
  for (guint i = position; i < position + n_items; i++)
    if (is_selected (model, i))
      gtk_bitset_add (set, i);
  return set;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  int pixel = pm_row_list_get_pixel (self->rows, position);
  if (pixel == PM_PIXEL_NONE)
    return FALSE;
  guint one = (guint) pixel;
  if (unselect_rest)
    pm_pixel_selection_select_one (self->selection, pixel);
  else
    pm_pixel_selection_add (self->selection, &one, 1);
  pm_pixel_selection_set_current (self->selection, pixel);
  self->anchor = pixel;
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  int pixel = pm_row_list_get_pixel (self->rows, position);
  if (pixel == PM_PIXEL_NONE)
    return FALSE;
  guint one = (guint) pixel;
  pm_pixel_selection_remove (self->selection, &one, 1);
  pm_pixel_selection_set_current (self->selection, pixel);
  self->anchor = pixel;
  return TRUE;
}

static GArray *
pixels_in_range (PmSelectionAdapter *self, guint position, guint n_items)
{
  guint n;
  const int *pixels = pm_row_list_get_pixels (self->rows, &n);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = position; i < n && i - position < n_items; i++)
    {
      guint pixel = (guint) pixels[i];
      g_array_append_val (found, pixel);
    }
  return found;
}

/* A range goes from the anchor to where the person is now: that end becomes current. */
static void
follow_range (PmSelectionAdapter *self, guint position, guint n_items)
{
  int anchor = pm_row_list_get_position (self->rows, self->anchor);
  guint end = anchor == (int) (position + n_items - 1) ? position : position + n_items - 1;
  pm_pixel_selection_set_current (self->selection, pm_row_list_get_pixel (self->rows, end));
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  g_autoptr (GArray) pixels = pixels_in_range (self, position, n_items);
  const guint *data = (const guint *) (void *) pixels->data;
  if (unselect_rest)
    pm_pixel_selection_set (self->selection, data, pixels->len);
  else
    pm_pixel_selection_add (self->selection, data, pixels->len);
  if (pixels->len > 0)
    follow_range (self, position, pixels->len);
  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  g_autoptr (GArray) pixels = pixels_in_range (self, position, n_items);
  pm_pixel_selection_remove (self->selection, (const guint *) (void *) pixels->data, pixels->len);
  return TRUE;
}

/* What is shown, and nothing that the filter hides: what follows would act on pixels that nobody sees. */
static gboolean
select_all (GtkSelectionModel *model)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  g_autoptr (GArray) pixels = pixels_in_range (self, 0, G_MAXUINT);
  pm_pixel_selection_set (self->selection, (const guint *) (void *) pixels->data, pixels->len);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  pm_pixel_selection_select_none (PM_SELECTION_ADAPTER (model)->selection);
  return TRUE;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (model);
  g_autoptr (GArray) on = g_array_new (FALSE, FALSE, sizeof (guint)), off = g_array_new (FALSE, FALSE, sizeof (guint));
  GtkBitsetIter iter;
  guint position;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, mask, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    {
      guint pixel = (guint) pm_row_list_get_pixel (self->rows, position); /* PM_PIXEL_NONE is left out there */
      g_array_append_val (gtk_bitset_contains (selected, position) ? on : off, pixel);
    }
  pm_pixel_selection_remove (self->selection, (const guint *) (void *) off->data, off->len);
  pm_pixel_selection_add (self->selection, (const guint *) (void *) on->data, on->len);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *interface)
{
  interface->is_selected = is_selected;
  interface->get_selection_in_range = get_selection_in_range;
  interface->select_item = select_item;
  interface->unselect_item = unselect_item;
  interface->select_range = select_range;
  interface->unselect_range = unselect_range;
  interface->select_all = select_all;
  interface->unselect_all = unselect_all;
  interface->set_selection = set_selection;
}

static void
selection_changed_cb (PmSelectionAdapter *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
pm_selection_adapter_dispose (GObject *object)
{
  PmSelectionAdapter *self = PM_SELECTION_ADAPTER (object);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (pm_selection_adapter_parent_class)->dispose (object);
}

static void
pm_selection_adapter_class_init (PmSelectionAdapterClass *class)
{
  G_OBJECT_CLASS (class)->dispose = pm_selection_adapter_dispose;
}

static void
pm_selection_adapter_init (PmSelectionAdapter *self)
{
  self->anchor = PM_PIXEL_NONE;
}

PmSelectionAdapter *
pm_selection_adapter_new (PmRowList *rows, PmPixelSelection *selection)
{
  PmSelectionAdapter *self = g_object_new (PM_TYPE_SELECTION_ADAPTER, NULL);
  self->rows = g_object_ref (rows);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
