/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is chosen is read from the widgets when it is needed; update() shows everything that follows from choices, session and model.
 */
#include "config.h"

#include "pm-export-dialog.h"

#include "pm-channel-list.h"
#include "pm-count-text.h"
#include "pm-glyph-image.h"
#include "pm-output.h"

#include <glib/gi18n.h>

#define PULSE_MS 100

enum
{
  MAPS_NONE,
  MAPS_STAMPS,
  MAPS_ALL,
  MAPS_SELECTED,
  MAPS_GOOD,
};

struct _PmExportDialog
{
  GtkWindow parent_instance;

  /* Owned */
  PmViewModel *model;
  PmSession *session;
  char *folder;
  GCancellable *cancellable;     /* of what is being written; NULL: nothing is */
  GtkFileChooserNative *chooser; /* NULL: it is not open */
  guint pulse_source;

  gboolean may_replace; /* the files that are there were named, and the choices have not changed since */
  GtkWidget *count_glyphs[PM_N_MARKS], *count_labels[PM_N_MARKS], *count_numbers[PM_N_MARKS], *letters_label; /* in counts_grid */

  /* Template children, borrowed */
  GtkWidget *choices;
  GtkGrid *counts_grid;
  GtkLabel *folder_label, *name_label, *rcp_count, *ecsv_count, *fits_count, *crush_count, *sofscan_count, *maps_count;
  GtkLabel *stale_label, *suspicious_label, *replace_label, *error_label;
  GtkCheckButton *rcp_check, *ecsv_check, *fits_check, *crush_check, *sofscan_check;
  GtkDropDown *maps_drop;
  GtkProgressBar *progress;
  GtkButton *export_button;
};

enum
{
  PROP_FOLDER = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint exported_signal;

G_DEFINE_FINAL_TYPE (PmExportDialog, pm_export_dialog, GTK_TYPE_WINDOW)

/* What is chosen. */

static PmOutputFiles
chosen_files (PmExportDialog *self)
{
  return (gtk_check_button_get_active (self->rcp_check) ? PM_OUTPUT_RCP : 0) |
         (gtk_check_button_get_active (self->ecsv_check) ? PM_OUTPUT_ECSV : 0) |
         (gtk_check_button_get_active (self->fits_check) ? PM_OUTPUT_FITS : 0) |
         (gtk_check_button_get_active (self->crush_check) ? PM_OUTPUT_CRUSH : 0) |
         (gtk_check_button_get_active (self->sofscan_check) ? PM_OUTPUT_SOFSCAN : 0);
}

/* The rows whose maps are to be written; all without blind ones are said by the count only. */
static GArray *
rows_with_maps (PmExportDialog *self, const PmPixelTable *table)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint));
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  guint choice = gtk_drop_down_get_selected (self->maps_drop);
  for (guint row = 0; row < table->n_rows; row++)
    if (table->status[row] != PM_PIXEL_BLIND &&
        (choice == MAPS_STAMPS || choice == MAPS_ALL || (choice == MAPS_GOOD && table->status[row] == PM_PIXEL_GOOD) ||
         (choice == MAPS_SELECTED && pm_pixel_selection_is_selected (selection, (int) row))))
      g_array_append_val (rows, row);
  return rows;
}

/* What is shown. */

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_count (GtkLabel *label, const char *format, guint64 n)
{
  g_autofree char *number = pm_count_text (n), *text = NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, number); /* translated, with one %s */
#pragma GCC diagnostic pop
  gtk_label_set_label (label, text);
}

static void
show_pixels (GtkLabel *label, guint64 n)
{
  show_count (label, ngettext ("%s pixel", "%s pixels", n), n);
}

/* How many of the pixels flagged automatically have each letter. */
static char *
letters_text (PmExportDialog *self, const PmPixelTable *table)
{
  GString *text = g_string_new (NULL);
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      guint n = 0;
      for (gsize row = 0; row < table->n_rows; row++)
        n += (table->flags[row] & (1u << bit)) && pm_view_model_get_mark (self->model, (int) row) == PM_MARK_FLAGGED;
      g_autofree char *number = pm_count_text (n);
      if (n > 0)
        g_string_append_printf (text, "%s%s %c", text->len > 0 ? ", " : "", number, pm_pixel_flags_letter (bit));
    }
  return g_string_free (text, FALSE);
}

