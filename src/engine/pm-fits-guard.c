/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-fits-guard.h"

#include "pm-error.h"

#include <gio/gio.h>
#include <string.h>

#define CARD_BYTES 80
#define MAX_HEADER_BYTES (64 << 20) /* 800,000 cards: nobody looks for END behind them */
#define MAX_COLUMNS 999.0           /* FITS standard 4.0, section 7.3.1 */
#define MAX_DEFLATION 1032          /* of deflate: 258 bytes from two bits */
#define PIECE_BYTES 65536

static const char simple_card[] = "SIMPLE  =";

static gboolean
is_gzip (const guint8 *bytes, gsize n)
{
  return n >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static gboolean
is_fits (const guint8 *bytes, gsize n)
{
  return n >= strlen (simple_card) && memcmp (bytes, simple_card, strlen (simple_card)) == 0;
}

/* The first bytes of a stream: less than `size` only at its end. */
static gsize
read_start (GInputStream *stream, guint8 *bytes, gsize size)
{
  gsize n = 0;
  g_input_stream_read_all (stream, bytes, size, &n, NULL, NULL);
  return n;
}

/* Whether a stream ends, or breaks, before max_bytes. */
static gboolean
ends_before (GInputStream *stream, guint64 max_bytes)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  gssize got;
  for (guint64 n = 0; n <= max_bytes; n += (guint64) got)
    if ((got = g_input_stream_read (stream, piece, PIECE_BYTES, NULL, NULL)) <= 0)
      return TRUE;
  return FALSE;
}

static gboolean
fail_kind (GError **error, const char *path, const char *found)
{
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: not a readable FITS file: expected one, packed by gzip or not, found %s",
               path, found);
  return FALSE;
}

static gboolean
check_packed (GFile *file, const char *path, guint64 file_bytes, guint64 max_bytes, GError **error)
{
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, NULL);
  g_autoptr (GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  guint8 start[CARD_BYTES];
  if (!packed)
    return fail_kind (error, path, "a file that cannot be opened any more");
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (G_INPUT_STREAM (packed), gunzip);
  if (!is_fits (start, read_start (stream, start, sizeof start)))
    return fail_kind (error, path, "something else packed by gzip");
  if (file_bytes < max_bytes / MAX_DEFLATION || ends_before (stream, max_bytes))
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: expected at most %.1f GB of memory to unpack the file, found more", path,
               (double) max_bytes / 1e9);
  return FALSE;
}

gboolean
pm_fits_guard_file (const char *path, guint64 max_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &local);
  guint8 start[CARD_BYTES];
  if (!stream)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: cannot be opened: %s", path, local->message);
      return FALSE;
    }
  gsize n = read_start (G_INPUT_STREAM (stream), start, sizeof start);
  if (is_fits (start, n))
    return TRUE;
  if (!is_gzip (start, n))
    return fail_kind (error, path, "something else");
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  return check_packed (file, path, info ? (guint64) g_file_info_get_size (info) : G_MAXUINT64, max_bytes, error);
}

/* The number behind "TFIELDS =" in a card, 0 if it is another card. */
static double
columns_of_card (const char *card)
{
  const char *equals = strncmp (card, "TFIELDS", 7) == 0 ? strchr (card, '=') : NULL;
  return equals ? g_ascii_strtod (equals + 1, NULL) : 0.0;
}

/* A card as bytes behind the start of the current data. Of a record that the end of the file cuts, cfitsio says READ_ERROR once, and goes
 * on with what is there. */
static int
read_card (fitsfile *file, LONGLONG at, char *card)
{
  int status = 0;
  if (fits_read_ext (file, at, CARD_BYTES, card, &status) == READ_ERROR)
    {
      status = 0;
      fits_read_ext (file, at, CARD_BYTES, card, &status);
    }
  return status;
}

gboolean
pm_fits_guard_next (fitsfile *file, const char *path, GError **error)
{
  LONGLONG header, data, end;
  int status = 0, hdu;
  char card[CARD_BYTES + 1] = "";
  fits_get_hdu_num (file, &hdu);
  fits_get_hduaddrll (file, &header, &data, &end, &status);
  /* Card by card, as the header may be cut; reading behind the end of the file would spoil cfitsio's buffers. */
  LONGLONG stop = MIN (end + MAX_HEADER_BYTES, file->Fptr->filesize);
  for (LONGLONG at = end; status == 0 && at + CARD_BYTES <= stop; at += CARD_BYTES)
    {
      status = read_card (file, at - data, card);
      double columns = status == 0 ? columns_of_card (card) : 0.0;
      if (columns > MAX_COLUMNS)
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: HDU %d: keyword TFIELDS: expected at most %.0f columns, found %g", path,
                       hdu + 1, MAX_COLUMNS, columns);
          return FALSE;
        }
      if (strncmp (card, "END     ", 8) == 0)
        break;
    }
  fits_clear_errmsg ();
  return TRUE;
}
