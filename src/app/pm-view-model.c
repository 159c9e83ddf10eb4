/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the views have in common. All pixels are sorted, then filtered: so a filter costs no sorting, and a pixel that the filter has just
 * left out still has a place from which the next one is looked for.
 */
#include "config.h"

#include "pm-view-model.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SOFTENING_BEAMS 0.5 /* closes the gaps between scan lines, and costs a fifth of the peak on the screen */

struct _PmViewModel
{
  GObject parent_instance;

  /* Owned */
  PmResult *result;             /* NULL: none */
  PmSuspicion *suspicion;       /* NULL: not known */
  PmPixelSelection *selection;
  char *group, *text;

  guint n_pixels;
  guint8 *marks;                /* [n_pixels] */
  double *nominal_x, *nominal_y, *predicted_x, *predicted_y; /* [n_pixels] */
  guint counts[PM_N_MARKS];

  int *sorted;                  /* [n_pixels]: all pixels */
  int *sorted_places;           /* [n_pixels]: where a pixel is in `sorted` */
  int *order, *places;          /* [n_order], [n_pixels]: what the filter leaves of `sorted`, and where a pixel is there or -1 */
  guint n_order;

  PmPixelSort sort;
  gboolean descending;
  guint shown_marks;
  PmMapLook look;
};

enum
{
  PROP_SORT = 1,
  PROP_DESCENDING,
  PROP_MARKS,
  PROP_GROUP,
  PROP_TEXT,
  N_PROPERTIES
};

enum
{
  SIGNAL_RESULT_CHANGED,
  SIGNAL_ORDER_CHANGED,
  SIGNAL_LOOK_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PmViewModel, pm_view_model, G_TYPE_OBJECT)

/* Order. */

static void
sort_pixels (PmViewModel *self)
{
  if (self->result)
    pm_pixel_sort_rows (self->sort, self->descending, self->result, self->suspicion, self->sorted);
  for (guint i = 0; i < self->n_pixels; i++)
    self->sorted_places[self->sorted[i]] = (int) i;
}

/* Filter. */

static gboolean
contains_without_case (const char *text, const char *part, gsize length)
{
  for (; *text; text++)
    if (g_ascii_strncasecmp (text, part, length) == 0)
      return TRUE;
  return FALSE;
}

/* The filter's text as flags: those that a pixel must have all; 0 if it is none. */
static guint32
text_as_flags (PmViewModel *self)
{
  g_autofree char *letters = g_ascii_strup (self->text, -1);
  guint32 flags = 0;
  return pm_pixel_flags_from_string (letters, &flags) ? flags : 0;
}

/* Makes the order anew from `sorted`. Returns whether it is another one. */
static gboolean
filter_pixels (PmViewModel *self)
{
  const PmPixelTable *table = self->result ? self->result->table : NULL;
  guint32 flags = text_as_flags (self);
  gsize length = strlen (self->text);
  guint n = 0;
  int *order = g_new (int, self->n_pixels);
  for (guint i = 0; i < self->n_pixels; i++)
    {
      int pixel = self->sorted[i];
      gboolean shown = self->shown_marks == 0 || self->shown_marks & 1u << self->marks[pixel];
      shown = shown && (!self->group || strcmp (self->group, table->group[pixel]) == 0);
      shown = shown && (length == 0 || (flags && (table->flags[pixel] & flags) == flags) ||
                        contains_without_case (table->id[pixel], self->text, length));
      self->places[pixel] = shown ? (int) n : -1;
      if (shown)
        order[n++] = pixel;
    }
  gboolean other = n != self->n_order || (n > 0 && memcmp (order, self->order, n * sizeof *order) != 0);
  g_free (self->order);
  self->order = order;
  self->n_order = n;
  return other;
}

static void
update_filter (PmViewModel *self)
{
  if (filter_pixels (self))
    g_signal_emit (self, signals[SIGNAL_ORDER_CHANGED], 0);
}

static void
update_sort (PmViewModel *self)
{
  sort_pixels (self);
  update_filter (self);
}

/* Result. */

