/* SPDX-License-Identifier: GPL-3.0-or-later
 * The worker gets copies of all that belongs to the model; the table is immutable and shared.
 */
#include "config.h"

#include "pm-array-builder.h"

#include <string.h>

typedef struct
{
  PmArraySource source; /* points to the members below */
  PmPixelTable *table;
  double *nominal;
  guint8 *suspicious, *hidden;
  char *group;
} Request;

static void
request_free (Request *request)
{
  pm_pixel_table_unref (request->table);
  g_free (request->nominal);
  g_free (request->suspicious);
  g_free (request->hidden);
  g_free (request->group);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

guint8 *
pm_array_build_hidden (PmViewModel *model)
{
  if (!pm_view_model_is_filtered (model))
    return NULL;
  guint n = pm_view_model_get_n_pixels (model);
  guint8 *hidden = g_new (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    hidden[i] = pm_view_model_get_place (model, (int) i) < 0;
  return hidden;
}

static Request *
request_new (PmViewModel *model, const PmArrayChoice *choice)
{
  PmResult *result = pm_view_model_get_result (model);
  if (!result)
    return NULL;
  Request *request = g_new0 (Request, 1);
  gsize n = result->table->n_rows;
  const double *x = pm_view_model_get_nominal_x (model), *y = pm_view_model_get_nominal_y (model);
  request->table = pm_pixel_table_ref (result->table);
  request->group = g_strdup (choice->group);
  request->suspicious = g_new (guint8, n + 1);
  request->hidden = pm_array_build_hidden (model);
  for (gsize i = 0; i < n; i++)
    request->suspicious[i] = pm_view_model_is_suspicious (model, (int) i);
  if (x && y)
    {
      request->nominal = g_new (double, 2 * n + 1);
      memcpy (request->nominal, x, n * sizeof *x);
      memcpy (request->nominal + n, y, n * sizeof *y);
    }
  request->source = (PmArraySource) { request->table, request->nominal, request->nominal ? request->nominal + n : NULL,
                                      request->suspicious, request->group, choice->quantity, choice->at_nominal, choice->side_by_side,
                                      request->hidden };
  return request;
}

PmArrayLayout *
pm_array_build (PmViewModel *model, const PmArrayChoice *choice)
{
  g_autoptr (Request) request = request_new (model, choice);
  return request ? pm_array_layout_new (&request->source) : NULL;
}

static void
free_layout_cb (gpointer layout)
{
  pm_array_layout_free (layout);
}

static void
build_cb (GTask *task, gpointer source, gpointer request, GCancellable *cancellable)
{
  g_task_return_pointer (task, pm_array_layout_new (&((Request *) request)->source), free_layout_cb);
}

static void
free_request_cb (gpointer request)
{
  request_free (request);
}

void
pm_array_build_async (PmViewModel *model, const PmArrayChoice *choice, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Request *request = request_new (model, choice);
  g_return_if_fail (request);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_array_build_async);
  g_task_set_task_data (task, request, free_request_cb);
  g_task_run_in_thread (task, build_cb);
}

PmArrayLayout *
pm_array_build_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
