/* SPDX-License-Identifier: GPL-3.0-or-later
 * RCP, the receiver channel parameters of CRUSH, SOFSCAN and BoA: one line per pixel with gains and position in arcsec.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

typedef enum
{
  PM_RCP_CHANNEL_AUTO,  /* the index if all written pixels have one that is not their id, else the id */
  PM_RCP_CHANNEL_INDEX, /* SOFSCAN */
  PM_RCP_CHANNEL_ID,    /* CRUSH */
} PmRcpChannel;

typedef struct
{
  PmRcpChannel channel;
  int          precision; /* decimals, 0 ... 12 */
  const char  *center;    /* subtracted from all positions: "none" (or NULL), "median" of the written pixels, or the id of a pixel */
} PmRcpOptions;

/* What is written if nothing is said: channel auto, four decimals, center none. */
#define PM_RCP_OPTIONS_INIT { PM_RCP_CHANNEL_AUTO, 4, NULL }

/* The file's text: `ch Gpnt Gsky dX dY`, separated by tabs, of the pixels with status good that have a position; Gpnt = gain × coupling,
 * Gsky = gain (1 where no gain is known). Pixels without a coupling are left out, and counted in a comment, unless no pixel has one: then
 * the columns are `ch dX dY`. options NULL: the defaults. Free with g_free(). PM_ERROR_OPTION if the options do not fit the table. */
char *pm_table_rcp_to_string (const PmPixelTable *table, const PmRcpOptions *options, GError **error);

/* Writes that text atomically. PM_ERROR_OPTION, PM_ERROR_OUTPUT. */
gboolean pm_table_rcp_write (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error);

/* Reads 3 (ch x y), 4 (ch Gpnt x y), 5 or more columns (ch Gpnt Gsky x y …) by tabs or blanks; comments start with # or !, those
 * of the form "# key: value" become metadata. ch is kept as id, and as index if it is a whole number. coupling = Gpnt / Gsky, gain = Gsky;
 * with 4 columns gain is 1, with 3 both are NaN. Status: blind for Gpnt = 0, nofit without a position or with one beyond 1 deg (both mark
 * unused channels), else good. PM_ERROR_INPUT naming file, line, column, expected, found. */
PmPixelTable *pm_table_rcp_read (const char *path, GError **error);

G_END_DECLS
