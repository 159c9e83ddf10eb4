/* SPDX-License-Identifier: GPL-3.0-or-later
 * JSON as text.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The text of a tree, indented. As json_to_string(), but that writes 1e-08 and the like as 1e-08.0 (json-glib 1.6, generator), which no
 * reader takes, its own neither. Free with g_free(). Thread-safe. */
char *pm_json_print (JsonNode *root);

G_END_DECLS
