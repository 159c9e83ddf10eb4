/* SPDX-License-Identifier: GPL-3.0-or-later
 * Events go through a connection of their own, so that Xlib's state in GDK is left alone. When the server has answered, GDK's connection
 * has the event; a hook counts what arrives at the surfaces, before anything there handles it. As it is asked between two turns of the
 * main loop only, an event that was counted has been handled too.
 */
#include "pm-test-input.h"

#include "pm-test-wait.h"

#include <X11/XKBlib.h>
#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <gdk/x11/gdkx.h>
#include <math.h>

#define DRAG_STEP 7.0 /* px: above the thresholds of drags, so that each motion of a drag counts */

struct _PmTestInput
{
  Display *display; /* own */
  gulong hook;      /* of the signal */
  guint n_presses, n_releases, n_scrolls, n_keys, n_key_ends;
  double root_x, root_y; /* where a surface last saw the pointer, on the screen */
  gboolean has_seen;
};

/* What arrives */

static void
remember_place (PmTestInput *self, GdkEvent *event)
{
  GdkSurface *surface = gdk_event_get_surface (event);
  double x, y;
  Window child;
  int origin_x, origin_y;
  if (!surface || !GDK_IS_X11_SURFACE (surface) || !gdk_event_get_position (event, &x, &y))
    return;
  XTranslateCoordinates (self->display, gdk_x11_surface_get_xid (surface), DefaultRootWindow (self->display), 0, 0, &origin_x, &origin_y,
                         &child);
  self->root_x = origin_x + x;
  self->root_y = origin_y + y;
  self->has_seen = TRUE;
}

/* For all windows and popovers of the program, which are surfaces each. */
static gboolean
event_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  PmTestInput *self = data;
  GdkEvent *event = g_value_peek_pointer (&values[1]);
  switch (gdk_event_get_event_type (event))
    {
    case GDK_MOTION_NOTIFY:
    case GDK_ENTER_NOTIFY:
      remember_place (self, event);
      break;
    case GDK_BUTTON_PRESS:
      self->n_presses++;
      break;
    case GDK_BUTTON_RELEASE:
      self->n_releases++;
      break;
    case GDK_SCROLL:
      self->n_scrolls++;
      break;
    case GDK_KEY_PRESS:
      self->n_keys++;
      break;
    case GDK_KEY_RELEASE:
      self->n_key_ends++;
      break;
    default:
      break;
    }
  return TRUE; /* again */
}

static void
focus_window (PmTestInput *self, Window window)
{
  XRaiseWindow (self->display, window);
  XSetInputFocus (self->display, window, RevertToPointerRoot, CurrentTime);
  XSync (self->display, False);
}

static Window
xid_of (GtkWindow *window)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
}

PmTestInput *
pm_test_input_new (GtkWindow *window)
{
  PmTestInput *self = g_new0 (PmTestInput, 1);
  int unused;
  self->display = XOpenDisplay (NULL);
  g_assert_nonnull (self->display);
  g_assert_true (XTestQueryExtension (self->display, &unused, &unused, &unused, &unused));
  self->hook = g_signal_add_emission_hook (g_signal_lookup ("event", GDK_TYPE_SURFACE), 0, event_cb, self, NULL);
  if (!window)
    return self;
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)) && gtk_widget_get_width (GTK_WIDGET (window)) > 0);
  focus_window (self, xid_of (window));
  pm_test_wait_until (gtk_window_is_active (window));
  return self;
}

void
pm_test_input_free (PmTestInput *self)
{
  g_signal_remove_emission_hook (g_signal_lookup ("event", GDK_TYPE_SURFACE), self->hook);
  XCloseDisplay (self->display);
  g_free (self);
}

/* Modifiers */

static guint
keycode_of (PmTestInput *self, guint keyval, gboolean *shift)
{
  KeyCode code = XKeysymToKeycode (self->display, keyval);
  g_assert_cmpuint (code, !=, 0);
  *shift = XkbKeycodeToKeysym (self->display, code, 0, 0) != keyval && XkbKeycodeToKeysym (self->display, code, 0, 1) == keyval;
  return code;
}

/* How many events that makes. */
static guint
hold (PmTestInput *self, GdkModifierType modifiers, gboolean down)
{
  static const struct
  {
    GdkModifierType modifier;
    KeySym key;
  } keys[] = { { GDK_SHIFT_MASK, XK_Shift_L }, { GDK_CONTROL_MASK, XK_Control_L }, { GDK_ALT_MASK, XK_Alt_L } };
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (modifiers & keys[i].modifier)
      {
        XTestFakeKeyEvent (self->display, XKeysymToKeycode (self->display, keys[i].key), down, CurrentTime);
        n++;
      }
  return n;
}

