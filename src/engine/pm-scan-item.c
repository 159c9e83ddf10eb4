/* SPDX-License-Identifier: GPL-3.0-or-later
 * A row of the scan list. The session reads the file in the background and tells the item how it ended.
 */
#include "pm-scan-item.h"

struct _PmScanItem
{
  GObject parent_instance;
  char *path;
  PmScanState state;
  gboolean checked;
  PmScanInfo *info;
  GError *error;
};

enum
{
  PROP_STATE = 1,
  PROP_CHECKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmScanItem, pm_scan_item, G_TYPE_OBJECT)

PmScanItem *
pm_scan_item_new (const char *path)
{
  PmScanItem *self = g_object_new (PM_TYPE_SCAN_ITEM, NULL);
  self->path = g_strdup (path);
  return self;
}

const char *
pm_scan_item_get_path (PmScanItem *self)
{
  return self->path;
}

PmScanState
pm_scan_item_get_state (PmScanItem *self)
{
  return self->state;
}

const PmScanInfo *
pm_scan_item_get_info (PmScanItem *self)
{
  return self->info;
}

const GError *
pm_scan_item_get_error (PmScanItem *self)
{
  return self->error;
}

gboolean
pm_scan_item_get_checked (PmScanItem *self)
{
  return self->checked;
}

gboolean
pm_scan_item_takes_part (PmScanItem *self)
{
  return self->checked && self->state == PM_SCAN_READY;
}

void
pm_scan_item_set_checked (PmScanItem *self, gboolean checked)
{
  g_return_if_fail (PM_IS_SCAN_ITEM (self));
  if (self->checked == !!checked)
    return;
  self->checked = !!checked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKED]);
}

static void
set_state (PmScanItem *self, PmScanState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
pm_scan_item_set_info (PmScanItem *self, PmScanInfo *info)
{
  g_return_if_fail (PM_IS_SCAN_ITEM (self) && info);
  g_clear_error (&self->error);
  g_clear_pointer (&self->info, pm_scan_info_free);
  self->info = info;
  set_state (self, PM_SCAN_READY);
}

void
pm_scan_item_set_error (PmScanItem *self, GError *error)
{
  g_return_if_fail (PM_IS_SCAN_ITEM (self) && error);
  g_clear_error (&self->error);
  g_clear_pointer (&self->info, pm_scan_info_free);
  self->error = error;
  set_state (self, PM_SCAN_FAILED);
}

static void
pm_scan_item_finalize (GObject *object)
{
  PmScanItem *self = PM_SCAN_ITEM (object);
  g_free (self->path);
  g_clear_pointer (&self->info, pm_scan_info_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (pm_scan_item_parent_class)->finalize (object);
}

static void
pm_scan_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmScanItem *self = PM_SCAN_ITEM (object);
  if (id == PROP_STATE)
    g_value_set_int (value, (int) self->state);
  else if (id == PROP_CHECKED)
    g_value_set_boolean (value, pm_scan_item_get_checked (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_scan_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHECKED)
    pm_scan_item_set_checked (PM_SCAN_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_scan_item_class_init (PmScanItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = pm_scan_item_finalize;
  object_class->get_property = pm_scan_item_get_property;
  object_class->set_property = pm_scan_item_set_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, PM_SCAN_READING, PM_SCAN_FAILED, PM_SCAN_READING,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHECKED] = g_param_spec_boolean ("checked", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_scan_item_init (PmScanItem *self)
{
  self->checked = TRUE;
}