static void
show_counts (PmExportDialog *self, const PmPixelTable *table)
{
  for (guint mark = 0; mark < PM_N_MARKS; mark++)
    {
      guint n = pm_view_model_count (self->model, (PmMark) mark);
      g_autofree char *number = pm_count_text (n);
      gtk_label_set_label (GTK_LABEL (self->count_numbers[mark]), number);
      gtk_widget_set_visible (self->count_glyphs[mark], n > 0);
      gtk_widget_set_visible (self->count_labels[mark], n > 0);
      gtk_widget_set_visible (self->count_numbers[mark], n > 0);
    }
  g_autofree char *letters = letters_text (self, table);
  show_text (GTK_LABEL (self->letters_label), *letters ? letters : NULL);
}

static void
show_files (PmExportDialog *self, const PmPixelTable *table)
{
  gsize n_good = pm_pixel_table_count (table, PM_PIXEL_GOOD), n_blind = pm_pixel_table_count (table, PM_PIXEL_BLIND);
  gsize n_bad = table->n_rows - n_good - n_blind;
  g_autoptr (GArray) rows = rows_with_maps (self, table);
  show_count (self->rcp_count, ngettext ("%s good pixel", "%s good pixels", n_good), n_good);
  show_pixels (self->ecsv_count, table->n_rows);
  show_pixels (self->fits_count, table->n_rows);
  show_pixels (self->crush_count, n_bad);
  show_pixels (self->sofscan_count, n_bad);
  show_count (self->maps_count, ngettext ("%s map", "%s maps", rows->len), rows->len);
}

static void
show_warnings (PmExportDialog *self)
{
  guint n = pm_view_model_count (self->model, PM_MARK_SUSPICIOUS);
  g_autofree char *number = pm_count_text (n);
  g_autofree char *suspicious = g_strdup_printf (ngettext ("%s suspicious pixel that nobody has judged counts as good",
                                                           "%s suspicious pixels that nobody has judged count as good", n), number);
  show_text (self->suspicious_label, n > 0 ? suspicious : NULL);
  show_text (self->stale_label, pm_session_is_out_of_date (self->session)
                                  ? _("The result is out of date: scans or options have changed since it was made") : NULL);
}

static void
update_button (PmExportDialog *self, PmResult *result)
{
  gboolean selected_none = FALSE;
  if (result && gtk_check_button_get_active (self->fits_check) && gtk_drop_down_get_selected (self->maps_drop) != MAPS_NONE)
    {
      g_autoptr (GArray) rows = rows_with_maps (self, result->table);
      selected_none = rows->len == 0;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.write",
                                 result && chosen_files (self) != 0 && !selected_none && !self->cancellable);
  gtk_button_set_label (self->export_button, self->may_replace ? _("Replace") : _("Export"));
  if (self->may_replace)
    gtk_widget_add_css_class (GTK_WIDGET (self->export_button), "destructive-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->export_button), "destructive-action");
}

static void
update (PmExportDialog *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  gboolean with_maps = gtk_check_button_get_active (self->fits_check) && pm_session_can_refit (self->session);
  const char *core = pm_session_get_core_name (self->session);
  gtk_widget_set_sensitive (self->choices, result && !self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->maps_drop), with_maps);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->maps_drop), pm_session_can_refit (self->session)
                                                               ? NULL
                                                               : _("The samples are not kept any more: reduce again to write maps"));
  gtk_widget_set_visible (GTK_WIDGET (self->maps_count), with_maps && gtk_drop_down_get_selected (self->maps_drop) != MAPS_NONE);
  gtk_label_set_label (self->folder_label, self->folder);
  gtk_label_set_label (self->name_label, core ? core : "–");
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->cancellable != NULL);
  if (result)
    {
      show_files (self, result->table);
      show_counts (self, result->table);
    }
  show_warnings (self);
  update_button (self, result);
}

static void
choice_changed_cb (PmExportDialog *self)
{
  if (!self->session) /* while the template is built */
    return;
  self->may_replace = FALSE;
  show_text (self->replace_label, NULL);
  show_text (self->error_label, NULL);
  update (self);
}

