/* SPDX-License-Identifier: GPL-3.0-or-later
 * Flag files. Order is history: entries are kept as they come and the last one of a pixel counts.
 */
#include "pm-flag-file.h"
#include "pm-ecsv.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-number.h"

#include <math.h>
#include <string.h>

enum
{
  COLUMN_ID,
  COLUMN_STATE,
  COLUMN_REASON,
  COLUMN_USER,
  COLUMN_TIME,
  COLUMN_RADIUS,
  COLUMN_X0,
  COLUMN_Y0,
  COLUMN_DOMAIN,
  N_FILE_COLUMNS
};

static const struct
{
  const char *name, *unit, *datatype, *description;
} columns[N_FILE_COLUMNS] = {
  { "id", "", "string", "Name of the pixel as the instrument writes it" },
  { "state", "", "string", "bad, good, clear (takes back what was decided before), or - for a refit only" },
  { "reason", "", "string", "Why" },
  { "user", "", "string", "Who" },
  { "time", "", "string", "When, ISO 8601" },
  { "radius", "arcsec", "float64", "Refit: radius of the window" },
  { "x0", "arcsec", "float64", "Refit: where to start in the map, nan to choose" },
  { "y0", "arcsec", "float64", "Refit: where to start in the map, nan to choose" },
  { "domain", "", "string", "Refit: to what, time (samples) or map; -: as the reduction does" },
};

static const char *const state_words[] = { "bad", "good", "clear" };
static const char *const domain_words[] = { [PM_DOMAIN_TIME] = "time", [PM_DOMAIN_MAP] = "map" };

static void
free_entry (gpointer data)
{
  PmFlagEntry *entry = data;
  g_free (entry->id);
  g_free (entry->reason);
  g_free (entry->user);
  g_free (entry->time);
  g_free (entry);
}

static void
free_refit (gpointer data)
{
  PmRefit *refit = data;
  g_free (refit->id);
  g_free (refit->user);
  g_free (refit->time);
  g_free (refit);
}

PmFlagFile *
pm_flag_file_new (void)
{
  PmFlagFile *self = g_new (PmFlagFile, 1);
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  self->refits = g_ptr_array_new_with_free_func (free_refit);
  return self;
}

void
pm_flag_file_free (PmFlagFile *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->refits);
  g_free (self);
}

static char *
copy_text (const char *text)
{
  return g_utf8_make_valid (text ? text : "", -1);
}

void
pm_flag_file_add (PmFlagFile *self, const char *id, PmFlagState state, const char *reason, const char *user, const char *time)
{
  g_return_if_fail ((guint) state < G_N_ELEMENTS (state_words));
  PmFlagEntry *entry = g_new (PmFlagEntry, 1);
  entry->id = copy_text (id);
  entry->state = state;
  entry->reason = copy_text (reason);
  entry->user = copy_text (user);
  entry->time = copy_text (time);
  g_ptr_array_add (self->entries, entry);
}

PmRefit *
pm_flag_file_add_refit (PmFlagFile *self, const char *id, double radius, double x0, double y0, int domain)
{
  PmRefit *refit = g_new (PmRefit, 1);
  refit->id = copy_text (id);
  refit->user = copy_text (NULL);
  refit->time = copy_text (NULL);
  refit->radius = radius;
  refit->x0 = x0;
  refit->y0 = y0;
  refit->domain = domain;
  g_ptr_array_add (self->refits, refit);
  return refit;
}

void
pm_refit_set_author (PmRefit *self, const char *user, const char *time)
{
  g_free (self->user);
  g_free (self->time);
  self->user = copy_text (user);
  self->time = copy_text (time);
}

const char *
pm_flag_state_to_string (PmFlagState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_words), NULL);
  return state_words[state];
}

PmPixelManual
pm_flag_state_to_manual (PmFlagState state)
{
  return state == PM_FLAG_STATE_BAD ? PM_MANUAL_BAD : state == PM_FLAG_STATE_GOOD ? PM_MANUAL_GOOD : PM_MANUAL_NONE;
}

static const char *
cell_of (const char *const *cells, int place)
{
  return place >= 0 ? cells[place] : "";
}

static gboolean
check_time (const PmEcsv *ecsv, const char *when, const int *place, GError **error)
{
  if (*when == '\0' || strcmp (when, "-") == 0)
    return TRUE;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (when, utc);
  return time || pm_ecsv_fail (ecsv, place[COLUMN_TIME], "a time like 2026-01-31T12:00:00Z", when, error);
}

