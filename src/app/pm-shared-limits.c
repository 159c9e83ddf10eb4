/* SPDX-License-Identifier: GPL-3.0-or-later
 * One task at a time has the word: what an older one finds is dropped.
 */
#include "config.h"

#include "pm-shared-limits.h"

#include <gio/gio.h>

/* What the limits follow from; a worker's own copy. */
typedef struct
{
  PmMapLook look;
  PmMapSet *maps;
  PmPixelTable *table;
} Question;

struct _PmSharedLimits
{
  GObject parent_instance;

  PmViewModel *model;       /* owned */
  GCancellable *cancellable; /* of the task under way; NULL: none */
  Question asked;           /* last; maps NULL: nothing yet */
};

G_DEFINE_FINAL_TYPE (PmSharedLimits, pm_shared_limits, G_TYPE_OBJECT)

static void
clear_question (Question *question)
{
  g_clear_pointer (&question->maps, pm_map_set_unref);
  g_clear_pointer (&question->table, pm_pixel_table_unref);
}

static void
free_question (gpointer data)
{
  clear_question (data);
  g_free (data);
}

static void
copy_question (Question *to, const PmMapLook *look, const PmResult *result)
{
  clear_question (to);
  to->look = *look;
  to->maps = pm_map_set_ref (result->maps);
  to->table = pm_pixel_table_ref (result->table);
}

static void
work_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  PmStretch *stretch = g_new0 (PmStretch, 1);
  if (pm_map_look_share (&question->look, question->maps, question->table, stretch))
    g_task_return_pointer (task, stretch, g_free);
  else
    {
      g_free (stretch);
      g_task_return_pointer (task, NULL, NULL);
    }
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PmSharedLimits) self = PM_SHARED_LIMITS (data);
  g_autofree PmStretch *stretch = g_task_propagate_pointer (G_TASK (result), NULL);
  if (!stretch) /* cancelled, or no good pixel: each map keeps its own */
    return;
  PmMapLook look = *pm_view_model_get_look (self->model);
  look.shared = *stretch;
  pm_view_model_set_look (self->model, &look);
}

static void
update (PmSharedLimits *self)
{
  const PmMapLook *look = pm_view_model_get_look (self->model);
  PmResult *result = pm_view_model_get_result (self->model);
  if (!look->common || !result || !result->maps)
    return;
  gboolean is_known = self->asked.maps == result->maps && self->asked.table == result->table
                      && pm_map_look_equal_limits (look, &self->asked.look);
  if (is_known)
    return;
  copy_question (&self->asked, look, result);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  Question *question = g_new0 (Question, 1);
  copy_question (question, look, result);
  /* No source object: it could end in the thread that lets go last. */
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, done_cb, g_object_ref (self));
  g_task_set_source_tag (task, update);
  g_task_set_task_data (task, question, free_question);
  g_task_run_in_thread (task, work_cb);
}

static void
pm_shared_limits_dispose (GObject *object)
{
  PmSharedLimits *self = PM_SHARED_LIMITS (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  clear_question (&self->asked);
  G_OBJECT_CLASS (pm_shared_limits_parent_class)->dispose (object);
}

static void
pm_shared_limits_class_init (PmSharedLimitsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = pm_shared_limits_dispose;
}

static void
pm_shared_limits_init (PmSharedLimits *self)
{
}

PmSharedLimits *
pm_shared_limits_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  PmSharedLimits *self = g_object_new (PM_TYPE_SHARED_LIMITS, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "look-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}