static void
hold_and_wait (PmTestInput *self, GdkModifierType modifiers, gboolean down)
{
  guint n_keys = self->n_keys + self->n_key_ends, n = hold (self, modifiers, down);
  XSync (self->display, False);
  pm_test_wait_until (self->n_keys + self->n_key_ends >= n_keys + n);
}

/* The pointer */

/* From a widget to the screen, in whole pixels. */
static void
find_place (PmTestInput *self, GtkWidget *widget, double x, double y, int *root_x, int *root_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t point;
  double offset_x, offset_y;
  Window child;
  int origin_x, origin_y;
  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT ((float) x, (float) y), &point));
  gtk_native_get_surface_transform (native, &offset_x, &offset_y);
  XTranslateCoordinates (self->display, gdk_x11_surface_get_xid (gtk_native_get_surface (native)), DefaultRootWindow (self->display), 0, 0,
                         &origin_x, &origin_y, &child);
  *root_x = origin_x + (int) floor (point.x + offset_x);
  *root_y = origin_y + (int) floor (point.y + offset_y);
}

/* A pointer that is there already makes no event: it is moved away by a pixel first. */
static void
move_to (PmTestInput *self, int root_x, int root_y)
{
  Window root, child;
  int x, y, window_x, window_y;
  unsigned mask;
  XQueryPointer (self->display, DefaultRootWindow (self->display), &root, &child, &x, &y, &window_x, &window_y, &mask);
  if (x == root_x && y == root_y)
    XTestFakeMotionEvent (self->display, DefaultScreen (self->display), root_x + 1, root_y, CurrentTime);
  self->has_seen = FALSE;
  XTestFakeMotionEvent (self->display, DefaultScreen (self->display), root_x, root_y, CurrentTime);
  XSync (self->display, False);
  pm_test_wait_until (self->has_seen && fabs (self->root_x - root_x) < 1.0 && fabs (self->root_y - root_y) < 1.0);
}

void
pm_test_input_move (PmTestInput *self, GtkWidget *widget, double x, double y)
{
  int root_x, root_y;
  find_place (self, widget, x, y, &root_x, &root_y);
  move_to (self, root_x, root_y);
}

static void
press (PmTestInput *self, guint button)
{
  guint n = self->n_presses;
  XTestFakeButtonEvent (self->display, button, True, CurrentTime);
  XSync (self->display, False);
  pm_test_wait_until (self->n_presses > n);
}

static void
release (PmTestInput *self, guint button)
{
  guint n = self->n_releases;
  XTestFakeButtonEvent (self->display, button, False, CurrentTime);
  XSync (self->display, False);
  pm_test_wait_until (self->n_releases > n);
}

void
pm_test_input_click_at (PmTestInput *self, GtkWidget *widget, double x, double y, guint button, GdkModifierType modifiers)
{
  pm_test_input_move (self, widget, x, y);
  hold_and_wait (self, modifiers, TRUE);
  press (self, button);
  release (self, button);
  hold_and_wait (self, modifiers, FALSE);
}

/* Whether the pointer would reach its middle: it is there, in sight, sensitive, and nothing lies above it. */
static gboolean
is_reachable (GtkWidget *widget)
{
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  graphene_point_t point;
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget) ||
      !gtk_widget_compute_point (widget, native, &GRAPHENE_POINT_INIT (0.5f * width, 0.5f * height), &point))
    return FALSE;
  GtkWidget *there = gtk_widget_pick (native, point.x, point.y, GTK_PICK_DEFAULT);
  return there && (there == widget || gtk_widget_is_ancestor (there, widget));
}

void
pm_test_input_click (PmTestInput *self, GtkWidget *widget)
{
  pm_test_wait_until (gtk_widget_get_mapped (widget));
  gtk_test_widget_wait_for_draw (widget); /* what was changed just now may have moved it */
  pm_test_wait_until (is_reachable (widget));
  pm_test_input_click_at (self, widget, 0.5 * gtk_widget_get_width (widget), 0.5 * gtk_widget_get_height (widget), GDK_BUTTON_PRIMARY, 0);
}

void
pm_test_input_drag (PmTestInput *self, GtkWidget *widget, const double (*points)[2], gsize n, guint button, GdkModifierType modifiers)
{
  pm_test_input_move (self, widget, points[0][0], points[0][1]);
  hold_and_wait (self, modifiers, TRUE);
  press (self, button);
  for (gsize i = 1; i < n; i++)
    {
      double dx = points[i][0] - points[i - 1][0], dy = points[i][1] - points[i - 1][1];
      int n_steps = MAX (1, (int) ceil (hypot (dx, dy) / DRAG_STEP));
      for (int k = 1; k <= n_steps; k++)
        pm_test_input_move (self, widget, points[i - 1][0] + dx * k / n_steps, points[i - 1][1] + dy * k / n_steps);
    }
  release (self, button);
  hold_and_wait (self, modifiers, FALSE);
}

