/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the files of PmMapsGrid share: pm-maps-grid.c (object, scrolling, thumbnails), -pictures.c, -draw.c,
 * -input.c and -keys.c. Tests use it to press
 * where a pointer would.
 */
#pragma once

#include "pm-grid-cell.h"
#include "pm-maps-grid.h"
#include "pm-text-cache.h"
#include "pm-thumbnailer.h"

G_BEGIN_DECLS

typedef struct
{
  GdkRGBA text, dim, ring, view, border, accent;
} PmGridColours;

struct _PmMapsGrid
{
  GtkWidget parent_instance;

  PmViewModel *model;          /* owned */
  PmPixelSelection *selection; /* owned */
  PmThumbnailer *thumbnailer;  /* owned */
  PmTextCache *texts;          /* owned */
  GtkWidget *cell;             /* child */
  GtkAdjustment *adjustments[2]; /* by GtkOrientation; owned; NULL before a scrolled window sets them */
  gboolean is_allocating;
  guint policies[2];
  int view_width, view_height; /* that the geometry was made for */

  /* What is shown. */
  PmGridGeometry *geometry; /* owned; never NULL once allocated */
  gboolean as_array;
  int size_step;
  PmCut cut;
  int n_map; /* longest edge of the maps, cells */
  double font_scale; /* the user's font over 11 pt */
  gboolean several_groups;
  int n_row_digits, n_column_digits;
  PmGridColours colours;

  /* What the thumbnailer was asked for. */
  gboolean is_wanting_due;  /* other pixels can be seen, or their pictures are out of date */
  gboolean is_look_due;     /* the model's look is newer than the thumbnailer's */
  GArray *visible;          /* int: cells */

  /* Pointer and keys. */
  int anchor;               /* pixel from which ranges extend */
  gboolean is_pressed, is_banding, is_dragging_contrast, keeps_scroll;
  double press_x, press_y;  /* place in the content */
  double band_x, band_y;    /* the other corner */
  double pointer_x, pointer_y; /* place in the widget while banding */
  guint *before;            /* what stays selected while a band is drawn; owned */
  guint n_before;
  guint autoscroll;         /* tick callback */
  PmMapLook look_before;    /* a contrast drag began with */
  double pinch_scale;
  double wheel;             /* what is left of smooth scrolling */
  GtkWidget *menu;          /* child; NULL until it is needed */
};

/* pm-maps-grid.c */
double _pm_maps_grid_get_scroll (PmMapsGrid *self, GtkOrientation orientation);
void   _pm_maps_grid_set_scroll (PmMapsGrid *self, GtkOrientation orientation, double value);
int    _pm_maps_grid_cell_of (PmMapsGrid *self, int pixel); /* PM_CELL_NOWHERE: not shown */
int    _pm_maps_grid_pixel_of (PmMapsGrid *self, int cell); /* PM_PIXEL_NONE for no cell */

/* pm-maps-grid-pictures.c */
int  _pm_maps_grid_edge_of (PmMapsGrid *self, int step); /* of the pictures at a step of the size */
void _pm_maps_grid_set_source (PmMapsGrid *self);        /* the model's result is another one */
void _pm_maps_grid_update_pictures (PmMapsGrid *self);   /* their size or cut is another one */
void _pm_maps_grid_apply_look (PmMapsGrid *self);
void _pm_maps_grid_follow_look (PmMapsGrid *self);
void _pm_maps_grid_collect (PmMapsGrid *self);

/* Fills `visible` with the cells that can be seen, and asks for their pictures if that is due. */
void _pm_maps_grid_find_visible (PmMapsGrid *self);

/* pm-maps-grid-draw.c */
void _pm_maps_grid_look_up_style (PmMapsGrid *self); /* colours, and the size of the font */
void _pm_maps_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/* pm-maps-grid-input.c: x, y in the widget. */
void _pm_maps_grid_add_controllers (PmMapsGrid *self);
void _pm_maps_grid_press (PmMapsGrid *self, double x, double y, GdkModifierType state);
void _pm_maps_grid_drag_to (PmMapsGrid *self, double x, double y);
void _pm_maps_grid_release (PmMapsGrid *self);
void _pm_maps_grid_contrast_begin (PmMapsGrid *self);
void _pm_maps_grid_contrast (PmMapsGrid *self, double dx, double dy);
void _pm_maps_grid_open_menu (PmMapsGrid *self, int pixel, double x, double y);
void _pm_maps_grid_select_between (PmMapsGrid *self, int from, int to, gboolean add);

/* pm-maps-grid-keys.c: whether the key means something here. */
gboolean _pm_maps_grid_key (PmMapsGrid *self, guint key, GdkModifierType state);

G_END_DECLS
