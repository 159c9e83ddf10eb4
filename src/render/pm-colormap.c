/* SPDX-License-Identifier: GPL-3.0-or-later
 * Colour maps. Most are a few control points with straight lines between them in RGB.
 *
 * inferno and viridis follow the maps of S. van der Walt and N. Smith (2015, CC0), cividis the one of J. Nunez, C. Anderton and R. Renslow
 * (PLoS ONE 13, e0199239, 2018). The 17 points of each were fitted to the 256 published colours (least squares, reweighted towards the
 * smallest largest error). Measured, in steps of 8-bit channels: inferno at most 4 (rms 1.2), viridis at most 4 (rms 0.8), cividis at
 * most 5 (rms 1.6): below what the eye tells apart side by side.
 * cubehelix is computed from its formula (D. Green, Bull. Astr. Soc. India 39, 289, 2011; start 0.5, -1.5 rotations, hue 1, gamma 1).
 * The points of grey, heat and coupling are PixelMap's own.
 */
#include "config.h"

#include "pm-colormap.h"

#include <math.h>

static const guint32 inferno[] = {
  0x000003, 0x090823, 0x210c4b, 0x3c0967, 0x570f6c, 0x701970, 0x8a2267, 0xa22b65, 0xbb3652,
  0xd14648, 0xe4592f, 0xf17122, 0xfa8d07, 0xfcab0c, 0xf9ca35, 0xf1e962, 0xfaffa6,
};
static const guint32 viridis[] = {
  0x450154, 0x48186b, 0x472d7b, 0x434086, 0x3b528b, 0x33638d, 0x2c728e, 0x26818e, 0x21908d,
  0x1e9f88, 0x26ae82, 0x3ebc71, 0x5cc965, 0x82d349, 0xaadc35, 0xd5e217, 0xfee722,
};
static const guint32 cividis[] = {
  0x05204b, 0x002a6c, 0x05356e, 0x31416b, 0x3c4c6b, 0x56596c, 0x5b636f, 0x737072, 0x787a78,
  0x8f8878, 0x999378, 0xaea171, 0xbaae71, 0xd0bc64, 0xddcb60, 0xf4da4d, 0xffe941,
};
static const guint32 grey[] = { 0x000000, 0xffffff };
static const guint32 heat[] = { 0x000000, 0x8c0000, 0xff2d00, 0xff9600, 0xffe14b, 0xffffff };
static const guint32 coupling[] = {
  0x12406f, 0x2a6aa8, 0x6a9fce, 0xaecbe2, 0xe2e2e0, 0xecc9a0, 0xdd9650, 0xb9641a, 0x7a3b06,
};

typedef struct
{
  const char *name;
  const guint32 *points; /* NULL: computed */
  guint n_points;
} Map;

static const Map maps[PM_N_COLORMAPS] = {
  [PM_COLORMAP_INFERNO] = { "inferno", inferno, G_N_ELEMENTS (inferno) },
  [PM_COLORMAP_VIRIDIS] = { "viridis", viridis, G_N_ELEMENTS (viridis) },
  [PM_COLORMAP_CIVIDIS] = { "cividis", cividis, G_N_ELEMENTS (cividis) },
  [PM_COLORMAP_GREY] = { "grey", grey, G_N_ELEMENTS (grey) },
  [PM_COLORMAP_CUBEHELIX] = { "cubehelix", NULL, 0 },
  [PM_COLORMAP_HEAT] = { "heat", heat, G_N_ELEMENTS (heat) },
  [PM_COLORMAP_COUPLING] = { "coupling", coupling, G_N_ELEMENTS (coupling) },
};

static guint32
pack (const double rgb[3])
{
  guint32 pixel = 0xff;
  for (int c = 0; c < 3; c++)
    pixel = pixel << 8 | (guint32) (CLAMP (rgb[c], 0.0, 255.0) + 0.5);
  return pixel;
}

static guint32
interpolate (const Map *map, double position)
{
  double place = position * (map->n_points - 1);
  guint k = MIN ((guint) place, map->n_points - 2);
  double rgb[3];
  for (int c = 0; c < 3; c++)
    {
      int shift = 16 - 8 * c;
      double low = map->points[k] >> shift & 0xff, high = map->points[k + 1] >> shift & 0xff;
      rgb[c] = low + (place - k) * (high - low);
    }
  return pack (rgb);
}

static guint32
cubehelix (double position)
{
  double angle = 2.0 * G_PI * (0.5 / 3.0 + 1.0 - 1.5 * position), amplitude = 0.5 * position * (1.0 - position);
  double cosine = amplitude * cos (angle), sine = amplitude * sin (angle);
  double rgb[3] = {
    255.0 * (position - 0.14861 * cosine + 1.78277 * sine),
    255.0 * (position - 0.29227 * cosine - 0.90649 * sine),
    255.0 * (position + 1.97294 * cosine),
  };
  return pack (rgb);
}

/* Where entry i of the table stands on the map. With 256 entries the middle lies between two of them: both get the neutral colour of the
 * coupling map, so that a value of exactly 1 looks neutral. */
static double
position_of_entry (PmColormap map, guint i)
{
  const guint half = PM_COLORMAP_SIZE / 2;
  if (map != PM_COLORMAP_COUPLING)
    return (double) i / (PM_COLORMAP_SIZE - 1);
  return i < half ? 0.5 * i / (half - 1) : 0.5 + 0.5 * (i - half) / (half - 1);
}

const char *
pm_colormap_get_name (PmColormap map)
{
  g_return_val_if_fail ((guint) map < PM_N_COLORMAPS, NULL);
  return maps[map].name;
}

gboolean
pm_colormap_from_name (const char *name, PmColormap *map)
{
  g_return_val_if_fail (name && map, FALSE);
  for (guint i = 0; i < PM_N_COLORMAPS; i++)
    if (g_str_equal (maps[i].name, name))
      {
        *map = (PmColormap) i;
        return TRUE;
      }
  return FALSE;
}

void
pm_colormap_fill (PmColormap map, gboolean inverted, guint32 table[PM_COLORMAP_SIZE])
{
  g_return_if_fail ((guint) map < PM_N_COLORMAPS);
  for (guint i = 0; i < PM_COLORMAP_SIZE; i++)
    {
      double position = position_of_entry (map, i);
      table[inverted ? PM_COLORMAP_SIZE - 1 - i : i] = maps[map].points ? interpolate (&maps[map], position) : cubehelix (position);
    }
}
