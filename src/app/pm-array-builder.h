/* SPDX-License-Identifier: GPL-3.0-or-later
 * Makes array layouts from what a view model holds, here or in a worker thread.
 */
#pragma once

#include "pm-array-layout.h"
#include "pm-view-model.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the user chose. */
typedef struct
{
  PmArrayQuantity quantity;
  const char *group; /* NULL: all sub-arrays */
  gboolean at_nominal, side_by_side;
} PmArrayChoice;

/* For each pixel whether the model's filter leaves it out; NULL without a filter. Free with g_free(). */
guint8 *pm_array_build_hidden (PmViewModel *model);

/* The layout of the model's result as it is now; the pixels that the model's filter leaves out are hidden. NULL without a result. */
PmArrayLayout *pm_array_build (PmViewModel *model, const PmArrayChoice *choice);

/* The same in a worker thread, of copies made now. The model must have a result. */
void           pm_array_build_async (PmViewModel *model, const PmArrayChoice *choice, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
PmArrayLayout *pm_array_build_finish (GAsyncResult *result, GError **error);

G_END_DECLS
