/* SPDX-License-Identifier: GPL-3.0-or-later
 * Letters, words and meanings of the judgements about a pixel. All tables are constant: every function may be called from any thread.
 */
#include "pm-pixel-flags.h"

#include <string.h>

static const char letters[PM_N_PIXEL_FLAGS + 1] = "FSWEMPUCNKXBH";

static const char *const meanings[PM_N_PIXEL_FLAGS] = {
  "no fit",
  "low signal-to-noise ratio, or a position error too large for it",
  "width far from that of the other pixels",
  "elongated",
  "at the edge of the map, or too badly covered to fix the position",
  "far from its predicted place",
  "piled up with other pixels in one spot",
  "coupling far from that of the other pixels",
  "noise far from that of the other pixels",
  "spiky",
  "dead",
  "blind",
  "flagged by hand",
};

static const char *const status_words[PM_N_PIXEL_STATUS] = { "good", "flagged", "nofit", "blind" };
static const char *const manual_words[PM_N_PIXEL_MANUAL] = { "-", "bad", "good" };

char
pm_pixel_flags_letter (int bit)
{
  g_return_val_if_fail (bit >= 0 && bit < PM_N_PIXEL_FLAGS, '?');
  return letters[bit];
}

const char *
pm_pixel_flags_meaning (int bit)
{
  g_return_val_if_fail (bit >= 0 && bit < PM_N_PIXEL_FLAGS, NULL);
  return meanings[bit];
}

char *
pm_pixel_flags_to_string (guint32 flags)
{
  char text[PM_N_PIXEL_FLAGS + 1];
  int n = 0;
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    if (flags & (1u << bit))
      text[n++] = letters[bit];
  if (n == 0)
    text[n++] = '-';
  return g_strndup (text, (gsize) n);
}

gboolean
pm_pixel_flags_from_string (const char *text, guint32 *flags)
{
  guint32 mask = 0;
  if (strcmp (text, "-") != 0)
    for (const char *c = text; *c; c++)
      {
        const char *place = strchr (letters, *c);
        if (!place)
          return FALSE;
        mask |= 1u << (place - letters);
      }
  *flags = mask;
  return TRUE;
}

const char *
pm_pixel_status_to_string (PmPixelStatus status)
{
  g_return_val_if_fail ((guint) status < PM_N_PIXEL_STATUS, NULL);
  return status_words[status];
}

const char *
pm_pixel_manual_to_string (PmPixelManual manual)
{
  g_return_val_if_fail ((guint) manual < PM_N_PIXEL_MANUAL, NULL);
  return manual_words[manual];
}

gboolean
pm_pixel_status_from_string (const char *text, PmPixelStatus *status)
{
  for (guint i = 0; i < PM_N_PIXEL_STATUS; i++)
    if (strcmp (text, status_words[i]) == 0)
      {
        *status = (PmPixelStatus) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
pm_pixel_manual_from_string (const char *text, PmPixelManual *manual)
{
  if (*text == '\0')
    text = manual_words[PM_MANUAL_NONE];
  for (guint i = 0; i < PM_N_PIXEL_MANUAL; i++)
    if (strcmp (text, manual_words[i]) == 0)
      {
        *manual = (PmPixelManual) i;
        return TRUE;
      }
  return FALSE;
}

PmPixelStatus
pm_pixel_status_derive (guint32 flags, PmPixelManual manual)
{
  if (flags & PM_FLAG_BLIND)
    return PM_PIXEL_BLIND;
  if (flags & PM_FLAG_NO_FIT)
    return PM_PIXEL_NOFIT;
  if (manual == PM_MANUAL_GOOD)
    return PM_PIXEL_GOOD;
  return flags != 0 || manual == PM_MANUAL_BAD ? PM_PIXEL_FLAGGED : PM_PIXEL_GOOD;
}
