/* SPDX-License-Identifier: GPL-3.0-or-later
 * cfitsio with errors that say what is wrong, and without its extended file names.
 */
#pragma once

#include <fitsio.h>
#include <glib.h>

G_BEGIN_DECLS

/* Opens a regular file for reading; the name is a name and nothing else (no [..], no |, no URL), and never another file (cfitsio would
 * take x.fits.gz for a missing x.fits). NULL and PM_ERROR_INPUT on failure. Close with pm_fits_close(). */
fitsfile *pm_fits_open (const char *path, GError **error);
void      pm_fits_close (fitsfile *file);

/* Makes a new file, whose name is a name and nothing else; NULL and cfitsio's status on failure, also if there is such a file. */
fitsfile *pm_fits_create (const char *path, int *status);

/* Turns a cfitsio status into an error "path: what: cfitsio's words", and empties its message stack. */
void pm_fits_set_error (GError **error, int code, int status, const char *path, const char *what);

/* What cfitsio has to say of a status: its name and the first lines of the message stack, which is emptied. Free with g_free(). */
char *pm_fits_take_words (int status);

/* Keywords of the current HDU. Absent, empty or of another type: FALSE, and the target untouched. Texts are trimmed, made valid UTF-8
 * without control characters; free them with g_free(). */
gboolean pm_fits_get_double (fitsfile *file, const char *key, double *value);
gboolean pm_fits_get_bool (fitsfile *file, const char *key, gboolean *value);
char    *pm_fits_get_text (fitsfile *file, const char *key);

/* An angle as a number or as text, h:m:s or d:m:s with colons or blanks. */
gboolean pm_fits_get_angle (fitsfile *file, const char *key, double *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (fitsfile, pm_fits_close)

G_END_DECLS
