/* SPDX-License-Identifier: GPL-3.0-or-later
 * Listens and puts the parts together; each part knows its own business.
 */
#include "config.h"

#include "pm-inspector.h"

#include "pm-flag-lines.h"
#include "pm-flag-words.h"
#include "pm-glyph-image.h"
#include "pm-ground.h"
#include "pm-history-list.h"
#include "pm-inspector-head.h"
#include "pm-inspector-values.h"
#include "pm-map-plot.h"
#include "pm-pixel-strip.h"
#include "pm-profile-plot.h"
#include "pm-refit-panel.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define WIDTH 305
#define NARROW_WIDTH 285
#define COMPACT_HEIGHT 690 /* what is left of a window of 760 */

struct _PmInspector
{
  GtkWidget parent_instance;

  /* Template children, borrowed */
  GtkWidget *scroller, *empty_label, *content, *pixel_box, *profile_box, *profile_expander;
  GtkLabel *title_label, *place_label, *suspicion_label, *why_label, *history_count;
  PmGlyphImage *glyph, *bad_glyph, *good_glyph;
  GtkWidget *previous_button, *next_button, *judge_box, *bad_key, *good_key, *clear_key, *history_expander, *refit_expander;
  PmMapPlot *map;
  PmProfilePlot *profile;
  PmPixelStrip *strip;
  PmValueGrid *values;
  PmFlagLines *flag_lines;
  PmHistoryList *history;
  PmRefitPanel *refit;

  PmReasonPopover *reason; /* borrowed; child of judge_box */
  PmViewModel *model;      /* owned */
  PmSession *session;      /* owned, or NULL */
  guint update_id, compact_id, scroll_id;
  int pixel;               /* shown alone; PM_PIXEL_NONE: none or several */
  gboolean is_stale, is_compact, scrolls_down;
};

enum
{
  PROP_PLANE = 1,
  PROP_CONTOURS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint readout_signal;
static const char *const plane_names[PM_N_MAP_PLANES] = { "signal", "residual", "s2n", "exposure", "weight" };

G_DEFINE_FINAL_TYPE (PmInspector, pm_inspector, GTK_TYPE_WIDGET)

/* What is shown: the selected pixels if there are several, else the current one. Free with g_free(). */
static guint *
dup_subjects (PmInspector *self, guint *n)
{
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  guint n_pixels = pm_view_model_get_n_pixels (self->model);
  int current = pm_pixel_selection_get_current (selection);
  *n = 0;
  if (!pm_view_model_get_result (self->model))
    return NULL;
  if (pm_pixel_selection_get_n_selected (selection) > 1)
    return pm_pixel_selection_get_selected (selection, n);
  if (current < 0)
    current = pm_pixel_selection_next (selection, 0);
  if (current < 0 || (guint) current >= n_pixels)
    return NULL;
  guint *subjects = g_new (guint, 1);
  subjects[0] = (guint) current;
  *n = 1;
  return subjects;
}

static void
update_history (PmInspector *self, const guint *subjects, guint n)
{
  pm_history_list_set_pixels (self->history, self->session ? pm_session_get_flags (self->session) : NULL, subjects, n);
  guint n_events = pm_history_list_get_n_events (self->history);
  g_autofree char *text = n_events > 0 ? g_strdup_printf ("%u", n_events) : g_strdup ("");
  gtk_label_set_text (self->history_count, text);
}

/* Radius and domain of the reduction, in arcsec. */
static void
update_refit_defaults (PmInspector *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  const PmOptions *options = self->session ? pm_session_get_options (self->session) : result ? result->options : NULL;
  if (result && options && result->beam_fwhm_arcsec > 0.0)
    pm_refit_panel_set_defaults (self->refit, options->fit_radius * result->beam_fwhm_arcsec,
                                 options->fit_map_radius * result->beam_fwhm_arcsec, options->fit_domain);
}

static const char *
why_no_refit (PmInspector *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  if (!self->session || !result)
    return _("There is no reduction in this window");
  if (pm_job_get_state (pm_session_get_job (self->session)) == PM_JOB_RUNNING)
    return _("A reduction is running");
  if (!pm_session_can_refit (self->session))
    return _("The samples of this result are not in memory: reduce again");
  if (self->pixel >= 0 && result->table->status[self->pixel] == PM_PIXEL_BLIND)
    return _("This pixel does not look at the sky");
  return NULL;
}

static void
show_refit_in_map (PmInspector *self)
{
  double x, y;
  gboolean open = gtk_expander_get_expanded (GTK_EXPANDER (self->refit_expander));
  pm_refit_panel_get_start (self->refit, &x, &y);
  pm_map_plot_set_refit (self->map, x, y, open ? pm_refit_panel_get_radius (self->refit) : NAN);
}

static void
update_suspicion (PmInspector *self)
{
  g_autofree char *reason = pm_view_model_dup_suspicion_text (self->model, self->pixel);
  PmSuspicion *suspicion = pm_view_model_get_suspicion (self->model);
  gtk_widget_set_visible (GTK_WIDGET (self->suspicion_label), reason != NULL);
  if (!reason)
    return;
  gsize n = 0;
  pm_suspicion_get_ranking (suspicion, &n);
  g_autofree char *text = g_strdup_printf (_("Suspicious (%d of %u): %s"), pm_suspicion_get_rank (suspicion, (gsize) self->pixel) + 1,
                                           (guint) n, reason);
  gtk_label_set_text (self->suspicion_label, text);
}

static void
update_one (PmInspector *self, PmResult *result, guint pixel)
{
  const PmPixelTable *table = result->table;
  const double *x = pm_view_model_get_predicted_x (self->model), *y = pm_view_model_get_predicted_y (self->model);
  const char *why_not = pm_flag_words_why_not (table, pixel);
  g_autofree char *place = pm_inspector_head_place (result, pixel);
  if ((int) pixel != self->pixel)
    {
      pm_refit_panel_set_start (self->refit, NAN, NAN);
      pm_map_plot_set_picking (self->map, FALSE);
    }
  self->pixel = (int) pixel;
  gtk_label_set_text (self->title_label, table->id[pixel]);
  gtk_label_set_text (self->place_label, place);
  pm_glyph_image_set_mark (self->glyph, pm_view_model_get_mark (self->model, self->pixel), pm_mark_letter (table->flags[pixel]));
  pm_map_plot_set_pixel (self->map, result, pixel);
  pm_profile_plot_set_pixel (self->profile, result, pixel);
  pm_inspector_values_fill (self->values, result, pixel, x ? x[pixel] : NAN, y ? y[pixel] : NAN);
  update_suspicion (self);
  gtk_label_set_text (self->why_label, why_not ? why_not : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), why_not != NULL);
  pm_flag_lines_set_flags (self->flag_lines, table->flags[pixel]);
  show_refit_in_map (self);
}