static gboolean
has_same_pixels (PmViewModel *self, const PmResult *result)
{
  gsize n = result ? result->table->n_rows : 0;
  if (n != self->n_pixels)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (strcmp (self->result->table->id[i], result->table->id[i]) != 0)
      return FALSE;
  return TRUE;
}

static void
allocate (PmViewModel *self, guint n)
{
  self->n_pixels = n;
  self->marks = g_renew (guint8, self->marks, n);
  int **ints[] = { &self->sorted, &self->sorted_places, &self->places };
  for (guint i = 0; i < G_N_ELEMENTS (ints); i++)
    *ints[i] = g_renew (int, *ints[i], n);
  double **doubles[] = { &self->nominal_x, &self->nominal_y, &self->predicted_x, &self->predicted_y };
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    *doubles[i] = g_renew (double, *doubles[i], n);
}

static void
fill_pixels (PmViewModel *self)
{
  const PmInstrument *instrument = self->result->instrument;
  for (guint i = 0; i < self->n_pixels; i++)
    {
      gboolean suspicious = self->suspicion && pm_suspicion_is_suspicious (self->suspicion, i);
      self->marks[i] = (guint8) pm_mark_of_row (self->result->table, i, suspicious);
      self->counts[self->marks[i]]++;
      self->nominal_x[i] = instrument ? instrument->channels[i].nominal_x : NAN;
      self->nominal_y[i] = instrument ? instrument->channels[i].nominal_y : NAN;
      pm_result_predict (self->result, i, &self->predicted_x[i], &self->predicted_y[i]);
    }
}

static gboolean
has_group (PmViewModel *self, const char *group)
{
  for (guint i = 0; i < self->n_pixels; i++)
    if (strcmp (self->result->table->group[i], group) == 0)
      return TRUE;
  return FALSE;
}

void
pm_view_model_set_result (PmViewModel *self, PmResult *result, PmSuspicion *suspicion)
{
  g_return_if_fail (PM_IS_VIEW_MODEL (self));
  gboolean same_pixels = has_same_pixels (self, result);
  PmResult *old = self->result;
  self->result = result ? pm_result_ref (result) : NULL;
  if (old)
    pm_result_unref (old);
  PmSuspicion *old_suspicion = self->suspicion;
  self->suspicion = suspicion ? pm_suspicion_ref (suspicion) : NULL;
  if (old_suspicion)
    pm_suspicion_unref (old_suspicion);

  memset (self->counts, 0, sizeof self->counts);
  allocate (self, result ? (guint) result->table->n_rows : 0);
  if (result)
    fill_pixels (self);
  gboolean lost_group = result && self->group && !has_group (self, self->group);
  if (lost_group)
    g_clear_pointer (&self->group, g_free);
  sort_pixels (self);
  gboolean other_order = filter_pixels (self) || !same_pixels;

  g_object_ref (self);
  if (!same_pixels)
    pm_pixel_selection_set_n_pixels (self->selection, 0);
  pm_pixel_selection_set_n_pixels (self->selection, self->n_pixels);
  g_signal_emit (self, signals[SIGNAL_RESULT_CHANGED], 0);
  if (lost_group)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP]);
  if (other_order)
    g_signal_emit (self, signals[SIGNAL_ORDER_CHANGED], 0);
  g_object_unref (self);
}

PmResult *
pm_view_model_get_result (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  return self->result;
}

PmSuspicion *
pm_view_model_get_suspicion (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  return self->suspicion;
}

PmPixelSelection *
pm_view_model_get_selection (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  return self->selection;
}

guint
pm_view_model_get_n_pixels (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), 0);
  return self->n_pixels;
}

static gboolean
exists (PmViewModel *self, int pixel)
{
  return pixel >= 0 && pixel < (int) self->n_pixels;
}

PmMark
pm_view_model_get_mark (PmViewModel *self, int pixel)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self) && exists (self, pixel), PM_MARK_BLIND);
  return (PmMark) self->marks[pixel];
}

gboolean
pm_view_model_is_suspicious (PmViewModel *self, int pixel)
{
  return pm_view_model_get_mark (self, pixel) == PM_MARK_SUSPICIOUS;
}

