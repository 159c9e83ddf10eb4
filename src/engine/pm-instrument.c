/* SPDX-License-Identifier: GPL-3.0-or-later
 * The channels of a scan.
 */
#include "pm-instrument.h"

#include "pm-timeline.h"

#include <string.h>

PmInstrument *
pm_instrument_new (const char *name, const char *band, PmChannel *channels, gsize n_channels, PmChannelGroup *groups, gsize n_groups)
{
  PmInstrument *self = g_atomic_rc_box_new0 (PmInstrument);
  self->name = g_strdup (name);
  self->band = g_strdup (band);
  self->channels = channels;
  self->n_channels = n_channels;
  self->groups = groups;
  self->n_groups = n_groups;
  gsize slot = 0;
  for (gsize g = 0; g < n_groups; g++)
    {
      groups[g].first_block = slot / PM_LANES;
      for (gsize c = 0; c < n_channels; c++)
        if (channels[c].group == (int) g)
          channels[c].slot = channels[c].blind ? PM_SLOT_NONE : slot++;
      slot = (slot + PM_LANES - 1) / PM_LANES * PM_LANES;
      groups[g].n_blocks = slot / PM_LANES - groups[g].first_block;
    }
  self->n_blocks = slot / PM_LANES;
  self->channel_of_slot = g_new (gsize, slot + 1);
  for (gsize s = 0; s < slot; s++)
    self->channel_of_slot[s] = PM_SLOT_NONE;
  for (gsize c = 0; c < n_channels; c++)
    if (channels[c].slot != PM_SLOT_NONE)
      self->channel_of_slot[channels[c].slot] = c;
  return self;
}

PmInstrument *
pm_instrument_ref (PmInstrument *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PmInstrument *self = data;
  g_free (self->name);
  g_free (self->band);
  g_free (self->channels);
  g_free (self->groups);
  g_free (self->channel_of_slot);
}

void
pm_instrument_unref (PmInstrument *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

gboolean
pm_instrument_equal (const PmInstrument *a, const PmInstrument *b)
{
  if (strcmp (a->name, b->name) != 0 || g_strcmp0 (a->band, b->band) != 0 || a->n_channels != b->n_channels || a->n_groups != b->n_groups)
    return FALSE;
  for (gsize c = 0; c < a->n_channels; c++)
    if (a->channels[c].index != b->channels[c].index || a->channels[c].slot != b->channels[c].slot)
      return FALSE;
  return TRUE;
}