static void
update_several (PmInspector *self, PmResult *result, const guint *pixels, guint n)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u pixel selected", "%u pixels selected", n), n);
  g_autofree char *place = pm_inspector_head_places (result, pixels, n);
  self->pixel = PM_PIXEL_NONE;
  pm_map_plot_set_picking (self->map, FALSE);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->place_label, place);
  pm_pixel_strip_set_pixels (self->strip, self->model, pixels, n);
  pm_inspector_values_fill_medians (self->values, result, pixels, n);
  gtk_widget_set_visible (GTK_WIDGET (self->suspicion_label), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), FALSE);
  pm_flag_lines_set_flags (self->flag_lines, pm_inspector_head_common_flags (result, pixels, n));
}

static void
update (PmInspector *self)
{
  guint n;
  g_autofree guint *subjects = dup_subjects (self, &n);
  PmResult *result = pm_view_model_get_result (self->model);
  self->is_stale = FALSE;
  gtk_widget_set_visible (self->empty_label, n == 0);
  gtk_widget_set_visible (self->content, n > 0);
  gtk_widget_set_visible (self->pixel_box, n == 1);
  gtk_widget_set_visible (self->profile_expander, n == 1 && self->is_compact);
  gtk_widget_set_visible (self->refit_expander, n == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->strip), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->glyph), n == 1);
  if (n == 1)
    update_one (self, result, subjects[0]);
  else
    {
      self->pixel = PM_PIXEL_NONE;
      pm_map_plot_set_pixel (self->map, NULL, 0); /* keeps no result that nobody shows */
      pm_profile_plot_set_pixel (self->profile, NULL, 0);
    }
  if (n > 1)
    update_several (self, result, subjects, n);
  else
    pm_pixel_strip_set_pixels (self->strip, NULL, NULL, 0);
  update_history (self, subjects, n);
  pm_refit_panel_set_obstacle (self->refit, why_no_refit (self));
  pm_reason_popover_set_n_pixels (self->reason, MAX (n, 1));
}