guint
pm_view_model_count (PmViewModel *self, PmMark mark)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self) && (guint) mark < PM_N_MARKS, 0);
  return self->counts[mark];
}

const double *
pm_view_model_get_nominal_x (PmViewModel *self)
{
  return self->result ? self->nominal_x : NULL;
}

const double *
pm_view_model_get_nominal_y (PmViewModel *self)
{
  return self->result ? self->nominal_y : NULL;
}

const double *
pm_view_model_get_predicted_x (PmViewModel *self)
{
  return self->result ? self->predicted_x : NULL;
}

const double *
pm_view_model_get_predicted_y (PmViewModel *self)
{
  return self->result ? self->predicted_y : NULL;
}

const int *
pm_view_model_get_order (PmViewModel *self, guint *n)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self) && n, NULL);
  *n = self->n_order;
  return self->order;
}

int
pm_view_model_get_place (PmViewModel *self, int pixel)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), -1);
  return exists (self, pixel) ? self->places[pixel] : -1;
}

gboolean
pm_view_model_is_filtered (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), FALSE);
  return self->shown_marks != 0 || self->group || *self->text;
}

void
pm_view_model_clear_filter (PmViewModel *self)
{
  g_return_if_fail (PM_IS_VIEW_MODEL (self));
  const gboolean changes[] = { self->shown_marks != 0, self->group != NULL, *self->text != '\0' };
  const int changed_properties[] = { PROP_MARKS, PROP_GROUP, PROP_TEXT };
  self->shown_marks = 0;
  g_clear_pointer (&self->group, g_free);
  g_free (self->text);
  self->text = g_strdup ("");
  gboolean other = filter_pixels (self);
  g_object_ref (self);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (changes[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[changed_properties[i]]);
  if (other)
    g_signal_emit (self, signals[SIGNAL_ORDER_CHANGED], 0);
  g_object_unref (self);
}

int
pm_view_model_find_suspicious (PmViewModel *self, int step)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self) && (step == 1 || step == -1), PM_PIXEL_NONE);
  int n = (int) self->n_pixels, current = pm_pixel_selection_get_current (self->selection);
  int start = exists (self, current) ? self->sorted_places[current] : step > 0 ? -1 : n;
  for (int i = 1; i <= n; i++)
    {
      int pixel = self->sorted[(start + step * i + 2 * n) % n];
      if (self->places[pixel] >= 0 && self->marks[pixel] == PM_MARK_SUSPICIOUS)
        return pixel;
    }
  return PM_PIXEL_NONE;
}

/* Look. */

const PmMapLook *
pm_view_model_get_look (PmViewModel *self)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  return &self->look;
}

void
pm_view_model_set_look (PmViewModel *self, const PmMapLook *look)
{
  g_return_if_fail (PM_IS_VIEW_MODEL (self) && look);
  if (pm_map_look_equal (look, &self->look))
    return;
  self->look = *look;
  g_signal_emit (self, signals[SIGNAL_LOOK_CHANGED], 0);
}

/* Words. */

char *
pm_view_model_dup_suspicion_text (PmViewModel *self, int pixel)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  if (!exists (self, pixel) || self->marks[pixel] != PM_MARK_SUSPICIOUS)
    return NULL;
  double value;
  switch (pm_suspicion_get_reason (self->suspicion, (gsize) pixel, &value))
    {
    case PM_SUSPECT_SECOND_PEAK: /* the blank before the sign is a thin one */
      return g_strdup_printf (_("second peak %.0f\u2009%%"), 100.0 * value);
    case PM_SUSPECT_CHI2:
      return g_strdup_printf (_("reduced χ² %.2f"), value);
    case PM_SUSPECT_WIDTH:
      return g_strdup_printf (_("width %.2f × the usual"), value);
    case PM_SUSPECT_ELONGATION:
      return g_strdup_printf (_("elongation %.2f"), value);
    case PM_SUSPECT_DISTANCE:
      return g_strdup_printf (_("%.1f″ from its predicted place"), value);
    case PM_SUSPECT_COUPLING:
      return g_strdup_printf (_("coupling %.2f"), value);
    case PM_SUSPECT_NOISE:
      return g_strdup_printf (_("noise %.2f × the usual"), value);
    case PM_SUSPECT_NOTHING:
    default:
      return NULL;
    }
}

