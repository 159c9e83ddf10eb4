/* SPDX-License-Identifier: GPL-3.0-or-later
 * The structure of scans. The input is the text of headers, a line a card, so that what is put in or taken out leaves the other cards what
 * they are. A line "+N" ends a header: N rows of a real scan follow, 0 ... 16.
 */
#include "pm-fuzz.h"

#include <stdlib.h>
#include <string.h>

#define CARD_BYTES 80
#define BLOCK_BYTES 2880
#define ROW_BYTES 31640
#define N_ROWS 16

static void
pad (GByteArray *file, char with)
{
  static const char blanks[] = "                                                                                ";
  gsize n = (BLOCK_BYTES - file->len % BLOCK_BYTES) % BLOCK_BYTES;
  for (gsize at = 0; at < n; at++)
    g_byte_array_append (file, (const guint8 *) (with == ' ' ? blanks : ""), 1);
}

static void
append_card (GByteArray *file, const char *text, gsize length)
{
  char card[CARD_BYTES];
  memset (card, ' ', sizeof card);
  memcpy (card, text, MIN (length, sizeof card));
  g_byte_array_append (file, (const guint8 *) card, sizeof card);
}

static void
append_rows (GByteArray *file, int n)
{
  gsize size;
  const guint8 *base = pm_fuzz_base_scan (&size);
  gsize start = (size - N_ROWS * ROW_BYTES) / BLOCK_BYTES * BLOCK_BYTES;
  g_byte_array_append (file, base + start, (guint) CLAMP (n, 0, N_ROWS) * ROW_BYTES);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const char *text = (const char *) data, *end = text + size, *stop;
  for (const char *line = text; line < end; line = stop + 1)
    {
      stop = memchr (line, '\n', (gsize) (end - line));
      if (!stop)
        stop = end;
      if (*line == '+')
        {
          g_autofree char *number = g_strndup (line + 1, (gsize) (stop - line - 1));
          pad (file, ' ');
          append_rows (file, atoi (number));
          pad (file, '\0');
        }
      else
        append_card (file, line, (gsize) (stop - line));
    }
  g_autofree char *path = pm_fuzz_write ("fuzz.fits", file->data, file->len);
  pm_fuzz_use_scan (path, TRUE);
  return 0;
}