static gboolean
update_cb (gpointer data)
{
  PmInspector *self = data;
  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Once before the next frame, however much changes until then. */
static void
queue_update (PmInspector *self)
{
  self->is_stale = TRUE;
  if (self->update_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update_id = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, update_cb, self, NULL);
}

static void
result_changed_cb (PmInspector *self)
{
  update_refit_defaults (self);
  queue_update (self);
}

static void
look_changed_cb (PmInspector *self)
{
  pm_map_plot_set_look (self->map, pm_view_model_get_look (self->model));
  queue_update (self);
}

static void
picked_cb (PmInspector *self, double x, double y)
{
  pm_refit_panel_set_start (self->refit, x, y);
}

static void
readout_cb (PmInspector *self, const char *text)
{
  g_signal_emit (self, readout_signal, 0, text);
}

static void
refit_changed_cb (PmInspector *self)
{
  show_refit_in_map (self);
}

static gboolean
scroll_cb (gpointer data)
{
  PmInspector *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  self->scroll_id = 0;
  self->scrolls_down = FALSE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
  return G_SOURCE_REMOVE;
}

/* The refit stands at the bottom: what was unfolded comes into sight, after the layout that has just found out how long everything is. */
static void
scroll_range_cb (PmInspector *self)
{
  if (self->scrolls_down && self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_cb, self);
}

static void
refit_expanded_cb (PmInspector *self)
{
  self->scrolls_down = gtk_expander_get_expanded (GTK_EXPANDER (self->refit_expander));
  if (!self->scrolls_down)
    pm_map_plot_set_picking (self->map, FALSE);
  show_refit_in_map (self);
}

static void
refit_cb (PmInspector *self)
{
  double x, y;
  if (self->pixel < 0 || why_no_refit (self))
    return;
  pm_refit_panel_get_start (self->refit, &x, &y);
  pm_session_refit (self->session, (gsize) self->pixel, pm_refit_panel_get_radius (self->refit), x, y,
                    pm_refit_panel_get_domain (self->refit));
}

/* Low windows: the profile is folded away, the values stay in sight. */
static gboolean
compact_cb (gpointer data)
{
  PmInspector *self = data;
  gboolean compact = gtk_widget_get_height (GTK_WIDGET (self)) < COMPACT_HEIGHT * pm_ground_text_scale (GTK_WIDGET (self));
  self->compact_id = 0;
  if (compact == self->is_compact)
    return G_SOURCE_REMOVE;
  self->is_compact = compact;
  g_object_ref (self->profile);
  if (compact)
    {
      gtk_box_remove (GTK_BOX (self->profile_box), GTK_WIDGET (self->profile));
      gtk_expander_set_child (GTK_EXPANDER (self->profile_expander), GTK_WIDGET (self->profile));
    }
  else
    {
      gtk_expander_set_child (GTK_EXPANDER (self->profile_expander), NULL);
      gtk_box_append (GTK_BOX (self->profile_box), GTK_WIDGET (self->profile));
    }
  g_object_unref (self->profile);
  gtk_widget_set_visible (self->profile_expander, compact && self->pixel >= 0);
  return G_SOURCE_REMOVE;
}

static void
pm_inspector_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PmInspector *self = PM_INSPECTOR (widget);
  gtk_widget_allocate (self->scroller, width, height, baseline, NULL);
  gboolean compact = height < COMPACT_HEIGHT * pm_ground_text_scale (widget);
  if (compact != self->is_compact && self->compact_id == 0) /* not here: widgets must not change while they get their sizes */
    self->compact_id = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, compact_cb, self, NULL);
}

static void
pm_inspector_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                      int *natural_baseline)
{
  gtk_widget_measure (PM_INSPECTOR (widget)->scroller, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
pm_inspector_map (GtkWidget *widget)
{
  PmInspector *self = PM_INSPECTOR (widget);
  if (self->is_stale)
    update (self);
  GTK_WIDGET_CLASS (pm_inspector_parent_class)->map (widget);
}

static void
pm_inspector_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmInspector *self = PM_INSPECTOR (object);
  switch (id)
    {
    case PROP_PLANE:
      g_value_set_string (value, plane_names[pm_map_plot_get_plane (self->map)]);
      break;
    case PROP_CONTOURS:
      g_value_set_boolean (value, pm_map_plot_get_contours (self->map));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_inspector_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmInspector *self = PM_INSPECTOR (object);
  switch (id)
    {
    case PROP_PLANE:
      for (int plane = 0; plane < PM_N_MAP_PLANES; plane++)
        if (g_strcmp0 (plane_names[plane], g_value_get_string (value)) == 0)
          pm_map_plot_set_plane (self->map, (PmMapPlane) plane);
      break;
    case PROP_CONTOURS:
      pm_map_plot_set_contours (self->map, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
pm_inspector_dispose (GObject *object)
{
  PmInspector *self = PM_INSPECTOR (object);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->compact_id, g_source_remove);
  g_clear_handle_id (&self->scroll_id, g_source_remove);
  if (self->reason)
    gtk_widget_unparent (GTK_WIDGET (self->reason));
  self->reason = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_INSPECTOR);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pm_inspector_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    gssize offset;
  } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (PmInspector, name) }
    CHILD (scroller),        CHILD (empty_label),   CHILD (content),         CHILD (pixel_box),        CHILD (profile_box),
    CHILD (title_label),     CHILD (place_label),   CHILD (suspicion_label), CHILD (why_label),        CHILD (history_count),
    CHILD (glyph),           CHILD (bad_glyph),     CHILD (good_glyph),      CHILD (previous_button),  CHILD (next_button),
    CHILD (judge_box),       CHILD (bad_key),       CHILD (good_key),        CHILD (clear_key),        CHILD (history_expander),
    CHILD (refit_expander),  CHILD (map),           CHILD (profile),         CHILD (strip),            CHILD (values),
    CHILD (flag_lines),      CHILD (history),       CHILD (refit),           CHILD (profile_expander),
#undef CHILD
  };
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
}

