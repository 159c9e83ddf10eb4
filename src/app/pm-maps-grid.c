/* SPDX-License-Identifier: GPL-3.0-or-later
 * The widget itself: what it follows, how it scrolls, and which thumbnails it asks for.
 *
 * The geometry is made anew whenever the number of cells, their size or the width changes. Thumbnails are asked for while painting, as
 * it is only then that all of this has settled.
 */
#include "config.h"

#include "pm-maps-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_BYTES (128 << 20) /* of thumbnails: 4,700 of 82 pixels */
#define DEFAULT_STEP 3
#define MIN_EDGE_OF_LABEL 56
#define LABEL_HEIGHT 17

enum
{
  PROP_SIZE_STEP = 1,
  PROP_AS_ARRAY,
  PROP_CUT,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS, /* those of GtkScrollable */
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (PmMapsGrid, pm_maps_grid, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* Cells and pixels. */

int
_pm_maps_grid_cell_of (PmMapsGrid *self, int pixel)
{
  if (!self->geometry || pixel < 0 || (guint) pixel >= pm_view_model_get_n_pixels (self->model))
    return PM_CELL_NOWHERE;
  int cell = self->as_array ? pixel : pm_view_model_get_place (self->model, pixel);
  return cell < self->geometry->n_cells ? cell : PM_CELL_NOWHERE;
}

int
_pm_maps_grid_pixel_of (PmMapsGrid *self, int cell)
{
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  if (cell < 0 || self->as_array)
    return cell < 0 ? PM_PIXEL_NONE : cell;
  return (guint) cell < n ? order[cell] : PM_PIXEL_NONE;
}

/* Scrolling. */

double
_pm_maps_grid_get_scroll (PmMapsGrid *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  return adjustment ? round (gtk_adjustment_get_value (adjustment) * scale) / scale : 0.0;
}

void
_pm_maps_grid_set_scroll (PmMapsGrid *self, GtkOrientation orientation, double value)
{
  if (self->adjustments[orientation])
    gtk_adjustment_set_value (self->adjustments[orientation], value);
}

static void
scrolled_cb (GtkAdjustment *adjustment, PmMapsGrid *self)
{
  self->is_wanting_due = TRUE;
  if (!self->is_allocating)
    gtk_widget_queue_allocate (GTK_WIDGET (self)); /* the child moves too */
}

static void
set_adjustment (PmMapsGrid *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];
  if (*place && *place == adjustment)
    return;
  if (*place)
    g_signal_handlers_disconnect_by_func (*place, scrolled_cb, self);
  g_clear_object (place);
  *place = g_object_ref_sink (adjustment ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  g_signal_connect (*place, "value-changed", G_CALLBACK (scrolled_cb), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
configure_adjustment (PmMapsGrid *self, GtkOrientation orientation, int view, int content, double value)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  int upper = MAX (content, view);
  double step = self->geometry->metrics.edge + self->geometry->metrics.label_height + self->geometry->metrics.gap_y;
  if (adjustment)
    gtk_adjustment_configure (adjustment, CLAMP (value, 0, upper - view), 0, upper, 0.5 * step, MAX (0.9 * view, 1), view);
}

/* Geometry. */

static PmGridGeometry *
make_geometry (PmMapsGrid *self, int step, int width, int height)
{
  PmResult *result = pm_view_model_get_result (self->model);
  int edge = _pm_maps_grid_edge_of (self, step);
  gboolean is_labelled = !self->as_array && edge >= MIN_EDGE_OF_LABEL;
  PmGridMetrics metrics = { edge, 6, 7, is_labelled ? (int) ceil (LABEL_HEIGHT * self->font_scale) : 0,
                            (int) ceil (26 * self->font_scale), (int) ceil (16 * self->font_scale) };
  if (step == 0)
    metrics.gap_x = metrics.gap_y = self->as_array ? 1 : 4;
  if (self->as_array && result)
    return pm_grid_geometry_new_array (&metrics, result->table, width, height);
  guint n;
  pm_view_model_get_order (self->model, &n);
  return pm_grid_geometry_new_packed (&metrics, (int) n, width);
}

/* What stays where it is: the current pixel if it can be seen, or else what is in the middle. */
typedef struct
{
  int pixel;
  double x, y; /* of the middle of its picture, in the widget */
} Kept;

static Kept
find_kept (PmMapsGrid *self)
{
  Kept kept = { PM_PIXEL_NONE, 0, 0 };
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  GdkRectangle area, view = { 0, 0, width, height };
  int current = pm_pixel_selection_get_current (self->selection);
  if (!self->geometry || self->geometry->n_cells == 0)
    return kept;
  if (pm_maps_grid_get_area (self, current, &area) && gdk_rectangle_intersect (&area, &view, NULL))
    kept.pixel = current;
  for (double dy = 0; kept.pixel == PM_PIXEL_NONE && dy < 0.5 * height; dy += 8)
    for (double dx = 0; kept.pixel == PM_PIXEL_NONE && dx < 0.5 * width; dx += 8)
      kept.pixel = pm_maps_grid_find_pixel (self, 0.5 * width - dx, 0.5 * height - dy);
  if (pm_maps_grid_get_area (self, kept.pixel, &area))
    {
      kept.x = area.x + 0.5 * area.width;
      kept.y = area.y + 0.5 * area.height;
    }
  return kept;
}

static void
update_geometry (PmMapsGrid *self, const Kept *kept)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (width <= 0 || height <= 0)
    return;
  g_clear_pointer (&self->geometry, pm_grid_geometry_free);
  self->geometry = make_geometry (self, self->size_step, width, height);
  double x = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL), y = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  int cell = kept ? _pm_maps_grid_cell_of (self, kept->pixel) : PM_CELL_NOWHERE;
  if (cell != PM_CELL_NOWHERE)
    {
      int left, top, half = self->geometry->metrics.edge / 2;
      pm_grid_geometry_get_origin (self->geometry, cell, &left, &top);
      x = left + half - CLAMP (kept->x, half, width - half);
      y = top + half - CLAMP (kept->y, half, height - half);
    }
  configure_adjustment (self, GTK_ORIENTATION_HORIZONTAL, width, self->geometry->width, x);
  configure_adjustment (self, GTK_ORIENTATION_VERTICAL, height, self->geometry->height, y);
  const PmGridBlock *block = self->geometry->blocks->len ? &g_array_index (self->geometry->blocks, PmGridBlock, 0) : NULL;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ROW_COUNT, block ? block->n_rows : 0,
                                  GTK_ACCESSIBLE_RELATION_COL_COUNT, block ? block->n_columns : 0, -1);
  self->is_wanting_due = TRUE;
  if (!self->is_allocating)
    gtk_widget_queue_allocate (widget);
}