static gboolean
read_entry (PmFlagFile *self, const PmEcsv *ecsv, const char *const *cells, const int *place, GError **error)
{
  const char *word = cell_of (cells, place[COLUMN_STATE]), *when = cell_of (cells, place[COLUMN_TIME]);
  if (*word == '\0' || strcmp (word, "-") == 0)
    return TRUE;
  guint state = 0;
  while (state < G_N_ELEMENTS (state_words) && strcmp (word, state_words[state]) != 0)
    state++;
  if (state == G_N_ELEMENTS (state_words))
    return pm_ecsv_fail (ecsv, place[COLUMN_STATE], "bad, good, clear or -", word, error);
  if (!check_time (ecsv, when, place, error))
    return FALSE;
  pm_flag_file_add (self, cells[place[COLUMN_ID]], (PmFlagState) state, cell_of (cells, place[COLUMN_REASON]),
                    cell_of (cells, place[COLUMN_USER]), strcmp (when, "-") == 0 ? "" : when);
  return TRUE;
}

static gboolean
read_refit (PmFlagFile *self, const PmEcsv *ecsv, const char *const *cells, const int *place, GError **error)
{
  double v[3] = { NAN, NAN, NAN };
  for (int i = 0; i < 3; i++)
    {
      const char *cell = cell_of (cells, place[COLUMN_RADIUS + i]);
      if (!pm_number_parse (cell, &v[i]) || (i == 0 && v[0] <= 0.0))
        return pm_ecsv_fail (ecsv, place[COLUMN_RADIUS + i], i == 0 ? "a number above 0 or nan" : "a finite number or nan", cell, error);
    }
  const char *word = cell_of (cells, place[COLUMN_DOMAIN]);
  int domain = (int) G_N_ELEMENTS (domain_words) - 1;
  while (domain >= 0 && strcmp (word, domain_words[domain]) != 0)
    domain--;
  if (domain < 0 && *word != '\0' && strcmp (word, "-") != 0)
    return pm_ecsv_fail (ecsv, place[COLUMN_DOMAIN], "time, map or -", word, error);
  if (isnan (v[0]))
    return TRUE;
  const char *when = cell_of (cells, place[COLUMN_TIME]);
  if (!check_time (ecsv, when, place, error))
    return FALSE;
  PmRefit *refit = pm_flag_file_add_refit (self, cells[place[COLUMN_ID]], v[0], v[1], v[2], domain);
  pm_refit_set_author (refit, cell_of (cells, place[COLUMN_USER]), strcmp (when, "-") == 0 ? "" : when);
  return TRUE;
}

static gboolean
find_columns (const PmEcsv *ecsv, const char *path, int *place, GError **error)
{
  for (int c = 0; c < N_FILE_COLUMNS; c++)
    {
      place[c] = pm_ecsv_find_column (ecsv, columns[c].name);
      if (place[c] < 0 || *columns[c].unit == '\0')
        continue;
      const PmEcsvColumn *info = g_ptr_array_index (pm_ecsv_header (ecsv)->columns, (guint) place[c]);
      if (*info->unit != '\0' && strcmp (info->unit, columns[c].unit) != 0)
        return pm_ecsv_fail (ecsv, place[c], "the unit arcsec", info->unit, error);
    }
  if (place[COLUMN_ID] >= 0 && (place[COLUMN_STATE] >= 0 || place[COLUMN_RADIUS] >= 0))
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected the columns 'id' and 'state' or 'radius', found others", path);
  return FALSE;
}