void
pm_test_input_wheel (PmTestInput *self, GtkWidget *widget, double x, double y, int n_steps, GdkModifierType modifiers)
{
  guint button = n_steps > 0 ? 4 : 5, n = (guint) ABS (n_steps);
  pm_test_input_move (self, widget, x, y);
  hold_and_wait (self, modifiers, TRUE);
  for (guint k = 0; k < n; k++)
    {
      guint n_scrolls = self->n_scrolls;
      XTestFakeButtonEvent (self->display, button, True, CurrentTime);
      XTestFakeButtonEvent (self->display, button, False, CurrentTime);
      XSync (self->display, False);
      pm_test_wait_until (self->n_scrolls > n_scrolls);
    }
  hold_and_wait (self, modifiers, FALSE);
}

/* Keys: down and up at once, so that the server never repeats one. */

static guint
send_key (PmTestInput *self, const char *accelerator)
{
  guint keyval;
  gboolean shift;
  GdkModifierType modifiers;
  g_assert_true (gtk_accelerator_parse (accelerator, &keyval, &modifiers));
  guint code = keycode_of (self, keyval, &shift);
  if (shift)
    modifiers |= GDK_SHIFT_MASK;
  guint n = hold (self, modifiers, TRUE) + 1;
  XTestFakeKeyEvent (self->display, code, True, CurrentTime);
  XTestFakeKeyEvent (self->display, code, False, CurrentTime);
  hold (self, modifiers, FALSE);
  XSync (self->display, False);
  return n;
}

/* The key may close what had it: then its end goes elsewhere and is not waited for. */
void
pm_test_input_key (PmTestInput *self, const char *accelerator)
{
  guint n_keys = self->n_keys, n = send_key (self, accelerator);
  pm_test_wait_until (self->n_keys >= n_keys + n);
}

void
pm_test_input_type (PmTestInput *self, const char *text)
{
  for (; *text; text++)
    {
      const char letter[] = { *text, '\0' };
      pm_test_input_key (self, *text == ' ' ? "space" : letter);
    }
}

/* Other processes */

/* The window of the process among the children of `parent`; None. */
static Window
find_child (PmTestInput *self, Window parent, GPid pid)
{
  Window root, up, *children = NULL, found = None;
  unsigned n = 0;
  Atom pid_atom = XInternAtom (self->display, "_NET_WM_PID", False);
  if (!XQueryTree (self->display, parent, &root, &up, &children, &n))
    return None;
  for (unsigned i = 0; i < n; i++)
    {
      Atom type;
      int format;
      unsigned long n_items = 0, left;
      unsigned char *data = NULL;
      XWindowAttributes attributes;
      XGetWindowProperty (self->display, children[i], pid_atom, 0, 1, False, XA_CARDINAL, &type, &format, &n_items, &left, &data);
      if (n_items == 1 && *(unsigned long *) (gpointer) data == (unsigned long) pid &&
          XGetWindowAttributes (self->display, children[i], &attributes) && attributes.map_state == IsViewable && attributes.width > 100)
        found = children[i];
      if (data)
        XFree (data);
    }
  if (children)
    XFree (children);
  return found;
}

gulong
pm_test_input_find_window (PmTestInput *self, GPid pid)
{
  Window window = None;
  pm_test_wait_until ((window = find_child (self, DefaultRootWindow (self->display), pid)) != None);
  focus_window (self, window);
  return window;
}

void
pm_test_input_send_key (PmTestInput *self, gulong window, const char *accelerator)
{
  Window focus;
  int revert;
  XGetInputFocus (self->display, &focus, &revert);
  if (focus != window)
    focus_window (self, window);
  send_key (self, accelerator);
}

char *
pm_test_input_dup_title (PmTestInput *self, gulong window)
{
  Atom type, utf8 = XInternAtom (self->display, "UTF8_STRING", False);
  int format;
  unsigned long n_items, left;
  unsigned char *data = NULL;
  XGetWindowProperty (self->display, window, XInternAtom (self->display, "_NET_WM_NAME", False), 0, 256, False, utf8, &type, &format,
                      &n_items, &left, &data);
  char *title = data ? g_strndup ((char *) data, n_items) : NULL;
  if (data)
    XFree (data);
  return title;
}