/* The model. */

static int
count_digits (const int *numbers, gsize n)
{
  int largest = 0, n_digits = 1;
  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, numbers[i]);
  for (; largest >= 10; largest /= 10)
    n_digits++;
  return MAX (n_digits, 2);
}

static void
describe_table (PmMapsGrid *self, const PmPixelTable *table)
{
  self->several_groups = FALSE;
  for (gsize i = 1; i < table->n_rows && !self->several_groups; i++)
    self->several_groups = !g_str_equal (table->group[i], table->group[0]);
  self->n_row_digits = count_digits (table->row, table->n_rows);
  self->n_column_digits = count_digits (table->col, table->n_rows);
}

/* In words, for assistive technology. */
static char *
dup_description (PmMapsGrid *self, int pixel)
{
  const PmPixelTable *table = pm_view_model_get_result (self->model)->table;
  g_autofree char *suspicion = pm_view_model_dup_suspicion_text (self->model, pixel);
  GString *text = g_string_new (NULL);
  static const char *const states[PM_N_MARKS]
    = { [PM_MARK_GOOD] = N_ ("good"), [PM_MARK_SUSPICIOUS] = N_ ("suspicious"), [PM_MARK_FLAGGED] = N_ ("flagged automatically"),
        [PM_MARK_BAD] = N_ ("bad by hand"), [PM_MARK_GOOD_HAND] = N_ ("good by hand"), [PM_MARK_NOFIT] = N_ ("not fitted"),
        [PM_MARK_BLIND] = N_ ("blind or absent") };
  if (table->row[pixel] >= 0 && table->col[pixel] >= 0)
    g_string_append_printf (text, _("Pixel %s, row %d column %d"), table->id[pixel], table->row[pixel], table->col[pixel]);
  else
    g_string_append_printf (text, _("Pixel %s"), table->id[pixel]);
  g_string_append_printf (text, ", %s", _(states[pm_view_model_get_mark (self->model, pixel)]));
  if (suspicion)
    g_string_append_printf (text, ": %s", suspicion);
  if (isfinite (table->values[PM_COLUMN_S2N][pixel]))
    g_string_append_printf (text, _(", S/N %.0f"), table->values[PM_COLUMN_S2N][pixel]);
  return g_string_free (text, FALSE);
}

