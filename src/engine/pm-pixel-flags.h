/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is judged about a pixel: the automatic flags with their letters, the judgement by hand, and the status that follows from both. The
 * letters and words are a contract: they stand in every table that is written.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bits of a mask; in files each bit is one letter. */
typedef enum
{
  PM_FLAG_NO_FIT     = 1u << 0,  /* F */
  PM_FLAG_LOW_S2N    = 1u << 1,  /* S */
  PM_FLAG_WIDTH      = 1u << 2,  /* W */
  PM_FLAG_ELONGATION = 1u << 3,  /* E */
  PM_FLAG_MAP_EDGE   = 1u << 4,  /* M */
  PM_FLAG_FAR        = 1u << 5,  /* P */
  PM_FLAG_PILE_UP    = 1u << 6,  /* U */
  PM_FLAG_COUPLING   = 1u << 7,  /* C */
  PM_FLAG_NOISE      = 1u << 8,  /* N */
  PM_FLAG_SPIKY      = 1u << 9,  /* K */
  PM_FLAG_DEAD       = 1u << 10, /* X */
  PM_FLAG_BLIND      = 1u << 11, /* B */
  PM_FLAG_BY_HAND    = 1u << 12, /* H */
} PmPixelFlags;

#define PM_N_PIXEL_FLAGS 13
#define PM_PIXEL_FLAGS_ALL ((1u << PM_N_PIXEL_FLAGS) - 1)

typedef enum
{
  PM_PIXEL_GOOD,
  PM_PIXEL_FLAGGED, /* fitted, but flagged automatically or by hand */
  PM_PIXEL_NOFIT,   /* no position, no coupling */
  PM_PIXEL_BLIND,   /* does not look at the sky: not even tried */
} PmPixelStatus;

#define PM_N_PIXEL_STATUS 4

typedef enum
{
  PM_MANUAL_NONE,
  PM_MANUAL_BAD,
  PM_MANUAL_GOOD, /* overrides the automatic flags, which stay visible */
} PmPixelManual;

#define PM_N_PIXEL_MANUAL 3

/* The letter and the one-line meaning of bit number `bit` (0 ... PM_N_PIXEL_FLAGS - 1), in the order in which letters are written. */
char        pm_pixel_flags_letter (int bit);
const char *pm_pixel_flags_meaning (int bit);

/* The letters of a mask, "-" for none; unknown bits are left out. Free with g_free(). */
char *pm_pixel_flags_to_string (guint32 flags);

/* Reads letters in any order; "-" and "" are no flags. FALSE, and *flags untouched, if there is any other character. */
gboolean pm_pixel_flags_from_string (const char *text, guint32 *flags);

/* "good", "flagged", "nofit", "blind"; "-", "bad", "good". The strings are static. */
const char *pm_pixel_status_to_string (PmPixelStatus status);
const char *pm_pixel_manual_to_string (PmPixelManual manual);

/* The other way round; FALSE, and the target untouched, for any other word ("" is PM_MANUAL_NONE). */
gboolean pm_pixel_status_from_string (const char *text, PmPixelStatus *status);
gboolean pm_pixel_manual_from_string (const char *text, PmPixelManual *manual);

/* The status that follows from flags and the judgement by hand: blind before nofit before by hand before automatic. */
PmPixelStatus pm_pixel_status_derive (guint32 flags, PmPixelManual manual);

G_END_DECLS
