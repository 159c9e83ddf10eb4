/* SPDX-License-Identifier: GPL-3.0-or-later
 * One bit for each pixel, in words of 64. An operation makes the new set beside the old one and compares: so each says exactly once that
 * something changed, and only when it did. For 100,000 pixels that is 12 kB, less than what repainting them costs.
 */
#include "config.h"

#include "pm-pixel-selection.h"

#include <string.h>

#define WORD_BITS 64

struct _PmPixelSelection
{
  GObject parent_instance;

  guint n_pixels, n_words, n_selected;
  guint64 *bits, *next; /* [n_words] each, owned: the set, and room for the one that follows; bits beyond n_pixels are 0 */
  int current, hovered;
};

G_DEFINE_FINAL_TYPE (PmPixelSelection, pm_pixel_selection, G_TYPE_OBJECT)

enum
{
  PROP_CURRENT = 1,
  PROP_HOVERED,
  PROP_N_SELECTED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint changed_signal;

static gboolean
exists (PmPixelSelection *self, gint64 pixel)
{
  return pixel >= 0 && pixel < (gint64) self->n_pixels;
}

static void
set_bit (guint64 *bits, guint pixel, gboolean on)
{
  guint64 mask = G_GUINT64_CONSTANT (1) << pixel % WORD_BITS;
  if (on)
    bits[pixel / WORD_BITS] |= mask;
  else
    bits[pixel / WORD_BITS] &= ~mask;
}

static gsize
size_in_bytes (PmPixelSelection *self)
{
  return self->n_words * sizeof (guint64);
}

static guint64 *
start_empty (PmPixelSelection *self)
{
  memset (self->next, 0, size_in_bytes (self));
  return self->next;
}

static guint64 *
start_with_copy (PmPixelSelection *self)
{
  return memcpy (self->next, self->bits, size_in_bytes (self));
}

/* The set in self->next becomes the set. */
static void
finish (PmPixelSelection *self)
{
  if (memcmp (self->bits, self->next, size_in_bytes (self)) == 0)
    return;
  guint64 *old = self->bits;
  self->bits = self->next;
  self->next = old;
  guint n_selected = 0;
  for (guint i = 0; i < self->n_words; i++)
    n_selected += (guint) __builtin_popcountll (self->bits[i]);
  gboolean other_number = n_selected != self->n_selected;
  self->n_selected = n_selected;
  g_object_ref (self);
  g_signal_emit (self, changed_signal, 0);
  if (other_number)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
  g_object_unref (self);
}

static void
pm_pixel_selection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmPixelSelection *self = PM_PIXEL_SELECTION (object);
  switch (id)
    {
    case PROP_CURRENT:
      g_value_set_int (value, self->current);
      break;
    case PROP_HOVERED:
      g_value_set_int (value, self->hovered);
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, self->n_selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_pixel_selection_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmPixelSelection *self = PM_PIXEL_SELECTION (object);
  switch (id)
    {
    case PROP_CURRENT:
      pm_pixel_selection_set_current (self, g_value_get_int (value));
      break;
    case PROP_HOVERED:
      pm_pixel_selection_set_hovered (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_pixel_selection_finalize (GObject *object)
{
  PmPixelSelection *self = PM_PIXEL_SELECTION (object);
  g_free (self->bits);
  g_free (self->next);
  G_OBJECT_CLASS (pm_pixel_selection_parent_class)->finalize (object);
}

static void
pm_pixel_selection_class_init (PmPixelSelectionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = pm_pixel_selection_get_property;
  object_class->set_property = pm_pixel_selection_set_property;
  object_class->finalize = pm_pixel_selection_finalize;
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  properties[PROP_CURRENT] = g_param_spec_int ("current", NULL, NULL, PM_PIXEL_NONE, G_MAXINT, PM_PIXEL_NONE, flags);
  properties[PROP_HOVERED] = g_param_spec_int ("hovered", NULL, NULL, PM_PIXEL_NONE, G_MAXINT, PM_PIXEL_NONE, flags);
  properties[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changed_signal = g_signal_new ("changed", PM_TYPE_PIXEL_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pm_pixel_selection_init (PmPixelSelection *self)
{
  self->current = self->hovered = PM_PIXEL_NONE;
  self->n_words = 1;
  self->bits = g_new0 (guint64, 1);
  self->next = g_new0 (guint64, 1);
}

PmPixelSelection *
pm_pixel_selection_new (guint n_pixels)
{
  PmPixelSelection *self = g_object_new (PM_TYPE_PIXEL_SELECTION, NULL);
  pm_pixel_selection_set_n_pixels (self, n_pixels);
  return self;
}

void
pm_pixel_selection_set_n_pixels (PmPixelSelection *self, guint n_pixels)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  g_return_if_fail (n_pixels <= G_MAXINT);
  if (n_pixels == self->n_pixels)
    return;
  /* Both sets keep room for the larger number, so that finish() can compare them. */
  guint n_words = MAX (n_pixels / WORD_BITS + 1, self->n_words);
  self->bits = g_renew (guint64, self->bits, n_words);
  self->next = g_renew (guint64, self->next, n_words);
  memset (self->bits + self->n_words, 0, (n_words - self->n_words) * sizeof (guint64));
  self->n_words = n_words;
  self->n_pixels = n_pixels;
  guint64 *next = start_with_copy (self);
  next[n_pixels / WORD_BITS] &= (G_GUINT64_CONSTANT (1) << n_pixels % WORD_BITS) - 1;
  for (guint i = n_pixels / WORD_BITS + 1; i < n_words; i++)
    next[i] = 0;
  g_object_ref (self);
  pm_pixel_selection_set_current (self, self->current);
  pm_pixel_selection_set_hovered (self, self->hovered);
  finish (self);
  g_object_unref (self);
}

guint
pm_pixel_selection_get_n_pixels (PmPixelSelection *self)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), 0);
  return self->n_pixels;
}

gboolean
pm_pixel_selection_is_selected (PmPixelSelection *self, int pixel)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), FALSE);
  return exists (self, pixel) && (self->bits[(guint) pixel / WORD_BITS] >> (guint) pixel % WORD_BITS & 1) != 0;
}

