/* SPDX-License-Identifier: GPL-3.0-or-later
 * FITS output.
 */
#include "pm-maps-fits.h"

#include "pm-error.h"
#include "pm-file.h"
#include "pm-fits.h"
#include "pm-table-fits.h"

#include <glib/gstdio.h>
#include <math.h>

typedef enum
{
  PLANE_SIGNAL,
  PLANE_EXPOSURE,
  PLANE_NOISE,
  PLANE_S2N,
  N_PLANES
} Plane;

static const struct
{
  const char *name, *unit;
} planes[N_PLANES] = { { "SIGNAL", "count" }, { "EXPOSURE", "s" }, { "NOISE", "count" }, { "S2N", "" } };

static float
cell_value (const PmMap *map, gsize i, Plane plane)
{
  float w = map->weight[i];
  if (plane == PLANE_EXPOSURE)
    return map->exposure_s[i];
  if (!(w > 0.0f))
    return NAN;
  return plane == PLANE_SIGNAL ? map->signal[i] : plane == PLANE_NOISE ? 1.0f / sqrtf (w) : map->signal[i] * sqrtf (w);
}

/* All maps of a set have one size, or are padded to the largest with NAN. */
static void
largest_map (const PmMapSet *maps, gsize *nx, gsize *ny)
{
  *nx = *ny = 0;
  for (gsize i = 0; i < maps->n_maps; i++)
    {
      *nx = MAX (*nx, maps->maps[i].nx);
      *ny = MAX (*ny, maps->maps[i].ny);
    }
}

static gboolean
all_full (const PmMapSet *maps)
{
  for (gsize i = 0; i < maps->n_maps; i++)
    if (maps->maps[i].nx != maps->grid.nx || maps->maps[i].ny != maps->grid.ny)
      return FALSE;
  return TRUE;
}

static void
write_text (fitsfile *file, const char *key, const char *value, int *status)
{
  fits_write_key_longstr (file, key, value, NULL, status);
}

static void
write_number (fitsfile *file, const char *key, double value, const char *comment, int *status)
{
  fits_write_key_dbl (file, key, value, -15, comment, status);
}

/* Linear in arcsec, and the field's own projection in degrees as WCS F. */
static void
write_wcs (fitsfile *file, const PmMapSet *maps, gboolean full, int *status)
{
  double cell = maps->grid.cell_arcsec;
  double ref_x = full ? maps->grid.ref_x + 1.0 : 1.0, ref_y = full ? maps->grid.ref_y + 1.0 : 1.0;
  write_text (file, "WCSNAME", full ? "Offset in the focal plane" : "Offset from the stamp's first cell", status);
  write_text (file, "CTYPE1", "XOFFSET", status);
  write_text (file, "CTYPE2", "YOFFSET", status);
  write_text (file, "CTYPE3", "CHANNEL", status);
  write_text (file, "CUNIT1", "arcsec", status);
  write_text (file, "CUNIT2", "arcsec", status);
  write_number (file, "CRPIX1", ref_x, NULL, status);
  write_number (file, "CRPIX2", ref_y, NULL, status);
  write_number (file, "CRPIX3", 1.0, NULL, status);
  write_number (file, "CRVAL1", 0.0, "a position is minus the offset of its peak", status);
  write_number (file, "CRVAL2", 0.0, NULL, status);
  write_number (file, "CRVAL3", 1.0, "plane: row of CHANNELS", status);
  write_number (file, "CDELT1", cell, NULL, status);
  write_number (file, "CDELT2", cell, NULL, status);
  write_number (file, "CDELT3", 1.0, NULL, status);
  if (!full)
    return; /* a stamp's own place is in CHANNELS: no projection of the field */
  write_text (file, "WCSNAMEF", "Focal Plane Coordinates", status);
  write_text (file, "CTYPE1F", "FLON-TAN", status);
  write_text (file, "CTYPE2F", "FLAT-TAN", status);
  write_text (file, "CTYPE3F", "CHANNEL", status);
  write_text (file, "CUNIT1F", "deg", status);
  write_text (file, "CUNIT2F", "deg", status);
  write_number (file, "CRPIX1F", ref_x, NULL, status);
  write_number (file, "CRPIX2F", ref_y, NULL, status);
  write_number (file, "CRPIX3F", 1.0, NULL, status);
  write_number (file, "CRVAL1F", 0.0, NULL, status);
  write_number (file, "CRVAL2F", 0.0, NULL, status);
  write_number (file, "CRVAL3F", 1.0, NULL, status);
  write_number (file, "CDELT1F", cell / 3600.0, NULL, status);
  write_number (file, "CDELT2F", cell / 3600.0, NULL, status);
  write_number (file, "CDELT3F", 1.0, NULL, status);
}

static void
write_cube (fitsfile *file, const PmMapSet *maps, Plane plane, int *status)
{
  gsize nx, ny;
  largest_map (maps, &nx, &ny);
  long axes[3] = { (long) nx, (long) ny, (long) maps->n_maps };
  g_autofree float *image = g_new (float, nx *ny);
  fits_create_img (file, FLOAT_IMG, 3, axes, status);
  write_text (file, "EXTNAME", planes[plane].name, status);
  write_text (file, "BUNIT", planes[plane].unit, status);
  write_wcs (file, maps, all_full (maps), status);
  if (maps->beam_fwhm_arcsec > 0.0)
    {
      write_number (file, "BMAJ", maps->beam_fwhm_arcsec / 3600.0, "deg", status);
      write_number (file, "BMIN", maps->beam_fwhm_arcsec / 3600.0, "deg", status);
    }
  for (gsize m = 0; m < maps->n_maps; m++)
    {
      const PmMap *map = &maps->maps[m];
      for (gsize j = 0; j < ny; j++)
        for (gsize i = 0; i < nx; i++)
          image[j * nx + i] = i < map->nx && j < map->ny ? cell_value (map, j * map->nx + i, plane) : NAN;
      fits_write_img (file, TFLOAT, (LONGLONG) (m * nx * ny) + 1, (LONGLONG) (nx * ny), image, status);
    }
}

