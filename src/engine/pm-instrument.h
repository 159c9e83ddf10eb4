/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmInstrument: the channels of a scan and where they are thought to be. Immutable once a scan is read; reference counted.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PM_SLOT_NONE G_MAXSIZE

typedef struct
{
  char id[16];               /* as the instrument writes it: R0[8,2] */
  int index, row, col;       /* fixed index; row and column within the group */
  int group;                 /* index into PmInstrument.groups */
  int line;                  /* readout (MUX) line, for modes that its channels share; -1: none */
  double nominal_x, nominal_y; /* arcsec in the focal plane */
  gboolean blind;            /* does not look at the sky: not read */
  gsize slot;                /* place in the timeline (see pm-timeline.h), PM_SLOT_NONE for blind ones */
} PmChannel;

typedef struct
{
  char name[8];              /* sub-array: R0 */
  gsize first_block, n_blocks;
} PmChannelGroup;

typedef struct
{
  char *name;                /* HAWC_PLUS */
  char *band;                /* C */
  double wavelength_um, pixel_arcsec, beam_fwhm_arcsec;
  gsize n_channels, n_groups, n_blocks;
  PmChannel *channels;       /* sorted by index */
  PmChannelGroup *groups;
  gsize *channel_of_slot;    /* [n_blocks * PM_LANES]: index into channels, or PM_SLOT_NONE */
} PmInstrument;

/* Takes over the channels (sorted by group) and groups, gives each channel that is not blind its slot: a group starts a new block. Name
 * and band are copied. */
PmInstrument *pm_instrument_new (const char *name, const char *band, PmChannel *channels, gsize n_channels, PmChannelGroup *groups,
                                 gsize n_groups);
PmInstrument *pm_instrument_ref (PmInstrument *self);
void          pm_instrument_unref (PmInstrument *self);

/* Whether two scans can be reduced together: the same channels in the same slots, the same band. */
gboolean pm_instrument_equal (const PmInstrument *a, const PmInstrument *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmInstrument, pm_instrument_unref)

G_END_DECLS
