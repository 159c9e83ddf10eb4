/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmEcsvHeader: what the YAML header of an ECSV file says that matters here: the delimiter, the columns, and the provenance in `meta`.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name, *unit, *datatype; /* never NULL; unit and datatype "" if not given */
} PmEcsvColumn;

typedef struct
{
  char       delimiter; /* ' ' or ',' */
  GPtrArray *columns;   /* of PmEcsvColumn */
  GPtrArray *meta;      /* of char *: key, value, key, value, … of meta → provenance */
} PmEcsvHeader;

/* Parses header lines without their "# ". `name` is the file's, for messages. The first line must be that of ECSV 0.x or 1.x.
 * What of YAML is not needed (nested maps, tags, binary values) is skipped, not understood. PM_ERROR_INPUT. */
PmEcsvHeader *pm_ecsv_header_parse (const char *name, const char *const *lines, guint n_lines, GError **error);
void          pm_ecsv_header_free (PmEcsvHeader *self);

/* Appends text as a double-quoted YAML scalar: any text survives, on one line. */
void pm_ecsv_header_append_quoted (GString *out, const char *text);

/* Appends the parts of a header, each as whole lines: first the version line and the delimiter ' ', then the columns (unit "" = none), then
 * in meta lists of one-pair maps under a plain name. */
void pm_ecsv_header_begin (GString *out);
void pm_ecsv_header_append_column (GString *out, const char *name, const char *unit, const char *datatype, const char *description);
void pm_ecsv_header_begin_meta (GString *out);
void pm_ecsv_header_begin_list (GString *out, const char *name);
void pm_ecsv_header_append_pair (GString *out, const char *key, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmEcsvHeader, pm_ecsv_header_free)

G_END_DECLS
