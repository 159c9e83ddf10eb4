/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmHistoryList: what was decided about pixels, the latest first: what, why, when, by whom; what was undone is struck through. Main thread
 * only.
 */
#pragma once

#include "pm-flag-log.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_HISTORY_LIST (pm_history_list_get_type ())
G_DECLARE_FINAL_TYPE (PmHistoryList, pm_history_list, PM, HISTORY_LIST, GtkBox)

GtkWidget *pm_history_list_new (void);

/* Shows what the log says of these pixels now; call it again when the log has changed. An event of several of them stands once, with their
 * number. log may be NULL. Of very many events the latest are shown, of very many pixels the first are looked at. */
void pm_history_list_set_pixels (PmHistoryList *self, PmFlagLog *log, const guint *pixels, guint n);

/* How many events there are. */
guint pm_history_list_get_n_events (PmHistoryList *self);

G_END_DECLS
