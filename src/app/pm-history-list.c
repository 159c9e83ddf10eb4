/* SPDX-License-Identifier: GPL-3.0-or-later
 * Most pixels have no history: rows are made anew each time.
 */
#include "config.h"

#include "pm-history-list.h"

#include "pm-glyph-image.h"
#include "pm-options.h"
#include "pm-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_ROWS 40
#define MAX_PIXELS 256

struct _PmHistoryList
{
  GtkBox parent_instance;
  guint n_events;
};

/* An event and how many of the pixels it concerned. */
typedef struct
{
  const PmFlagEvent *event;
  guint n_pixels;
} Entry;

G_DEFINE_FINAL_TYPE (PmHistoryList, pm_history_list, GTK_TYPE_BOX)

static void
collect (GArray *entries, PmFlagLog *log, guint pixel)
{
  g_autoptr (GPtrArray) events = pm_flag_log_get_history (log, pixel);
  for (guint i = 0; i < events->len; i++)
    {
      const PmFlagEvent *event = g_ptr_array_index (events, i);
      guint k = 0;
      while (k < entries->len && g_array_index (entries, Entry, k).event != event)
        k++;
      if (k < entries->len)
        g_array_index (entries, Entry, k).n_pixels++;
      else
        g_array_append_val (entries, ((Entry){ event, 1 }));
    }
}

/* The latest first. ISO times sort as text; the sort is stable for events of the same second. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Entry *) b)->event->what.time, ((const Entry *) a)->event->what.time);
}

static char *
dup_headline (const PmFlagEvent *event)
{
  if (event->is_refit)
    {
      g_autofree char *radius = pm_value_text_number (event->radius, 1);
      return event->domain == PM_DOMAIN_MAP ? g_strdup_printf (_("Refit to the map: radius %s″"), radius)
                                            : g_strdup_printf (_("Refit: radius %s″"), radius);
    }
  const char *const words[] = { [PM_FLAG_STATE_BAD] = _("Bad"), [PM_FLAG_STATE_GOOD] = _("Good"), [PM_FLAG_STATE_CLEAR] = _("Cleared") };
  const char *word = words[event->what.state];
  return *event->what.reason ? g_strdup_printf ("%s: %s", word, event->what.reason) : g_strdup (word);
}

/* The day only where it is not today. */
static char *
dup_time (const char *iso)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = *iso ? g_date_time_new_from_iso8601 (iso, utc) : NULL;
  if (!time)
    return g_strdup ("");
  g_autoptr (GDateTime) local = g_date_time_to_local (time), now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now) &&
                   g_date_time_get_year (local) == g_date_time_get_year (now);
  return g_date_time_format (local, today ? "%H:%M" : "%x %H:%M");
}

/* "6 pixels · observer · undone" */
static char *
dup_details (const Entry *entry, gboolean several)
{
  g_autofree char *pixels = g_strdup_printf (ngettext ("%u pixel", "%u pixels", entry->n_pixels), entry->n_pixels);
  const char *parts[4] = { NULL };
  int n = 0;
  if (several)
    parts[n++] = pixels;
  if (*entry->event->what.user)
    parts[n++] = entry->event->what.user;
  if (entry->event->undone)
    parts[n++] = _("undone");
  return g_strjoinv (" · ", (char **) parts);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
append_row (PmHistoryList *self, const Entry *entry, gboolean several)
{
  g_autofree char *headline = dup_headline (entry->event), *time = dup_time (entry->event->what.time);
  g_autofree char *details = dup_details (entry, several);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *glyph = pm_glyph_image_new ();
  GtkWidget *what = make_label (headline, NULL), *when = make_label (time, "pm-dim"), *who = make_label (details, "pm-dim");
  PmMark mark = entry->event->is_refit || entry->event->what.state == PM_FLAG_STATE_CLEAR ? PM_MARK_GOOD
                : entry->event->what.state == PM_FLAG_STATE_BAD                            ? PM_MARK_BAD
                                                                                           : PM_MARK_GOOD_HAND;
  pm_glyph_image_set_mark (PM_GLYPH_IMAGE (glyph), mark, ' ');
  gtk_widget_set_valign (glyph, GTK_ALIGN_START);
  gtk_widget_set_opacity (glyph, mark == PM_MARK_GOOD ? 0.0 : 1.0); /* neither bad nor good: only the place is kept */
  gtk_widget_add_css_class (when, "pm-number");
  gtk_widget_add_css_class (who, "pm-caption");
  gtk_widget_set_hexpand (what, TRUE);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (when), PANGO_ELLIPSIZE_NONE);
  if (entry->event->undone)
    {
      PangoAttrList *struck = pango_attr_list_new ();
      pango_attr_list_insert (struck, pango_attr_strikethrough_new (TRUE));
      gtk_label_set_attributes (GTK_LABEL (what), struck);
      pango_attr_list_unref (struck);
      gtk_widget_add_css_class (what, "pm-dim");
    }
  gtk_box_append (GTK_BOX (first), what);
  gtk_box_append (GTK_BOX (first), when);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), who);
  gtk_box_append (GTK_BOX (row), glyph);
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (self), row);
}

static void
pm_history_list_class_init (PmHistoryListClass *class)
{
}

static void
pm_history_list_init (PmHistoryList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
}

GtkWidget *
pm_history_list_new (void)
{
  return g_object_new (PM_TYPE_HISTORY_LIST, NULL);
}

void
pm_history_list_set_pixels (PmHistoryList *self, PmFlagLog *log, const guint *pixels, guint n)
{
  g_return_if_fail (PM_IS_HISTORY_LIST (self));
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_box_remove (GTK_BOX (self), child);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gsize n_known = log ? pm_flag_log_get_n_pixels (log) : 0;
  for (guint i = 0; i < MIN (n, MAX_PIXELS); i++)
    if (pixels[i] < n_known)
      collect (entries, log, pixels[i]);
  self->n_events = entries->len;
  /* the log's order is the oldest first: turned round, equal times stay in the right order */
  for (guint i = 0; i < entries->len / 2; i++)
    {
      Entry entry = g_array_index (entries, Entry, i);
      g_array_index (entries, Entry, i) = g_array_index (entries, Entry, entries->len - 1 - i);
      g_array_index (entries, Entry, entries->len - 1 - i) = entry;
    }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < MIN (entries->len, MAX_ROWS); i++)
    append_row (self, &g_array_index (entries, Entry, i), n > 1);
}

guint
pm_history_list_get_n_events (PmHistoryList *self)
{
  g_return_val_if_fail (PM_IS_HISTORY_LIST (self), 0);
  return self->n_events;
}
