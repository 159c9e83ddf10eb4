/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writes the array drawing to files. Cairo writes into memory, so that a full disk is noticed and no half file is left.
 */
#include "config.h"

#include "pm-array-drawing.h"
#include "pm-error.h"
#include "pm-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#define UNITS_TO_POINTS 0.75
#define PNG_SCALE 2.0

static cairo_status_t
append_cb (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_surface (const char *path, GByteArray *bytes, double width, double height, gboolean *is_png)
{
  *is_png = FALSE;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (g_str_has_suffix (lower, ".pdf") || g_str_has_suffix (lower, ".svg"))
    {
      gboolean is_pdf = g_str_has_suffix (lower, ".pdf");
      cairo_surface_t *surface = (is_pdf ? cairo_pdf_surface_create_for_stream : cairo_svg_surface_create_for_stream) (
        append_cb, bytes, width * UNITS_TO_POINTS, height * UNITS_TO_POINTS);
      if (is_pdf)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "PixelMap " PM_VERSION);
      cairo_surface_set_device_scale (surface, UNITS_TO_POINTS, UNITS_TO_POINTS);
      return surface;
    }
  if (!g_str_has_suffix (lower, ".png"))
    return NULL;
  *is_png = TRUE;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * PNG_SCALE),
                                                         (int) ceil (height * PNG_SCALE));
  cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
  return surface;
}

gboolean
pm_array_drawing_export (const char *path, const PmArrayScene *scene, double width, double height, gboolean keep_view,
                         PmPixelSelection *selection, GError **error)
{
  if (!(width >= 64.0 && width <= 16384.0 && height >= 64.0 && height <= 16384.0))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "%s: a picture of %g x %g; each side must be 64 to 16384", path, width, height);
      return FALSE;
    }
  gboolean is_png;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = new_surface (path, bytes, width, height, &is_png);
  if (!surface)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "%s: pictures are .png, .svg or .pdf", path);
      return FALSE;
    }
  PmArrayScene own = *scene;
  own.snap = FALSE;
  pm_array_drawing_arrange (&own, width, height);
  if (!keep_view)
    pm_array_drawing_fit (&own);
  else if (scene->plot.width > 0.0 && scene->plot.height > 0.0)
    own.scale = scene->scale * MIN (own.plot.width / scene->plot.width, own.plot.height / scene->plot.height);
  cairo_t *cr = cairo_create (surface);
  pm_array_drawing_paint (cr, &own);
  if (selection)
    pm_array_drawing_paint_selection (cr, &own, selection);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (is_png && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: the picture cannot be made: %s", path, cairo_status_to_string (status));
      return FALSE;
    }
  return pm_file_write_atomic (path, (const char *) bytes->data, (gssize) bytes->len, error);
}
