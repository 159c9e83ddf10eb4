/* SPDX-License-Identifier: GPL-3.0-or-later
 * The meanings are those of pm_pixel_flags_meaning(); the test compares them.
 */
#include "config.h"

#include "pm-flag-words.h"

#include <glib/gi18n-lib.h>

const char *
pm_flag_words (int bit)
{
  static const char *const meanings[PM_N_PIXEL_FLAGS] = {
    N_("no fit"),
    N_("low signal-to-noise ratio, or a position error too large for it"),
    N_("width far from that of the other pixels"),
    N_("elongated"),
    N_("at the edge of the map, or too badly covered to fix the position"),
    N_("far from its predicted place"),
    N_("piled up with other pixels in one spot"),
    N_("coupling far from that of the other pixels"),
    N_("noise far from that of the other pixels"),
    N_("spiky"),
    N_("dead"),
    N_("blind"),
    N_("flagged by hand"),
  };
  g_return_val_if_fail (bit >= 0 && bit < PM_N_PIXEL_FLAGS, NULL);
  return _(meanings[bit]);
}

const char *
pm_flag_words_why_not (const PmPixelTable *table, gsize row)
{
  g_return_val_if_fail (row < table->n_rows, NULL);
  if (table->status[row] == PM_PIXEL_BLIND)
    return _("Not fitted: this pixel does not look at the sky");
  if (table->status[row] != PM_PIXEL_NOFIT)
    return NULL;
  if (table->flags[row] & PM_FLAG_DEAD)
    return _("Not fitted: this pixel is dead");
  return _("Not fitted: no source stands out from the noise where it was looked for");
}