static void
add_counts (PmExportDialog *self)
{
  for (int mark = 0; mark < PM_N_MARKS; mark++)
    {
      GtkWidget *glyph = pm_glyph_image_new (), *label = gtk_label_new (pm_glyph_image_mark_name ((PmMark) mark));
      GtkWidget *number = gtk_label_new (NULL);
      pm_glyph_image_set_mark (PM_GLYPH_IMAGE (glyph), (PmMark) mark, ' ');
      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_xalign (GTK_LABEL (number), 1.0f);
      gtk_widget_add_css_class (number, "pm-number");
      gtk_grid_attach (self->counts_grid, glyph, 0, mark, 1, 1);
      gtk_grid_attach (self->counts_grid, label, 1, mark, 1, 1);
      gtk_grid_attach (self->counts_grid, number, 2, mark, 1, 1);
      self->count_glyphs[mark] = glyph;
      self->count_labels[mark] = label;
      self->count_numbers[mark] = number;
    }
  self->letters_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->letters_label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (self->letters_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->letters_label, TRUE);
  gtk_widget_add_css_class (self->letters_label, "pm-dim");
  gtk_grid_attach (self->counts_grid, self->letters_label, 3, PM_MARK_FLAGGED, 1, 1);
}

/* Folder. */

static void
set_folder (PmExportDialog *self, const char *folder)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *wanted = g_strdup (folder && *folder ? folder : documents ? documents : g_get_home_dir ());
  if (g_strcmp0 (wanted, self->folder) == 0)
    return;
  g_free (self->folder);
  self->folder = g_steal_pointer (&wanted);
  gtk_label_set_label (self->folder_label, self->folder);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_label), self->folder);
  choice_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDER]);
}

static void
folder_chosen_cb (GtkNativeDialog *chooser, int response, PmExportDialog *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path)
    set_folder (self, path);
  g_clear_object (&self->chooser);
}

static void
choose_folder_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmExportDialog *self = PM_EXPORT_DIALOG (widget);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  if (!self->chooser)
    self->chooser = gtk_file_chooser_native_new (_("Export into folder"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                 _("_Select"), _("_Cancel"));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Writing. */

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (PM_EXPORT_DIALOG (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
set_writing (PmExportDialog *self, gboolean writing)
{
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (writing)
    {
      self->cancellable = g_cancellable_new ();
      self->pulse_source = g_timeout_add (PULSE_MS, pulse_cb, self);
    }
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (GStrv) paths = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PmExportDialog) self = g_weak_ref_get (data);
  gboolean ok = pm_session_export_finish (PM_SESSION (source), result, &paths, &error);
  g_weak_ref_clear (data);
  g_free (data);
  if (!self) /* closed meanwhile, which cancelled it */
    return;
  set_writing (self, FALSE);
  self->may_replace = FALSE;
  show_text (self->replace_label, NULL);
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_text (self->error_label, error->message);
  update (self);
  if (!ok)
    return;
  g_signal_emit (self, exported_signal, 0, paths);
  gtk_window_close (GTK_WINDOW (self));
}

static void
write_files (PmExportDialog *self)
{
  static const PmMapsWanted wanted[] = { PM_MAPS_NONE, PM_MAPS_STAMPS, PM_MAPS_FULL, PM_MAPS_FULL, PM_MAPS_FULL };
  PmOutputFiles files = chosen_files (self);
  guint choice = gtk_drop_down_get_selected (self->maps_drop);
  const PmPixelTable *table = pm_view_model_get_result (self->model)->table;
  g_autoptr (GArray) rows = rows_with_maps (self, table);
  g_autofree char *list = choice == MAPS_SELECTED || choice == MAPS_GOOD
                            ? pm_channel_list_format (table, (const guint *) (void *) rows->data, rows->len) : NULL;
  const PmExport export = {
    .dir = self->folder,
    .rcp = (files & PM_OUTPUT_RCP) != 0,
    .ecsv = (files & PM_OUTPUT_ECSV) != 0,
    .fits = (files & PM_OUTPUT_FITS) != 0,
    .crush = (files & PM_OUTPUT_CRUSH) != 0,
    .sofscan = (files & PM_OUTPUT_SOFSCAN) != 0,
    .maps = (files & PM_OUTPUT_FITS) && pm_session_can_refit (self->session) ? wanted[choice] : PM_MAPS_NONE,
    .maps_list = list,
  };
  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  set_writing (self, TRUE);
  pm_session_export_async (self->session, &export, self->cancellable, exported_cb, weak);
}

/* The names of chosen files that are there, one a line; NULL: none is. */
static char *
files_in_the_way (PmExportDialog *self)
{
  g_auto (GStrv) names = pm_output_names (self->folder, pm_session_get_core_name (self->session), chosen_files (self));
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  for (char **name = names; *name; name++)
    if (g_file_test (*name, G_FILE_TEST_EXISTS))
      g_ptr_array_add (found, g_path_get_basename (*name));
  if (found->len == 0)
    return NULL;
  guint n = found->len;
  g_ptr_array_add (found, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) found->pdata);
  return g_strdup_printf (ngettext ("This file will be replaced: %s", "These files will be replaced: %s", n), list);
}

static void
write_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmExportDialog *self = PM_EXPORT_DIALOG (widget);
  g_autofree char *in_the_way = self->may_replace ? NULL : files_in_the_way (self);
  show_text (self->error_label, NULL);
  if (in_the_way)
    {
      self->may_replace = TRUE;
      show_text (self->replace_label, in_the_way);
    }
  else
    write_files (self);
  update (self);
}

