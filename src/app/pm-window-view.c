/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a session file keeps of the window: which views are shown, order and filter, the colours of the maps. What it says is checked:
 * a file from elsewhere cannot do more than show another view.
 */
#include "config.h"

#include "pm-window-private.h"

#include <stdio.h>

static void
store_state (PmWindow *self, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), action);
  g_autofree char *text = g_variant_print (state, FALSE);
  pm_session_set_view (self->session, action, text);
}

static void
restore_state (PmWindow *self, const char *action)
{
  const char *text = pm_session_get_view (self->session, action);
  const GVariantType *type = g_action_group_get_action_state_type (G_ACTION_GROUP (self), action);
  g_autoptr (GVariant) state = text ? g_variant_parse (type, text, NULL, NULL, NULL) : NULL;
  if (state)
    g_action_group_change_action_state (G_ACTION_GROUP (self), action, state);
}

static const char *const kept_actions[] = { "view", "split", "inspector" };

void
pm_window_store_view (PmWindow *self)
{
  const PmMapLook *look = pm_view_model_get_look (self->model);
  int sort;
  gboolean descending;
  g_object_get (self->model, "sort", &sort, "descending", &descending, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kept_actions); i++)
    store_state (self, kept_actions[i]);
  g_autofree char *order = g_strdup_printf ("%d %d", sort, descending);
  pm_session_set_view (self->session, "order", order);
  pm_session_set_view (self->session, "colormap", pm_colormap_get_name (look->colormap));
}

void
pm_window_restore_view (PmWindow *self)
{
  const char *order = pm_session_get_view (self->session, "order"), *colormap = pm_session_get_view (self->session, "colormap");
  PmMapLook look = *pm_view_model_get_look (self->model);
  int sort, descending;
  for (gsize i = 0; i < G_N_ELEMENTS (kept_actions); i++)
    restore_state (self, kept_actions[i]);
  if (order && sscanf (order, "%d %d", &sort, &descending) == 2 && sort >= 0 && sort < PM_N_PIXEL_SORTS)
    g_object_set (self->model, "sort", sort, "descending", descending != 0, NULL);
  if (colormap && pm_colormap_from_name (colormap, &look.colormap))
    pm_view_model_set_look (self->model, &look);
}