static void
update_cell (PmMapsGrid *self)
{
  int pixel = pm_pixel_selection_get_current (self->selection), cell = _pm_maps_grid_cell_of (self, pixel);
  if (cell == PM_CELL_NOWHERE)
    pm_grid_cell_describe (PM_GRID_CELL (self->cell), NULL, 0, 0, 0, 0);
  else
    {
      int row, column, n_rows, n_columns;
      g_autofree char *name = dup_description (self, pixel);
      pm_grid_geometry_get_place (self->geometry, cell, &row, &column, &n_rows, &n_columns);
      pm_grid_cell_describe (PM_GRID_CELL (self->cell), name, row, column, cell, self->geometry->n_cells);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->cell), GTK_ACCESSIBLE_STATE_SELECTED,
                                   pm_pixel_selection_is_selected (self->selection, pixel), -1);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
result_changed_cb (PmMapsGrid *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  if (result)
    describe_table (self, result->table);
  _pm_maps_grid_set_source (self);
  _pm_maps_grid_update_pictures (self);
  update_geometry (self, NULL);
  update_cell (self);
}

static void
order_changed_cb (PmMapsGrid *self)
{
  update_geometry (self, NULL);
  update_cell (self);
}

/* Another order or filter was chosen: the first pixels of it are shown, or else the current one. */
static void
chosen_anew_cb (PmMapsGrid *self)
{
  if (self->as_array)
    return;
  update_geometry (self, NULL);
  _pm_maps_grid_set_scroll (self, GTK_ORIENTATION_VERTICAL, 0);
  pm_maps_grid_scroll_to (self, pm_pixel_selection_get_current (self->selection));
}

static void
current_changed_cb (PmMapsGrid *self)
{
  if (!self->keeps_scroll)
    pm_maps_grid_scroll_to (self, pm_pixel_selection_get_current (self->selection));
  update_cell (self);
}

/* The public functions. */

int
pm_maps_grid_find_pixel (PmMapsGrid *self, double x, double y)
{
  g_return_val_if_fail (PM_IS_MAPS_GRID (self), PM_PIXEL_NONE);
  if (!self->geometry)
    return PM_PIXEL_NONE;
  x += _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL);
  y += _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  return _pm_maps_grid_pixel_of (self, pm_grid_geometry_find (self->geometry, x, y));
}

gboolean
pm_maps_grid_get_area (PmMapsGrid *self, int pixel, GdkRectangle *area)
{
  g_return_val_if_fail (PM_IS_MAPS_GRID (self), FALSE);
  int x, y, cell = _pm_maps_grid_cell_of (self, pixel);
  if (cell == PM_CELL_NOWHERE)
    return FALSE;
  pm_grid_geometry_get_origin (self->geometry, cell, &x, &y);
  area->x = x - (int) _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL);
  area->y = y - (int) _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  area->width = area->height = self->geometry->metrics.edge;
  return TRUE;
}

