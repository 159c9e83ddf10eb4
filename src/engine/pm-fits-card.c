/* SPDX-License-Identifier: GPL-3.0-or-later
 * What cfitsio (seen in 4.2 and 4.3) believes of a header, to its harm:
 *
 *   NAXIS           up to 999 axes go into room for 99
 *   NAXISn, TFIELDS what is no number leaves the number of columns undefined, and memory is taken for that many
 *   TTYPEn          a name without quotes can be longer than its room
 *   'texts'         one that begins too early, behind a keyword without blanks, can be longer than a value
 *   ZIMAGE          packed images: sizes of tiles are divided by without a look
 */
#include "pm-fits-card.h"

#include <string.h>

#define MAX_AXES 99
#define MAX_COLUMNS 999 /* FITS standard 4.0, section 7.3.1 */
#define MAX_TEXT 68     /* letters of a text in a card */
#define MAX_NAME 8

/* The keyword and what is behind its "="; NULL if there is none. A name ends with a blank or "=", as cfitsio sees it. */
static const char *
split (const char *card, char *name)
{
  const char *equals = strchr (card, '=');
  if (strncmp (card, "HIERARCH ", 9) == 0)
    card += 9 + strspn (card + 9, " ");
  gsize n = strcspn (card, " =");
  g_strlcpy (name, card, MIN (n, MAX_NAME) + 1);
  if (!equals || strcmp (name, "COMMENT") == 0 || strcmp (name, "HISTORY") == 0 || strcmp (name, "CONTINUE") == 0 || *name == '\0')
    return NULL;
  return equals + 1 + strspn (equals + 1, " ");
}

static gboolean
is_count (const char *value, guint64 max)
{
  g_autofree char *number = g_strndup (value, strcspn (value, " /"));
  const char *rest = value + strlen (number);
  guint64 found;
  return g_ascii_string_to_unsigned (number + (*number == '+'), 10, 0, max, &found, NULL) && *rest != '\0'
         && (rest[strspn (rest, " ")] == '\0' || rest[strspn (rest, " ")] == '/');
}

/* The letters between the quotes; up to the last one in the card if there are no quotes, or no second one. */
static gsize
text_length (const char *value)
{
  gsize first = *value == '\'', n = strlen (value);
  for (const char *c = value + 1; first && *c; c++)
    if (*c == '\'' && *++c != '\'')
      return (gsize) (c - value - 2);
  while (n > first && value[n - 1] == ' ')
    n--;
  return n - first;
}

static const char *
find_expected (const char *name, const char *value)
{
  if (strcmp (name, "NAXIS") == 0)
    return is_count (value, MAX_AXES) ? NULL : "at most 99 axes";
  if (strcmp (name, "TFIELDS") == 0)
    return is_count (value, MAX_COLUMNS) ? NULL : "at most 999 columns";
  if (strncmp (name, "NAXIS", 5) == 0 && g_ascii_isdigit (name[5]))
    return is_count (value, G_MAXINT64) ? NULL : "a whole number";
  if (strcmp (name, "ZIMAGE") == 0)
    return *value == 'F' ? NULL : "no packed image";
  if ((*value == '\'' || strncmp (name, "TTYPE", 5) == 0) && text_length (value) > MAX_TEXT)
    return "a text of at most 68 letters";
  return NULL;
}

char *
pm_fits_card_find_fault (const char *card)
{
  char name[MAX_NAME + 1];
  const char *value = split (card, name), *expected = value ? find_expected (name, value) : NULL;
  if (!expected)
    return NULL;
  g_autofree char *shown = g_utf8_make_valid (name, -1), *found = g_utf8_make_valid (value, -1);
  for (char *c = found; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strdup_printf ("keyword %s: expected %s, found %s", shown, expected, *found ? g_strchomp (found) : "nothing");
}

gboolean
pm_fits_card_is_end (const char *card)
{
  return strncmp (card, "END     ", 8) == 0;
}
