/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-scan-row.h"

#include "pm-count-text.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#define PULSE_MS 60

struct _PmScanRow
{
  GtkListBoxRow parent_instance;

  PmScanItem *item;
  GtkCheckButton *check; /* template children, borrowed */
  GtkLabel *name_label, *time_label, *detail_label, *error_label;
  GtkWidget *bar, *error_button;
  guint pulse_id;        /* source; 0: none */
  gboolean following;    /* the check button is being set from the item */
};

G_DEFINE_FINAL_TYPE (PmScanRow, pm_scan_row, GTK_TYPE_LIST_BOX_ROW)

/* "20 Nov 04:12"; "" if the header does not say. */
static char *
dup_time (const PmScanInfo *info)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = info->date_obs ? g_date_time_new_from_iso8601 (info->date_obs, utc) : NULL;
  /* Translators: day and time of a scan, as in "20 Nov 04:12"; see g_date_time_format(). */
  return time ? g_date_time_format (time, _("%-d %b %H:%M")) : g_strdup ("");
}

/* "10.2 min · C · 1 280 ch": what is known of it. */
static char *
dup_detail (const PmScanInfo *info)
{
  g_autofree char *channels = pm_count_text (info->n_channels);
  g_autoptr (GString) text = g_string_new (NULL);
  if (isfinite (info->duration_s))
    g_string_append_printf (text, _("%.1f min"), info->duration_s / 60.0);
  if (info->band && info->band[0])
    g_string_append_printf (text, " · %s", info->band);
  g_string_append (text, " · ");
  /* Translators: short for "%s channels". */
  g_string_append_printf (text, _("%s ch"), channels);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_line (GString *text, const char *name, const char *value)
{
  if (value && value[0])
    g_string_append_printf (text, "\n%s: %s", name, value);
}

static char *
dup_tooltip (const PmScanInfo *info)
{
  g_autoptr (GString) text = g_string_new (info->path);
  g_autofree char *size = g_format_size (info->file_bytes);
  append_line (text, _("Size"), size);
  append_line (text, _("Scan"), info->scan_id);
  append_line (text, _("Observed"), info->date_obs);
  append_line (text, _("Instrument"), info->instrument);
  append_line (text, _("Band"), info->band);
  append_line (text, _("Pattern"), info->pattern);
  if (isfinite (info->rate_hz))
    {
      g_autofree char *rate = g_strdup_printf (_("%.1f Hz"), info->rate_hz);
      append_line (text, _("Rate"), rate);
    }
  if (isfinite (info->extent_x_arcsec) && isfinite (info->extent_y_arcsec))
    {
      g_autofree char *extent = g_strdup_printf ("%.0f″ × %.0f″", info->extent_x_arcsec, info->extent_y_arcsec);
      append_line (text, _("Extent"), extent);
    }
  append_line (text, _("Checksum"), info->checksum);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The list names the file already. */
static const char *
skip_path (const char *message, const char *path)
{
  return g_str_has_prefix (message, path) && g_str_has_prefix (message + strlen (path), ": ") ? message + strlen (path) + 2 : message;
}

static gboolean
pulse_cb (gpointer data)
{
  PmScanRow *self = data;
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  return G_SOURCE_CONTINUE;
}

static void
show_reading (PmScanRow *self, gboolean reading)
{
  gboolean animated = FALSE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);
  gtk_widget_set_visible (self->bar, reading);
  if (!reading)
    g_clear_handle_id (&self->pulse_id, g_source_remove);
  else if (self->pulse_id == 0 && animated)
    self->pulse_id = g_timeout_add (PULSE_MS, pulse_cb, self);
}

static void
show_texts (PmScanRow *self, const char *time, const char *detail, const char *tooltip)
{
  const PmScanInfo *info = pm_scan_item_get_info (self->item);
  g_autofree char *base = g_path_get_basename (pm_scan_item_get_path (self->item));
  g_autofree char *file_name = g_filename_display_name (base);
  const char *name = info && info->object && info->object[0] ? info->object : file_name;
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->time_label, time);
  gtk_label_set_label (self->detail_label, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), tooltip);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), tooltip);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail_label), tooltip);
  g_autofree char *spoken = g_strjoin (", ", name, detail, *time ? time : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
toggled_cb (PmScanRow *self)
{
  if (!self->following)
    pm_scan_item_set_checked (self->item, gtk_check_button_get_active (self->check));
}

/* A scan that cannot be read takes part in nothing, whatever was wished before that was known. */
static void
follow_check (PmScanRow *self)
{
  PmScanState state = pm_scan_item_get_state (self->item);
  self->following = TRUE;
  gtk_check_button_set_active (self->check, pm_scan_item_get_checked (self->item) && state != PM_SCAN_FAILED);
  self->following = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), state == PM_SCAN_READY);
}

static void
follow (PmScanRow *self)
{
  PmScanState state = pm_scan_item_get_state (self->item);
  const PmScanInfo *info = pm_scan_item_get_info (self->item);
  const GError *error = pm_scan_item_get_error (self->item);
  const char *path = pm_scan_item_get_path (self->item);
  g_autofree char *display_path = g_filename_display_name (path);
  if (state == PM_SCAN_READY && info)
    {
      g_autofree char *time = dup_time (info), *detail = dup_detail (info), *tooltip = dup_tooltip (info);
      show_texts (self, time, detail, tooltip);
    }
  else if (state == PM_SCAN_FAILED && error)
    show_texts (self, "", skip_path (error->message, path), error->message);
  else
    show_texts (self, "", _("Reading…"), display_path);
  gtk_widget_set_css_classes (GTK_WIDGET (self->detail_label),
                              (const char *[]){ state == PM_SCAN_FAILED ? "pm-error-text" : "pm-caption", "pm-number", NULL });
  follow_check (self);
  gtk_label_set_label (self->error_label, error ? error->message : "");
  gtk_widget_set_visible (self->error_button, error != NULL);
  show_reading (self, state == PM_SCAN_READING);
}

static void
pm_scan_row_dispose (GObject *object)
{
  PmScanRow *self = PM_SCAN_ROW (object);
  g_clear_handle_id (&self->pulse_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_SCAN_ROW);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (pm_scan_row_parent_class)->dispose (object);
}

static void
pm_scan_row_class_init (PmScanRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_scan_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-scan-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, check);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, bar);
  gtk_widget_class_bind_template_child (widget_class, PmScanRow, error_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
pm_scan_row_init (PmScanRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pm_scan_row_new (PmScanItem *item)
{
  g_return_val_if_fail (PM_IS_SCAN_ITEM (item), NULL);
  PmScanRow *self = g_object_new (PM_TYPE_SCAN_ROW, NULL);
  self->item = g_object_ref (item);
  follow (self);
  g_signal_connect_object (item, "notify::checked", G_CALLBACK (follow_check), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::state", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

PmScanItem *
pm_scan_row_get_item (PmScanRow *self)
{
  g_return_val_if_fail (PM_IS_SCAN_ROW (self), NULL);
  return self->item;
}

void
pm_scan_row_toggle (PmScanRow *self)
{
  g_return_if_fail (PM_IS_SCAN_ROW (self));
  if (pm_scan_item_get_state (self->item) == PM_SCAN_READY)
    pm_scan_item_set_checked (self->item, !pm_scan_item_get_checked (self->item));
}
