/* SPDX-License-Identifier: GPL-3.0-or-later
 * The options of a reduction: a plain struct made from pm-options.def, and its description.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

enum
{
  PM_MOVING_AUTO,
  PM_MOVING_YES,
  PM_MOVING_NO
};

enum
{
  PM_PROTECT_MASK,
  PM_PROTECT_MODEL,
  PM_PROTECT_MAP
};

enum
{
  PM_EXTRA_MODES_AUTO,
  PM_EXTRA_MODES_NONE
};

enum
{
  PM_DOMAIN_TIME,
  PM_DOMAIN_MAP
};

enum
{
  PM_WIDTH_AUTO,
  PM_WIDTH_COMMON,
  PM_WIDTH_FIXED
};

enum
{
  PM_WINGS_AUTO,
  PM_WINGS_OFF
};

enum
{
  PM_RCP_INDEX,
  PM_RCP_ID
};

#define REAL(field, key, value, min, max, unit, help) double field;
#define WHOLE(field, key, value, min, max, unit, help) int field;
#define SWITCH(field, key, value, help) gboolean field;
#define CHOICE(field, key, value, choices, help) int field;
#define TEXT(field, key, value, help) char *field;
typedef struct
{
#include "pm-options.def"
} PmOptions;
#undef REAL
#undef WHOLE
#undef SWITCH
#undef CHOICE
#undef TEXT

typedef enum
{
  PM_OPTION_REAL,
  PM_OPTION_WHOLE,
  PM_OPTION_SWITCH,
  PM_OPTION_CHOICE,
  PM_OPTION_TEXT,
} PmOptionType;

typedef struct
{
  const char *key;
  PmOptionType type;
  gsize offset;             /* of the field in PmOptions */
  double value, min, max;   /* default and range; CHOICE and SWITCH: the default's number */
  const char *text;         /* TEXT: the default */
  const char *choices;      /* CHOICE: separated by '|' */
  const char *unit, *help;  /* unit "": a pure number */
} PmOptionInfo;

/* All options, in the order of the list. */
const PmOptionInfo *pm_option_infos (gsize *n);
const PmOptionInfo *pm_option_find (const char *key);

/* Defaults. Free with pm_options_free(). */
PmOptions *pm_options_new (void);
PmOptions *pm_options_copy (const PmOptions *self);
void       pm_options_free (PmOptions *self);

/* Sets one option from text; numbers are written as in C, whatever the locale. PM_ERROR_OPTION names the key, what was expected and
 * what was found. */
gboolean pm_options_set (PmOptions *self, const char *key, const char *value, GError **error);

/* The value as pm_options_set() takes it, and whether it is the default. Free the text with g_free(). */
char    *pm_options_get (const PmOptions *self, const PmOptionInfo *info);
gboolean pm_options_is_default (const PmOptions *self, const PmOptionInfo *info);

/* Reads a key file: `domain = map` in the group [fit] is fit.domain; keys without a dot stand in the group [pixelmap]. An unknown key
 * or a bad value is an error that names the file; nothing is changed then. */
gboolean pm_options_load (PmOptions *self, const char *path, GError **error);

/* The options that differ from their defaults as a key file; free with g_free(). */
char *pm_options_to_key_file (const PmOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmOptions, pm_options_free)

G_END_DECLS