char *
pm_view_model_dup_sort_text (PmViewModel *self, int pixel)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (self), NULL);
  if (!exists (self, pixel))
    return g_strdup ("");
  return pm_pixel_sort_dup_text (self->sort, pm_pixel_sort_value (self->sort, self->result, self->suspicion, (gsize) pixel));
}

/* The object. */

PmViewModel *
pm_view_model_new (void)
{
  return g_object_new (PM_TYPE_VIEW_MODEL, NULL);
}

static void
pm_view_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmViewModel *self = PM_VIEW_MODEL (object);
  switch (id)
    {
    case PROP_SORT:
      g_value_set_int (value, (int) self->sort);
      break;
    case PROP_DESCENDING:
      g_value_set_boolean (value, self->descending);
      break;
    case PROP_MARKS:
      g_value_set_uint (value, self->shown_marks);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Takes over the value; FALSE if it is the same. */
static gboolean
take_value (PmViewModel *self, guint id, const GValue *value)
{
  const char *text;
  guint number = id == PROP_SORT ? (guint) g_value_get_int (value) : id == PROP_MARKS ? g_value_get_uint (value) : 0;
  switch (id)
    {
    case PROP_SORT:
      if (self->sort == (PmPixelSort) number)
        return FALSE;
      self->sort = (PmPixelSort) number;
      return TRUE;
    case PROP_DESCENDING:
      if (self->descending == g_value_get_boolean (value))
        return FALSE;
      self->descending = g_value_get_boolean (value);
      return TRUE;
    case PROP_MARKS:
      if (self->shown_marks == number)
        return FALSE;
      self->shown_marks = number;
      return TRUE;
    default:
      text = g_value_get_string (value);
      if (id == PROP_TEXT && !text)
        text = "";
      char **member = id == PROP_TEXT ? &self->text : &self->group;
      if (g_strcmp0 (*member, text) == 0)
        return FALSE;
      g_free (*member);
      *member = g_strdup (text);
      return TRUE;
    }
}

static void
pm_view_model_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmViewModel *self = PM_VIEW_MODEL (object);
  if (id == 0 || id >= N_PROPERTIES)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (!take_value (self, id, value))
    return;
  if (id == PROP_SORT || id == PROP_DESCENDING)
    update_sort (self);
  else
    update_filter (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
pm_view_model_finalize (GObject *object)
{
  PmViewModel *self = PM_VIEW_MODEL (object);
  g_clear_pointer (&self->result, pm_result_unref);
  g_clear_pointer (&self->suspicion, pm_suspicion_unref);
  g_object_unref (self->selection);
  gpointer blocks[] = { self->group, self->text, self->marks, self->nominal_x, self->nominal_y, self->predicted_x,
                        self->predicted_y, self->sorted, self->sorted_places, self->order, self->places };
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    g_free (blocks[i]);
  G_OBJECT_CLASS (pm_view_model_parent_class)->finalize (object);
}

static void
pm_view_model_class_init (PmViewModelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = pm_view_model_get_property;
  object_class->set_property = pm_view_model_set_property;
  object_class->finalize = pm_view_model_finalize;
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  properties[PROP_SORT] = g_param_spec_int ("sort", NULL, NULL, 0, PM_N_PIXEL_SORTS - 1, PM_SORT_ROW_COLUMN, flags);
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending", NULL, NULL, FALSE, flags);
  properties[PROP_MARKS] = g_param_spec_uint ("marks", NULL, NULL, 0, (1u << PM_N_MARKS) - 1, 0, flags);
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  static const char *const names[N_SIGNALS] = { "result-changed", "order-changed", "look-changed" };
  for (int i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], PM_TYPE_VIEW_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pm_view_model_init (PmViewModel *self)
{
  self->selection = pm_pixel_selection_new (0);
  self->text = g_strdup ("");
  self->look = (PmMapLook) PM_MAP_LOOK_INIT;
  self->look.softening = SOFTENING_BEAMS;
}