void
pm_maps_grid_scroll_to (PmMapsGrid *self, int pixel)
{
  g_return_if_fail (PM_IS_MAPS_GRID (self));
  int x, y, margin = 10, cell = _pm_maps_grid_cell_of (self, pixel);
  if (cell == PM_CELL_NOWHERE)
    return;
  const PmGridMetrics *metrics = &self->geometry->metrics;
  pm_grid_geometry_get_origin (self->geometry, cell, &x, &y);
  if (self->adjustments[GTK_ORIENTATION_HORIZONTAL])
    gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_HORIZONTAL], x - margin, x + metrics->edge + margin);
  if (self->adjustments[GTK_ORIENTATION_VERTICAL])
    gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_VERTICAL], y - margin, y + metrics->edge + metrics->label_height + margin);
}

int
pm_maps_grid_get_edge (PmMapsGrid *self)
{
  g_return_val_if_fail (PM_IS_MAPS_GRID (self), 0);
  return _pm_maps_grid_edge_of (self, self->size_step);
}

void
pm_maps_grid_change_size (PmMapsGrid *self, int n_steps)
{
  g_return_if_fail (PM_IS_MAPS_GRID (self));
  g_object_set (self, "size-step", CLAMP (self->size_step + n_steps, 0, PM_N_GRID_EDGES - 1), NULL);
}

void
pm_maps_grid_fit (PmMapsGrid *self)
{
  g_return_if_fail (PM_IS_MAPS_GRID (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self)), step = PM_N_GRID_EDGES - 1;
  for (; step > 0; step--)
    {
      g_autoptr (PmGridGeometry) geometry = make_geometry (self, step, width, height);
      if (geometry->width <= width && geometry->height <= height)
        break;
    }
  g_object_set (self, "size-step", step, NULL);
}

/* The widget. */

static void
change_view (PmMapsGrid *self, int *place, int value, GParamSpec *pspec)
{
  if (*place == value)
    return;
  Kept kept = find_kept (self);
  *place = value;
  _pm_maps_grid_update_pictures (self);
  update_geometry (self, &kept);
  update_cell (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
pm_maps_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmMapsGrid *self = PM_MAPS_GRID (object);
  int cut = (int) self->cut;
  switch (id)
    {
    case PROP_SIZE_STEP:
      change_view (self, &self->size_step, g_value_get_int (value), pspec);
      break;
    case PROP_AS_ARRAY:
      change_view (self, &self->as_array, g_value_get_boolean (value), pspec);
      break;
    case PROP_CUT:
      if (cut != g_value_get_int (value))
        {
          self->cut = (PmCut) g_value_get_int (value);
          change_view (self, &cut, g_value_get_int (value), pspec);
        }
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = (guint) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_maps_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmMapsGrid *self = PM_MAPS_GRID (object);
  switch (id)
    {
    case PROP_SIZE_STEP:
      g_value_set_int (value, self->size_step);
      break;
    case PROP_AS_ARRAY:
      g_value_set_boolean (value, self->as_array);
      break;
    case PROP_CUT:
      g_value_set_int (value, (int) self->cut);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) self->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_maps_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 720 : 640;
}

static void
pm_maps_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PmMapsGrid *self = PM_MAPS_GRID (widget);
  if (!self->geometry || self->view_width != width || self->view_height != height)
    {
      self->view_width = width;
      self->view_height = height;
      self->is_allocating = TRUE;
      update_geometry (self, NULL);
      self->is_allocating = FALSE;
    }
  GdkRectangle area = { 0, 0, 1, 1 };
  pm_maps_grid_get_area (self, pm_pixel_selection_get_current (self->selection), &area);
  gtk_widget_size_allocate (self->cell, &area, -1);
  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
pm_maps_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (pm_maps_grid_parent_class)->css_changed (widget, change);
  PmMapsGrid *self = PM_MAPS_GRID (widget);
  double old_scale = self->font_scale;
  _pm_maps_grid_look_up_style (self);
  if (self->font_scale != old_scale && self->model)
    update_geometry (self, NULL);
}

static void
scale_changed_cb (PmMapsGrid *self)
{
  _pm_maps_grid_update_pictures (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pm_maps_grid_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (pm_maps_grid_parent_class)->map (widget);
  PmMapsGrid *self = PM_MAPS_GRID (widget);
  if (self->is_look_due)
    _pm_maps_grid_apply_look (self);
}

static gboolean
pm_maps_grid_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PM_MAPS_GRID (widget)->cell);
}