/* Ends what is being written, or else the dialog. */
static void
cancel_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmExportDialog *self = PM_EXPORT_DIALOG (widget);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* The object. */

static void
pm_export_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FOLDER)
    g_value_set_string (value, PM_EXPORT_DIALOG (object)->folder);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_export_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FOLDER)
    set_folder (PM_EXPORT_DIALOG (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_export_dialog_dispose (GObject *object)
{
  PmExportDialog *self = PM_EXPORT_DIALOG (object);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_EXPORT_DIALOG);
  G_OBJECT_CLASS (pm_export_dialog_parent_class)->dispose (object);
}

static void
pm_export_dialog_finalize (GObject *object)
{
  g_free (PM_EXPORT_DIALOG (object)->folder);
  G_OBJECT_CLASS (pm_export_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/org/pixelmap/PixelMap/pm-export-dialog.ui");
  gtk_widget_class_bind_template_child (class, PmExportDialog, choices);
  gtk_widget_class_bind_template_child (class, PmExportDialog, counts_grid);
  gtk_widget_class_bind_template_child (class, PmExportDialog, folder_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, name_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, rcp_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, ecsv_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, fits_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, crush_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, sofscan_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, maps_count);
  gtk_widget_class_bind_template_child (class, PmExportDialog, stale_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, suspicious_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, replace_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, error_label);
  gtk_widget_class_bind_template_child (class, PmExportDialog, rcp_check);
  gtk_widget_class_bind_template_child (class, PmExportDialog, ecsv_check);
  gtk_widget_class_bind_template_child (class, PmExportDialog, fits_check);
  gtk_widget_class_bind_template_child (class, PmExportDialog, crush_check);
  gtk_widget_class_bind_template_child (class, PmExportDialog, sofscan_check);
  gtk_widget_class_bind_template_child (class, PmExportDialog, maps_drop);
  gtk_widget_class_bind_template_child (class, PmExportDialog, progress);
  gtk_widget_class_bind_template_child (class, PmExportDialog, export_button);
  gtk_widget_class_bind_template_callback (class, choice_changed_cb);
}

static void
pm_export_dialog_class_init (PmExportDialogClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = pm_export_dialog_get_property;
  object_class->set_property = pm_export_dialog_set_property;
  object_class->dispose = pm_export_dialog_dispose;
  object_class->finalize = pm_export_dialog_finalize;
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  exported_signal = g_signal_new ("exported", PM_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "export.choose-folder", NULL, choose_folder_cb);
  gtk_widget_class_install_action (widget_class, "export.write", NULL, write_cb);
  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.cancel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
pm_export_dialog_init (PmExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_counts (self);
}

GtkWidget *
pm_export_dialog_new (PmViewModel *model, PmSession *session)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model) && PM_IS_SESSION (session), NULL);
  PmExportDialog *self = g_object_new (PM_TYPE_EXPORT_DIALOG, NULL);
  self->model = g_object_ref (model);
  self->session = g_object_ref (session);
  set_folder (self, NULL);
  g_signal_connect_object (model, "result-changed", G_CALLBACK (choice_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::out-of-date", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pm_view_model_get_selection (model), "changed", G_CALLBACK (choice_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
