/* SPDX-License-Identifier: GPL-3.0-or-later
 * What cfitsio would believe, looked at before cfitsio does: it unpacks a packed file into memory however large that gets, and
 * believes its cards (pm-fits-card.h).
 */
#pragma once

#include <fitsio.h>
#include <glib.h>

G_BEGIN_DECLS

/* Whether a file begins as FITS or as FITS packed by gzip, and no card of its first header does harm. One that could grow beyond max_bytes
 * is unpacked once, without keeping anything, to see how far it goes. PM_ERROR_INPUT; PM_ERROR_LIMIT if it is larger. A packed file that is
 * damaged further on passes, unless it claims a size that it cannot have: reading it tells what is wrong. */
gboolean pm_fits_guard_file (const char *path, guint64 max_bytes, GError **error);

/* Whether no card of the header that follows the current HDU does harm. Call it before moving on. TRUE at the end of the file, too.
 * PM_ERROR_INPUT. */
gboolean pm_fits_guard_next (fitsfile *file, const char *path, GError **error);

G_END_DECLS