static void
pm_inspector_class_init (PmInspectorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GType types[] = { PM_TYPE_GLYPH_IMAGE, PM_TYPE_MAP_PLOT,   PM_TYPE_PROFILE_PLOT, PM_TYPE_PIXEL_STRIP,
                          PM_TYPE_VALUE_GRID,  PM_TYPE_FLAG_LINES, PM_TYPE_HISTORY_LIST, PM_TYPE_REFIT_PANEL };
  object_class->get_property = pm_inspector_get_property;
  object_class->set_property = pm_inspector_set_property;
  object_class->dispose = pm_inspector_dispose;
  widget_class->measure = pm_inspector_measure;
  widget_class->size_allocate = pm_inspector_size_allocate;
  widget_class->map = pm_inspector_map;
  properties[PROP_PLANE] = g_param_spec_string ("plane", NULL, NULL, plane_names[0],
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTOURS] = g_param_spec_boolean ("contours", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  readout_signal = g_signal_new ("readout", PM_TYPE_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_type_ensure (types[i]);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-inspector.ui");
  gtk_widget_class_set_css_name (widget_class, "pm-inspector");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, readout_cb);
  gtk_widget_class_bind_template_callback (widget_class, refit_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, refit_expanded_cb);
  gtk_widget_class_bind_template_callback (widget_class, refit_cb);
  gtk_widget_class_install_property_action (widget_class, "inspector.plane", "plane");
  gtk_widget_class_install_property_action (widget_class, "inspector.contours", "contours");
}

static void
pm_inspector_init (PmInspector *self)
{
  self->pixel = PM_PIXEL_NONE;
  self->is_stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inspector"), -1);
  pm_glyph_image_set_mark (self->bad_glyph, PM_MARK_BAD, ' ');
  pm_glyph_image_set_mark (self->good_glyph, PM_MARK_GOOD_HAND, ' ');
  g_object_bind_property (self->map, "picking", self->refit, "picking", G_BINDING_BIDIRECTIONAL);
  g_signal_connect_swapped (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), "changed",
                            G_CALLBACK (scroll_range_cb), self);
  self->reason = PM_REASON_POPOVER (pm_reason_popover_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->reason), self->judge_box);
  pm_inspector_set_narrow (self, FALSE);
}

GtkWidget *
pm_inspector_new (PmViewModel *model, PmSession *session)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model) && (!session || PM_IS_SESSION (session)), NULL);
  PmInspector *self = g_object_new (PM_TYPE_INSPECTOR, NULL);
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  self->model = g_object_ref (model);
  self->session = session ? g_object_ref (session) : NULL;
  g_signal_connect_object (model, "result-changed", G_CALLBACK (result_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "look-changed", G_CALLBACK (look_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "notify::current", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  if (session)
    {
      g_signal_connect_object (session, "options-changed", G_CALLBACK (update_refit_defaults), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (pm_session_get_flags (session), "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (pm_session_get_job (session), "notify::state", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
    }
  pm_map_plot_set_look (self->map, pm_view_model_get_look (model));
  update_refit_defaults (self);
  return GTK_WIDGET (self);
}

void
pm_inspector_set_narrow (PmInspector *self, gboolean narrow)
{
  g_return_if_fail (PM_IS_INSPECTOR (self));
  GtkWidget *keys[] = { self->bad_key, self->good_key, self->clear_key };
  gtk_widget_set_size_request (GTK_WIDGET (self), narrow ? NARROW_WIDTH : WIDTH, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_set_visible (keys[i], !narrow);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "pm-narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "pm-narrow");
}

void
pm_inspector_choose_reason (PmInspector *self)
{
  g_return_if_fail (PM_IS_INSPECTOR (self));
  gtk_popover_popup (GTK_POPOVER (self->reason));
}

void
pm_inspector_show_refit (PmInspector *self)
{
  g_return_if_fail (PM_IS_INSPECTOR (self));
  gtk_expander_set_expanded (GTK_EXPANDER (self->refit_expander), TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->refit), GTK_DIR_TAB_FORWARD);
}

PmReasonPopover *
pm_inspector_get_reason_popover (PmInspector *self)
{
  g_return_val_if_fail (PM_IS_INSPECTOR (self), NULL);
  return self->reason;
}