static void
pm_maps_grid_dispose (GObject *object)
{
  PmMapsGrid *self = PM_MAPS_GRID (object);
  for (int i = 0; i < 2; i++)
    if (self->adjustments[i])
      g_signal_handlers_disconnect_by_func (self->adjustments[i], scrolled_cb, self);
  g_clear_object (&self->adjustments[0]);
  g_clear_object (&self->adjustments[1]);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->cell, gtk_widget_unparent);
  G_OBJECT_CLASS (pm_maps_grid_parent_class)->dispose (object);
}

static void
pm_maps_grid_finalize (GObject *object)
{
  PmMapsGrid *self = PM_MAPS_GRID (object);
  g_clear_pointer (&self->geometry, pm_grid_geometry_free);
  g_clear_pointer (&self->texts, pm_text_cache_free);
  g_array_unref (self->visible);
  g_free (self->before);
  g_clear_object (&self->thumbnailer);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (pm_maps_grid_parent_class)->finalize (object);
}

static void
pm_maps_grid_class_init (PmMapsGridClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  object_class->set_property = pm_maps_grid_set_property;
  object_class->get_property = pm_maps_grid_get_property;
  object_class->dispose = pm_maps_grid_dispose;
  object_class->finalize = pm_maps_grid_finalize;
  widget_class->measure = pm_maps_grid_measure;
  widget_class->size_allocate = pm_maps_grid_size_allocate;
  widget_class->snapshot = _pm_maps_grid_snapshot;
  widget_class->css_changed = pm_maps_grid_css_changed;
  widget_class->map = pm_maps_grid_map;
  widget_class->grab_focus = pm_maps_grid_grab_focus;
  properties[PROP_SIZE_STEP] = g_param_spec_int ("size-step", NULL, NULL, 0, PM_N_GRID_EDGES - 1, DEFAULT_STEP, flags);
  properties[PROP_AS_ARRAY] = g_param_spec_boolean ("as-array", NULL, NULL, FALSE, flags);
  properties[PROP_CUT] = g_param_spec_int ("cut", NULL, NULL, 0, PM_CUT_PREDICTION, PM_CUT_PREDICTION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget_class, "pm-maps-grid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
pm_maps_grid_init (PmMapsGrid *self)
{
  self->size_step = DEFAULT_STEP;
  self->cut = PM_CUT_PREDICTION;
  self->font_scale = 1.0;
  self->n_map = 1;
  self->anchor = PM_PIXEL_NONE;
  self->thumbnailer = pm_thumbnailer_new (MAX_BYTES);
  self->texts = pm_text_cache_new ();
  self->visible = g_array_new (FALSE, FALSE, sizeof (int));
  self->cell = pm_grid_cell_new ();
  gtk_widget_set_parent (self->cell, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Maps of the pixels"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE, -1);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_changed_cb), NULL);
  g_signal_connect_object (self->thumbnailer, "ready", G_CALLBACK (_pm_maps_grid_collect), self, G_CONNECT_SWAPPED);
  _pm_maps_grid_add_controllers (self);
}

GtkWidget *
pm_maps_grid_new (PmViewModel *model)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model), NULL);
  static const char *const chosen[] = { "notify::sort", "notify::descending", "notify::text", "notify::marks", "notify::group" };
  PmMapsGrid *self = g_object_new (PM_TYPE_MAPS_GRID, NULL);
  self->model = g_object_ref (model);
  self->selection = g_object_ref (pm_view_model_get_selection (model));
  g_signal_connect_object (model, "result-changed", G_CALLBACK (result_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "order-changed", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (chosen); i++)
    g_signal_connect_object (model, chosen[i], G_CALLBACK (chosen_anew_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "look-changed", G_CALLBACK (_pm_maps_grid_follow_look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (update_cell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::current", G_CALLBACK (current_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::hovered", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  pm_thumbnailer_set_look (self->thumbnailer, pm_view_model_get_look (model));
  result_changed_cb (self);
  return GTK_WIDGET (self);
}
