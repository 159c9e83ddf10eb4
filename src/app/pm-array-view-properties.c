/* SPDX-License-Identifier: GPL-3.0-or-later
 * The properties of the view: what is shown and how.
 */
#include "config.h"

#include "pm-array-view-private.h"

#include <string.h>

enum
{
  PROP_QUANTITY = 1,
  PROP_GROUP,
  PROP_SIDE_BY_SIDE,
  PROP_NOMINAL,
  PROP_RESIDUALS,
  PROP_DETECTOR_SIDE,
  PROP_TOOL,
  PROP_CARD_MAP,
  PROP_FROZEN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const char *const tool_names[] = { "pointer", "rectangle", "lasso" };

static gboolean *
find_switch (PmArrayView *self, guint id)
{
  switch (id)
    {
    case PROP_SIDE_BY_SIDE:
      return &self->side_by_side;
    case PROP_NOMINAL:
      return &self->at_nominal;
    case PROP_RESIDUALS:
      return &self->scene.residuals;
    case PROP_DETECTOR_SIDE:
      return &self->scene.detector_side;
    case PROP_CARD_MAP:
      return &self->card_map;
    case PROP_FROZEN:
      return &self->frozen;
    default:
      return NULL;
    }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmArrayView *self = PM_ARRAY_VIEW (object);
  gboolean *on = find_switch (self, id);
  if (on)
    g_value_set_boolean (value, *on);
  else if (id == PROP_QUANTITY)
    g_value_set_string (value, pm_array_quantity_name (self->quantity));
  else if (id == PROP_GROUP)
    g_value_set_string (value, self->group);
  else if (id == PROP_TOOL)
    g_value_set_string (value, tool_names[self->tool]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* After another layout the limits that were found for the old one mean nothing. */
static void
rebuild_with_own_limits (PmArrayView *self)
{
  self->automatic_for = PM_N_ARRAY_QUANTITIES;
  pm_array_view_rebuild (self);
}

static gboolean
set_quantity (PmArrayView *self, const char *name)
{
  PmArrayQuantity quantity = self->quantity;
  if (!name || !pm_array_quantity_from_name (name, &quantity) || quantity == self->quantity)
    return FALSE;
  self->quantity = quantity;
  pm_array_view_rebuild (self);
  return TRUE;
}

static gboolean
set_group (PmArrayView *self, const char *group)
{
  group = group ? group : "";
  if (strcmp (group, self->group) == 0)
    return FALSE;
  g_free (self->group);
  self->group = g_strdup (group);
  pm_viewport_fit (&self->viewport);
  rebuild_with_own_limits (self);
  return TRUE;
}

static gboolean
set_tool (PmArrayView *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tool_names); i++)
    if (g_strcmp0 (tool_names[i], name) == 0 && (guint) self->tool != i)
      {
        self->tool = (PmArrayTool) i;
        return TRUE;
      }
  return FALSE;
}

/* What follows from a switch that was turned. */
static void
apply_switch (PmArrayView *self, guint id)
{
  switch (id)
    {
    case PROP_SIDE_BY_SIDE:
      self->arrangement_chosen = TRUE;
      pm_viewport_fit (&self->viewport);
      pm_array_view_rebuild (self);
      break;
    case PROP_NOMINAL:
      pm_array_view_rebuild (self);
      break;
    case PROP_DETECTOR_SIDE:
      pm_viewport_set_mirrored (&self->viewport, self->scene.detector_side);
      pm_array_view_view_changed (self);
      break;
    case PROP_CARD_MAP:
      g_clear_pointer (&self->card, pm_array_card_free);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case PROP_FROZEN:
      if (!self->frozen && self->pointer_inside)
        pm_array_view_hover (self, self->pointer_x, self->pointer_y);
      else if (!self->frozen)
        pm_array_view_leave (self);
      break;
    default:
      pm_array_view_invalidate (self);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmArrayView *self = PM_ARRAY_VIEW (object);
  gboolean *on = find_switch (self, id), changed = FALSE;
  if (on)
    {
      if (id == PROP_SIDE_BY_SIDE)
        self->arrangement_chosen = TRUE;
      changed = *on != g_value_get_boolean (value);
      *on = g_value_get_boolean (value);
      if (changed)
        apply_switch (self, id);
    }
  else if (id == PROP_QUANTITY)
    changed = set_quantity (self, g_value_get_string (value));
  else if (id == PROP_GROUP)
    changed = set_group (self, g_value_get_string (value));
  else if (id == PROP_TOOL)
    changed = set_tool (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static GParamSpec *
new_switch (const char *name, gboolean initially)
{
  return g_param_spec_boolean (name, NULL, NULL, initially, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
new_word (const char *name, const char *initially)
{
  return g_param_spec_string (name, NULL, NULL, initially, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

void
pm_array_view_install_properties (GObjectClass *class)
{
  class->get_property = get_property;
  class->set_property = set_property;
  properties[PROP_QUANTITY] = new_word ("quantity", "coupling");
  properties[PROP_GROUP] = new_word ("group", "");
  properties[PROP_SIDE_BY_SIDE] = new_switch ("side-by-side", FALSE);
  properties[PROP_NOMINAL] = new_switch ("nominal", FALSE);
  properties[PROP_RESIDUALS] = new_switch ("residuals", FALSE);
  properties[PROP_DETECTOR_SIDE] = new_switch ("detector-side", FALSE);
  properties[PROP_TOOL] = new_word ("tool", "rectangle");
  properties[PROP_CARD_MAP] = new_switch ("card-map", TRUE);
  properties[PROP_FROZEN] = new_switch ("frozen", FALSE);
  g_object_class_install_properties (class, N_PROPS, properties);
}

void
pm_array_view_toggle (PmArrayView *self, const char *property)
{
  gboolean on;
  g_object_get (self, property, &on, NULL);
  g_object_set (self, property, !on, NULL);
}
