/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-fits-guard.h"

#include "pm-error.h"
#include "pm-fits-card.h"

#include <gio/gio.h>
#include <string.h>

#define CARD_BYTES PM_FITS_CARD_BYTES
#define MAX_HEADER_BYTES (64 << 20) /* 800,000 cards: nobody looks for END behind them */
#define MAX_DEFLATION 1032          /* of deflate: 258 bytes from two bits */
#define GUESSES_FROM 10000          /* bytes of a packed file from which on cfitsio doubts a size that is smaller */
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

/* Looks at the cards of the first header, of which `bytes` are the first n. */
static gboolean
check_primary (GInputStream *stream, const guint8 *bytes, gsize n, const char *path, GError **error)
{
  guint8 card[CARD_BYTES + 1];
  memcpy (card, bytes, n);
  for (gsize at = 0; n == CARD_BYTES && at < MAX_HEADER_BYTES; at += n)
    {
      card[n] = '\0';
      if (pm_fits_card_is_end ((const char *) card))
        break;
      g_autofree char *fault = pm_fits_card_find_fault ((const char *) card);
      if (fault)
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: HDU 1: %s", path, fault);
          return FALSE;
        }
      n = read_start (stream, card, CARD_BYTES);
    }
  return TRUE;
}

/* What cfitsio takes for a packed file beforehand, from the size that stands at its end: modulo 2^32, so it guesses. */
static guint64
claimed_bytes (GFileInputStream *packed, guint64 file_bytes)
{
  guint32 claim = 0;
  gsize got;
  if (!g_seekable_seek (G_SEEKABLE (packed), -4, G_SEEK_END, NULL, NULL)
      || !g_input_stream_read_all (G_INPUT_STREAM (packed), &claim, sizeof claim, &got, NULL, NULL))
    return 0;
  guint64 bytes = GUINT32_FROM_LE (claim);
  return file_bytes > GUESSES_FROM && bytes < file_bytes ? bytes + G_GUINT64_CONSTANT (0x100000000) : bytes;
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
  gsize n = read_start (stream, start, sizeof start);
  if (!is_fits (start, n))
    return fail_kind (error, path, "something else packed by gzip");
  if (!check_primary (stream, start, n, path, error))
    return FALSE;
  if (file_bytes >= max_bytes / MAX_DEFLATION && !ends_before (stream, max_bytes))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: expected at most %.1f GB of memory to unpack the file, found more", path,
                   (double) max_bytes / 1e9);
      return FALSE;
    }
  guint64 claim = claimed_bytes (packed, file_bytes);
  if (claim / MAX_DEFLATION <= file_bytes)
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT,
               "%s: cut short or damaged: expected its unpacked size at the end of the packed file, found %" G_GUINT64_FORMAT " bytes",
               path, claim);
  return FALSE;
}

gboolean
pm_fits_guard_file (const char *path, guint64 max_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) raw = g_file_read (file, NULL, &local);
  guint8 start[CARD_BYTES];
  if (!raw)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: cannot be opened: %s", path, local->message);
      return FALSE;
    }
  g_autoptr (GInputStream) stream = g_buffered_input_stream_new (G_INPUT_STREAM (raw));
  gsize n = read_start (stream, start, sizeof start);
  if (is_fits (start, n))
    return check_primary (stream, start, n, path, error);
  if (!is_gzip (start, n))
    return fail_kind (error, path, "something else");
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  return check_packed (file, path, info ? (guint64) g_file_info_get_size (info) : G_MAXUINT64, max_bytes, error);
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
      if (status != 0 || pm_fits_card_is_end (card) || (at == end && strncmp (card, "XTENSION", 8) != 0)) /* what is there is no HDU */
        break;
      g_autofree char *fault = pm_fits_card_find_fault (card);
      if (fault)
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: HDU %d: %s", path, hdu + 1, fault);
          return FALSE;
        }
    }
  fits_clear_errmsg ();
  return TRUE;
}
