/* SPDX-License-Identifier: GPL-3.0-or-later
 * Judgements and refits, and their records:
 *
 *   judge STATE TIME USER REASON ID...
 *   refit RADIUS X0 Y0 DOMAIN TIME USER ID...
 *
 * "join" and "join-refit" where they go together with the record before.
 */
#include "pm-flag-event.h"

#include "pm-number.h"
#include "pm-options.h"

#include <math.h>
#include <string.h>

#define N_JUDGE_WORDS 5
#define N_REFIT_WORDS 7

static const char *const judge_words[] = { "judge", "join" }, *const refit_words[] = { "refit", "join-refit" };
static const char *const domain_words[] = { [PM_DOMAIN_TIME] = "time", [PM_DOMAIN_MAP] = "map" };

static char *
copy_text (const char *text)
{
  return g_utf8_make_valid (text ? text : "", -1);
}

PmFlagEvent *
pm_flag_event_new_judgement (PmFlagState state, const char *reason, const char *user, const char *time)
{
  PmFlagEvent *self = g_new0 (PmFlagEvent, 1);
  self->undone = TRUE;
  self->what = (PmJudgement){ state, copy_text (reason), copy_text (user), copy_text (time) };
  self->radius = self->x0 = self->y0 = NAN;
  self->domain = -1;
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

PmFlagEvent *
pm_flag_event_new_refit (double radius, double x0, double y0, int domain, const char *user, const char *time)
{
  PmFlagEvent *self = pm_flag_event_new_judgement (PM_FLAG_STATE_CLEAR, NULL, user, time);
  self->is_refit = TRUE;
  self->radius = radius;
  self->x0 = x0;
  self->y0 = y0;
  self->domain = domain;
  return self;
}

void
pm_flag_event_free (PmFlagEvent *self)
{
  g_free ((char *) self->what.reason);
  g_free ((char *) self->what.user);
  g_free ((char *) self->what.time);
  g_array_unref (self->places);
  g_free (self);
}

/* With all its digits: what is recovered is what was there. */
static void
add_number (GStrvBuilder *record, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_strv_builder_add (record, isnan (value) ? "nan" : g_ascii_dtostr (text, sizeof text, value));
}

char **
pm_flag_event_to_record (const PmFlagEvent *self, const GPtrArray *names)
{
  g_autoptr (GStrvBuilder) record = g_strv_builder_new ();
  if (self->is_refit)
    {
      g_strv_builder_add (record, refit_words[self->joined != FALSE]);
      add_number (record, self->radius);
      add_number (record, self->x0);
      add_number (record, self->y0);
      g_strv_builder_add (record, self->domain < 0 ? "-" : domain_words[self->domain]);
    }
  else
    {
      g_strv_builder_add (record, judge_words[self->joined != FALSE]);
      g_strv_builder_add (record, pm_flag_state_to_string (self->what.state));
    }
  g_strv_builder_add (record, self->what.time);
  g_strv_builder_add (record, self->what.user);
  if (!self->is_refit)
    g_strv_builder_add (record, self->what.reason);
  for (guint i = 0; i < self->places->len; i++)
    g_strv_builder_add (record, g_ptr_array_index (names, g_array_index (self->places, guint, i)));
  return g_strv_builder_end (record);
}

static int
find_word (const char *word, const char *const *words, int n)
{
  for (int i = 0; i < n; i++)
    if (strcmp (word, words[i]) == 0)
      return i;
  return -1;
}

static PmFlagEvent *
read_judgement (const char *const *record, gboolean joined)
{
  int state = 0;
  while (state <= PM_FLAG_STATE_CLEAR && strcmp (record[1], pm_flag_state_to_string ((PmFlagState) state)) != 0)
    state++;
  if (state > PM_FLAG_STATE_CLEAR)
    return NULL;
  PmFlagEvent *self = pm_flag_event_new_judgement ((PmFlagState) state, record[4], record[3], record[2]);
  self->joined = joined;
  return self;
}

static PmFlagEvent *
read_refit (const char *const *record, gboolean joined)
{
  double v[3];
  int domain = find_word (record[4], domain_words, G_N_ELEMENTS (domain_words));
  for (int i = 0; i < 3; i++)
    if (!pm_number_parse (record[1 + i], &v[i]))
      return NULL;
  if (!(v[0] > 0.0) || (domain < 0 && strcmp (record[4], "-") != 0))
    return NULL;
  PmFlagEvent *self = pm_flag_event_new_refit (v[0], v[1], v[2], domain, record[6], record[5]);
  self->joined = joined;
  return self;
}

PmFlagEvent *
pm_flag_event_from_record (const char *const *record, const char *const **names)
{
  gsize n = g_strv_length ((char **) record);
  int judge = n > N_JUDGE_WORDS ? find_word (record[0], judge_words, 2) : -1;
  int refit = n > N_REFIT_WORDS ? find_word (record[0], refit_words, 2) : -1;
  *names = record + (judge >= 0 ? N_JUDGE_WORDS : N_REFIT_WORDS);
  return judge >= 0 ? read_judgement (record, judge) : refit >= 0 ? read_refit (record, refit) : NULL;
}
