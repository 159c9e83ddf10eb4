/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixels that other programs should leave out, as a file of options that they read (`config=FILE`).
 *
 * Both have the option `flag` with a list of channels and ranges, but count differently: SOFSCAN knows channels by their fixed index from
 * 0, CRUSH by their id, or by that index plus 1. So there is a file for each.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

typedef enum
{
  PM_BAD_LIST_CRUSH,
  PM_BAD_LIST_SOFSCAN,
} PmBadListFormat;

#define PM_BAD_LIST_CRUSH_SUFFIX   ".crush.cfg"
#define PM_BAD_LIST_SOFSCAN_SUFFIX ".sofscan.cfg"

/* Whether a row belongs into the list: neither good nor blind. */
gboolean pm_bad_list_contains (const PmPixelTable *table, gsize row);

/* The file's text: comments that say what and why, and one line `flag 10-15,17` or `flag = 10-15,17`; no such line if no pixel is bad. A
 * range stands for channels that are all bad. Free with g_free(). PM_ERROR_OPTION if a bad pixel has no index (SOFSCAN), or neither an
 * index nor an id. */
char *pm_bad_list_to_string (const PmPixelTable *table, PmBadListFormat format, GError **error);

/* Writes that text atomically. PM_ERROR_OPTION, PM_ERROR_OUTPUT. */
gboolean pm_bad_list_write (const PmPixelTable *table, PmBadListFormat format, const char *path, GError **error);

G_END_DECLS