PmFlagFile *
pm_flag_file_read (const char *path, GError **error)
{
  g_autoptr (PmEcsv) ecsv = pm_ecsv_open (path, error);
  int place[N_FILE_COLUMNS];
  if (!ecsv || !find_columns (ecsv, path, place, error))
    return NULL;
  gsize n_rows = pm_ecsv_count_rows (ecsv);
  if (n_rows > PM_PIXEL_TABLE_MAX_ROWS)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected at most %d rows, found %" G_GSIZE_FORMAT, path, PM_PIXEL_TABLE_MAX_ROWS,
                   n_rows);
      return NULL;
    }
  g_autoptr (PmFlagFile) self = pm_flag_file_new ();
  for (gsize row = 0; row < n_rows; row++)
    {
      const char *const *cells = pm_ecsv_next (ecsv, error);
      if (!cells)
        return NULL;
      if (*cells[place[COLUMN_ID]] == '\0')
        {
          pm_ecsv_fail (ecsv, place[COLUMN_ID], "the name of a pixel", "", error);
          return NULL;
        }
      if (!read_entry (self, ecsv, cells, place, error) || !read_refit (self, ecsv, cells, place, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

static void
append_text_cells (GString *out, const char *id, const char *state, const char *reason, const char *user, const char *time)
{
  const char *cells[] = { id, state, reason, user, time };
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      pm_ecsv_append_cell (out, cells[i]);
    }
}

/* How many columns are needed: the last ones are those of refits, and of refits in a domain. */
static int
count_columns (const PmFlagFile *self)
{
  for (guint i = 0; i < self->refits->len; i++)
    if (((const PmRefit *) g_ptr_array_index (self->refits, i))->domain >= 0)
      return N_FILE_COLUMNS;
  return self->refits->len > 0 ? COLUMN_DOMAIN : COLUMN_RADIUS;
}

gboolean
pm_flag_file_write (const PmFlagFile *self, const char *path, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  int n_columns = count_columns (self);
  pm_ecsv_header_begin (out);
  for (int c = 0; c < n_columns; c++)
    pm_ecsv_header_append_column (out, columns[c].name, columns[c].unit, columns[c].datatype, columns[c].description);
  for (int c = 0; c < n_columns; c++)
    g_string_append_printf (out, "%s%c", columns[c].name, c + 1 < n_columns ? ' ' : '\n');
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PmFlagEntry *entry = g_ptr_array_index (self->entries, i);
      append_text_cells (out, entry->id, state_words[entry->state], entry->reason, entry->user, entry->time);
      g_string_append (out, n_columns > COLUMN_RADIUS ? " nan nan nan" : "");
      g_string_append (out, n_columns > COLUMN_DOMAIN ? " -\n" : "\n");
    }
  for (guint i = 0; i < self->refits->len; i++)
    {
      const PmRefit *refit = g_ptr_array_index (self->refits, i);
      const double v[] = { refit->radius, refit->x0, refit->y0 };
      append_text_cells (out, refit->id, "-", "", refit->user, refit->time);
      for (int k = 0; k < 3; k++)
        {
          g_string_append_c (out, ' ');
          pm_number_append (out, v[k]);
        }
      if (n_columns > COLUMN_DOMAIN)
        g_string_append_printf (out, " %s", refit->domain >= 0 ? domain_words[refit->domain] : "-");
      g_string_append_c (out, '\n');
    }
  return pm_file_write_atomic (path, out->str, (gssize) out->len, error);
}

gsize
pm_flag_file_apply (const PmFlagFile *self, PmPixelTable *table)
{
  g_autoptr (GHashTable) rows = pm_pixel_table_hash_ids (table);
  gsize n_unknown = 0;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PmFlagEntry *entry = g_ptr_array_index (self->entries, i);
      gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, entry->id));
      if (row-- == 0)
        {
          n_unknown++;
          continue;
        }
      table->manual[row] = pm_flag_state_to_manual (entry->state);
      table->flags[row] &= ~(guint32) PM_FLAG_BY_HAND;
      if (entry->state == PM_FLAG_STATE_BAD)
        table->flags[row] |= PM_FLAG_BY_HAND;
      PmPixelStatus status = pm_pixel_status_derive (table->flags[row], table->manual[row]);
      /* No word of a person makes a fit where there is none. */
      if (table->status[row] == PM_PIXEL_GOOD || table->status[row] == PM_PIXEL_FLAGGED)
        table->status[row] = status;
    }
  return n_unknown;
}

PmPixelManual *
pm_flag_file_manual (const PmFlagFile *self, const PmInstrument *instrument, gsize *n_unknown)
{
  PmPixelManual *manual = g_new0 (PmPixelManual, instrument->n_channels);
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (instrument->n_channels);
  for (gsize c = 0; c < instrument->n_channels; c++)
    pm_pixel_table_set_id (table, c, instrument->channels[c].id);
  gsize n = pm_flag_file_apply (self, table);
  if (n_unknown)
    *n_unknown = n;
  memcpy (manual, table->manual, instrument->n_channels * sizeof *manual);
  return manual;
}