/* The mean beam: amplitude 1, source at offset 0. */
static void
write_beam (fitsfile *file, const PmMapSet *maps, int *status)
{
  const PmMap *beam = &maps->beam;
  long axes[2] = { (long) beam->nx, (long) beam->ny };
  if (!beam->signal)
    return;
  fits_create_img (file, FLOAT_IMG, 2, axes, status);
  write_text (file, "EXTNAME", "BEAM", status);
  write_text (file, "WCSNAME", "Offset from the source", status);
  fits_write_comment (file, "mean of the maps, each moved to its source and divided by its amplitude", status);
  write_text (file, "CTYPE1", "XOFFSET", status);
  write_text (file, "CTYPE2", "YOFFSET", status);
  write_text (file, "CUNIT1", "arcsec", status);
  write_text (file, "CUNIT2", "arcsec", status);
  write_number (file, "CRPIX1", maps->beam_grid.ref_x + 1.0, NULL, status);
  write_number (file, "CRPIX2", maps->beam_grid.ref_y + 1.0, NULL, status);
  write_number (file, "CRVAL1", 0.0, NULL, status);
  write_number (file, "CRVAL2", 0.0, NULL, status);
  write_number (file, "CDELT1", maps->beam_grid.cell_arcsec, NULL, status);
  write_number (file, "CDELT2", maps->beam_grid.cell_arcsec, NULL, status);
  fits_write_img (file, TFLOAT, 1, (LONGLONG) (beam->nx * beam->ny), beam->signal, status);
}

/* Which pixel each plane shows, and the offset of its first cell. */
static void
write_channels (fitsfile *file, const PmMapSet *maps, const PmPixelTable *table, int *status)
{
  static const char *const names[] = { "plane", "id", "index", "x_first", "y_first", "nx", "ny" };
  static const char *const forms[] = { "1J", "16A", "1J", "1D", "1D", "1J", "1J" }, *const units[]
                                                                                    = { "", "", "", "arcsec", "arcsec", "", "" };
  fits_create_tbl (file, BINARY_TBL, (LONGLONG) maps->n_maps, G_N_ELEMENTS (names), (char **) names, (char **) forms, (char **) units,
                   "CHANNELS", status);
  for (gsize m = 0; m < maps->n_maps; m++)
    {
      const PmMap *map = &maps->maps[m];
      LONGLONG row = (LONGLONG) m + 1;
      int plane = (int) m + 1, nx = (int) map->nx, ny = (int) map->ny;
      double x = pm_grid_x (&maps->grid, map->x0), y = pm_grid_y (&maps->grid, map->y0);
      char *id = (char *) table->id[map->channel];
      fits_write_col (file, TINT, 1, row, 1, 1, &plane, status);
      fits_write_col (file, TSTRING, 2, row, 1, 1, &id, status);
      fits_write_col (file, TINT, 3, row, 1, 1, &table->index[map->channel], status);
      fits_write_col (file, TDOUBLE, 4, row, 1, 1, &x, status);
      fits_write_col (file, TDOUBLE, 5, row, 1, 1, &y, status);
      fits_write_col (file, TINT, 6, row, 1, 1, &nx, status);
      fits_write_col (file, TINT, 7, row, 1, 1, &ny, status);
    }
}

/* Pairs that FITS has a keyword for get it; all of them stand in HISTORY. Only printable ASCII may stand in a header. */
static void
write_primary (fitsfile *file, const PmPixelTable *table, int *status)
{
  static const char *const keys[][2] = { { "Object", "OBJECT" },     { "Instrument", "INSTRUME" }, { "Scan", "SCANS" },
                                         { "Project", "PROJECT" },   { "Written", "DATE" },        { "PixelMap version", "PMVERS" } };
  long axes[1] = { 0 };
  fits_create_img (file, BYTE_IMG, 0, axes, status);
  write_text (file, "CREATOR", "PixelMap", status);
  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      const char *value = pm_pixel_table_get_meta (table, keys[k][0]);
      g_autofree char *ascii = value ? g_str_to_ascii (value, "C") : NULL;
      if (ascii)
        write_text (file, keys[k][1], ascii, status);
    }
  for (gsize i = 0; i < pm_pixel_table_n_meta (table); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s: %s", pm_pixel_table_meta_key (table, i), pm_pixel_table_meta_value (table, i));
      g_autofree char *ascii = g_str_to_ascii (line, "C");
      fits_write_history (file, ascii, status);
    }
}

gboolean
pm_maps_fits_write (const PmResult *result, const PmPixelTable *table, const char *path, GError **error)
{
  g_autofree char *temp = pm_file_temp_name (path);
  int status = 0, closed = 0;
  fitsfile *file = pm_fits_create (temp, &status);
  write_primary (file, table, &status);
  if (status == 0)
    status = pm_table_fits_append (file, table);
  if (result->maps && result->maps->n_maps > 0 && status == 0)
    {
      write_channels (file, result->maps, table, &status);
      for (int plane = 0; plane < N_PLANES; plane++)
        write_cube (file, result->maps, (Plane) plane, &status);
      write_beam (file, result->maps, &status);
    }
  if (file)
    fits_close_file (file, &closed);
  if (status || closed)
    {
      pm_fits_set_error (error, PM_ERROR_OUTPUT, status ? status : closed, path, "cannot be written");
      g_unlink (temp);
      return FALSE;
    }
  return pm_file_commit (temp, path, error);
}
