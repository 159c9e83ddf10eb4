/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmFlagFile: what a person decided about pixels, and the refits asked for, as they pass between the window, `reduce --flags` and
 * colleagues. An ECSV table `id state reason user time` with the further columns `radius x0 y0` (arcsec) if there are refits, and `domain`
 * (time, map, -) if one of them asks for it; a row that only asks for a refit has the state "-". A file with `id radius x0 y0` alone is
 * read too.
 */
#pragma once

#include "pm-instrument.h"
#include "pm-options.h"
#include "pm-pixel-table.h"

G_BEGIN_DECLS

typedef enum
{
  PM_FLAG_STATE_BAD,
  PM_FLAG_STATE_GOOD,
  PM_FLAG_STATE_CLEAR, /* takes back what was decided before */
} PmFlagState;

typedef struct
{
  char       *id, *reason, *user; /* never NULL */
  char       *time;               /* ISO 8601, or "" */
  PmFlagState state;
} PmFlagEntry;

typedef struct
{
  char  *id, *user, *time; /* never NULL; time: ISO 8601, or "" */
  double radius; /* arcsec, > 0 */
  double x0, y0; /* where to start, in the map, arcsec; NaN = choose */
  int domain;    /* PM_DOMAIN_TIME, PM_DOMAIN_MAP; -1: as the options of the reduction say */
} PmRefit;

typedef struct
{
  GPtrArray *entries; /* of PmFlagEntry, oldest first: later ones replace earlier ones of the same pixel */
  GPtrArray *refits;  /* of PmRefit, likewise */
} PmFlagFile;

PmFlagFile *pm_flag_file_new (void);
void        pm_flag_file_free (PmFlagFile *self);

/* Appends; strings are copied, NULL counts as "". */
void pm_flag_file_add (PmFlagFile *self, const char *id, PmFlagState state, const char *reason, const char *user, const char *time);

/* The same for a refit; nobody's, of no time, until pm_refit_set_author() says otherwise. Returns it; it belongs to the file. */
PmRefit *pm_flag_file_add_refit (PmFlagFile *self, const char *id, double radius, double x0, double y0, int domain);
void     pm_refit_set_author (PmRefit *self, const char *user, const char *time);

/* PM_ERROR_INPUT naming file, line, column, expected, found; at most PM_PIXEL_TABLE_MAX_ROWS rows. */
PmFlagFile *pm_flag_file_read (const char *path, GError **error);

/* Writes atomically. PM_ERROR_OUTPUT. */
gboolean pm_flag_file_write (const PmFlagFile *self, const char *path, GError **error);

/* Sets manual, the letter H and status of the pixels named. Returns how many entries name no pixel of the table. */
gsize pm_flag_file_apply (const PmFlagFile *self, PmPixelTable *table);

/* What it says about each channel of an instrument; free with g_free(). *n_unknown (may be NULL): how many entries name none of them. */
PmPixelManual *pm_flag_file_manual (const PmFlagFile *self, const PmInstrument *instrument, gsize *n_unknown);

/* "bad", "good", "clear"; static. */
const char *pm_flag_state_to_string (PmFlagState state);

/* What holds after such a judgement. */
PmPixelManual pm_flag_state_to_manual (PmFlagState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmFlagFile, pm_flag_file_free)

G_END_DECLS