guint
pm_pixel_selection_get_n_selected (PmPixelSelection *self)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), 0);
  return self->n_selected;
}

int
pm_pixel_selection_next (PmPixelSelection *self, int from)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), PM_PIXEL_NONE);
  guint start = (guint) MAX (from, 0);
  if (start >= self->n_pixels)
    return PM_PIXEL_NONE;
  guint word = start / WORD_BITS;
  guint64 left = self->bits[word] & ~G_GUINT64_CONSTANT (0) << start % WORD_BITS;
  while (left == 0 && ++word < self->n_words)
    left = self->bits[word];
  return left == 0 ? PM_PIXEL_NONE : (int) (word * WORD_BITS) + __builtin_ctzll (left);
}

guint *
pm_pixel_selection_get_selected (PmPixelSelection *self, guint *n)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);
  *n = self->n_selected;
  if (self->n_selected == 0)
    return NULL;
  guint *pixels = g_new (guint, self->n_selected), count = 0;
  for (int i = pm_pixel_selection_next (self, 0); i != PM_PIXEL_NONE; i = pm_pixel_selection_next (self, i + 1))
    pixels[count++] = (guint) i;
  return pixels;
}

void
pm_pixel_selection_select_one (PmPixelSelection *self, int pixel)
{
  pm_pixel_selection_select_range (self, pixel, pixel);
}

void
pm_pixel_selection_toggle (PmPixelSelection *self, int pixel)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  if (!exists (self, pixel))
    return;
  start_with_copy (self)[(guint) pixel / WORD_BITS] ^= G_GUINT64_CONSTANT (1) << (guint) pixel % WORD_BITS;
  finish (self);
}

void
pm_pixel_selection_select_range (PmPixelSelection *self, int first, int last)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  gint64 low = MAX (MIN (first, last), 0), high = MIN (MAX (first, last), (gint64) self->n_pixels - 1);
  guint64 *next = start_empty (self);
  for (gint64 i = low; i <= high; i++)
    set_bit (next, (guint) i, TRUE);
  finish (self);
}

static void
set_all_of (PmPixelSelection *self, guint64 *next, const guint *pixels, guint n, gboolean on)
{
  for (guint i = 0; i < n; i++)
    if (exists (self, pixels[i]))
      set_bit (next, pixels[i], on);
  finish (self);
}

void
pm_pixel_selection_set (PmPixelSelection *self, const guint *pixels, guint n)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  set_all_of (self, start_empty (self), pixels, n, TRUE);
}

void
pm_pixel_selection_add (PmPixelSelection *self, const guint *pixels, guint n)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  set_all_of (self, start_with_copy (self), pixels, n, TRUE);
}

void
pm_pixel_selection_remove (PmPixelSelection *self, const guint *pixels, guint n)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  set_all_of (self, start_with_copy (self), pixels, n, FALSE);
}

void
pm_pixel_selection_select_all (PmPixelSelection *self)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  pm_pixel_selection_select_range (self, 0, G_MAXINT);
}

void
pm_pixel_selection_select_none (PmPixelSelection *self)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  start_empty (self);
  finish (self);
}

void
pm_pixel_selection_invert (PmPixelSelection *self)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  guint64 *next = start_empty (self);
  for (guint i = 0; i < self->n_pixels; i++)
    set_bit (next, i, !pm_pixel_selection_is_selected (self, (int) i));
  finish (self);
}

static void
set_pixel (PmPixelSelection *self, int *member, int pixel, guint property)
{
  if (!exists (self, pixel))
    pixel = PM_PIXEL_NONE;
  if (pixel == *member)
    return;
  *member = pixel;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

int
pm_pixel_selection_get_current (PmPixelSelection *self)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), PM_PIXEL_NONE);
  return self->current;
}

void
pm_pixel_selection_set_current (PmPixelSelection *self, int pixel)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  set_pixel (self, &self->current, pixel, PROP_CURRENT);
}

int
pm_pixel_selection_get_hovered (PmPixelSelection *self)
{
  g_return_val_if_fail (PM_IS_PIXEL_SELECTION (self), PM_PIXEL_NONE);
  return self->hovered;
}

void
pm_pixel_selection_set_hovered (PmPixelSelection *self, int pixel)
{
  g_return_if_fail (PM_IS_PIXEL_SELECTION (self));
  set_pixel (self, &self->hovered, pixel, PROP_HOVERED);
}
