/* SPDX-License-Identifier: GPL-3.0-or-later
 * What pm-array-view.c and pm-array-view-input.c share.
 */
#pragma once

#include "pm-array-card.h"
#include "pm-array-cell.h"
#include "pm-array-view.h"

G_BEGIN_DECLS

typedef enum
{
  PM_ARRAY_DRAG_NONE,
  PM_ARRAY_DRAG_PRESS,     /* may become a click or a drag */
  PM_ARRAY_DRAG_MENU,
  PM_ARRAY_DRAG_PAN,
  PM_ARRAY_DRAG_RECTANGLE,
  PM_ARRAY_DRAG_LASSO,
  PM_ARRAY_DRAG_LOW,       /* limits */
  PM_ARRAY_DRAG_HIGH,
} PmArrayDrag;

typedef enum
{
  PM_ARRAY_TOOL_POINTER,
  PM_ARRAY_TOOL_RECTANGLE,
  PM_ARRAY_TOOL_LASSO,
} PmArrayTool;

typedef struct
{
  gboolean by_user;
  double low, high;
} PmArrayLimits;

struct _PmArrayView
{
  GtkWidget parent_instance;

  /* Owned */
  PmViewModel *model;
  PmPixelSelection *selection;  /* of the model */
  PmArrayLayout *layout;
  cairo_surface_t *ground;      /* all that does not depend on pointer and selection; NULL: to be drawn */
  PmArrayCard *card;            /* of the hovered pixel; NULL: none, or to be made */
  GtkWidget *cell;              /* child with the focus */
  GtkWidget *menu;              /* child, NULL until it is needed */
  guint settle_id;              /* timeout that ends the draft after pan and zoom; 0: none */
  GCancellable *cancellable;    /* of the layout that is being made; NULL: none is */
  char *group;
  guint8 *hidden;               /* pixels that the filter leaves out; NULL: none */
  GArray *lasso;                /* of double: x, y, x, y */

  PmViewport viewport;
  PmArrayScene scene;
  PmArrayQuantity quantity;
  PmArrayTool tool;
  gboolean side_by_side, arrangement_chosen, at_nominal, card_map, frozen;
  PmArrayLimits limits[PM_N_ARRAY_QUANTITIES];
  PmArrayLimits automatic;      /* of the quantity shown; by_user is not used */
  PmArrayQuantity automatic_for;
  gconstpointer automatic_options, automatic_maps; /* identify the reduction they are from; never dereferenced */
  int automatic_rounds;

  /* Input */
  PmArrayDrag drag;
  guint drag_button;
  GdkModifierType drag_modifiers;
  double drag_x, drag_y;        /* where it began */
  double last_x, last_y;        /* where it is */
  double drag_low, drag_high;   /* limits when it began */
  double pointer_x, pointer_y;
  double pinch_scale;
  gboolean pointer_inside, space_held;
};

/* Something of the static layer changed; something on top did. */
void pm_array_view_invalidate (PmArrayView *self);
void pm_array_view_view_changed (PmArrayView *self); /* pan or zoom */

/* Another layout for other choices. */
void pm_array_view_rebuild (PmArrayView *self);

void pm_array_view_emit_changed (PmArrayView *self);
void pm_array_view_emit_pointer_moved (PmArrayView *self);

/* pm-array-view-properties.c */
void pm_array_view_install_properties (GObjectClass *class);
void pm_array_view_toggle (PmArrayView *self, const char *property);

/* pm-array-view-input.c */
void     pm_array_view_add_controllers (PmArrayView *self);
void     pm_array_view_pan (PmArrayView *self, double dx, double dy);
void     pm_array_view_open_menu (PmArrayView *self, double x, double y);
void     pm_array_view_update_cursor (PmArrayView *self);
gboolean pm_array_view_cancel_drag (PmArrayView *self); /* FALSE: there is none */

/* pm-array-view-limits.c. The grip under a point: PM_ARRAY_DRAG_LOW, _HIGH or _NONE; whether a point is on the bar; a grip was dragged
 * to a point. */
void        pm_array_view_update_limits (PmArrayView *self);
PmArrayDrag pm_array_view_find_grip (PmArrayView *self, double x, double y);
gboolean    pm_array_view_is_on_bar (PmArrayView *self, double x, double y);
void        pm_array_view_drag_limit (PmArrayView *self, double x, double y);
void        pm_array_view_draw_grips (PmArrayView *self, cairo_t *cr);

G_END_DECLS
