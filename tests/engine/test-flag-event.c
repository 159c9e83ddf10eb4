/* SPDX-License-Identifier: GPL-3.0-or-later
 * Judgements and refits as records of the journal.
 */
#include "pm-flag-event.h"
#include "pm-options.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static GPtrArray *
new_names (void)
{
  GPtrArray *names = g_ptr_array_new ();
  g_ptr_array_add (names, (char *) "R0[0,0]");
  g_ptr_array_add (names, (char *) "R0[8,2]");
  return names;
}

static void
add_pixel (PmFlagEvent *event, guint place)
{
  g_array_append_val (event->places, place);
}

static void
assert_record (const PmFlagEvent *event, const char *expected)
{
  g_autoptr (GPtrArray) names = new_names ();
  g_auto (GStrv) record = pm_flag_event_to_record (event, names);
  g_autofree char *text = g_strjoinv ("|", record);
  g_assert_cmpstr (text, ==, expected);
}

static PmFlagEvent *
parse (const char *text, const char *first_name)
{
  g_auto (GStrv) record = g_strsplit (text, "|", -1);
  const char *const *names;
  PmFlagEvent *event = pm_flag_event_from_record ((const char *const *) record, &names);
  if (event)
    g_assert_cmpstr (names[0], ==, first_name);
  return event;
}

/* The text is a contract: journals of older versions are read. */
static void
test_records (void)
{
  g_autoptr (PmFlagEvent) judgement = pm_flag_event_new_judgement (PM_FLAG_STATE_BAD, "double peak", "Zoë", "2026-01-31T12:00:00Z");
  add_pixel (judgement, 1);
  add_pixel (judgement, 0);
  g_assert_true (judgement->undone);
  assert_record (judgement, "judge|bad|2026-01-31T12:00:00Z|Zoë|double peak|R0[8,2]|R0[0,0]");
  judgement->joined = TRUE;
  assert_record (judgement, "join|bad|2026-01-31T12:00:00Z|Zoë|double peak|R0[8,2]|R0[0,0]");
  g_autoptr (PmFlagEvent) refit = pm_flag_event_new_refit (12.5, NAN, -0.25, PM_DOMAIN_MAP, NULL, NULL);
  add_pixel (refit, 1);
  assert_record (refit, "refit|12.5|nan|-0.25|map|||R0[8,2]");
  refit->joined = TRUE;
  refit->domain = -1;
  assert_record (refit, "join-refit|12.5|nan|-0.25|-|||R0[8,2]");
}

static void
test_parse (void)
{
  g_autoptr (PmFlagEvent) judgement = parse ("join|good|T|U|R|A|B", "A");
  g_assert_true (judgement->joined && !judgement->is_refit);
  g_assert_cmpint (judgement->what.state, ==, PM_FLAG_STATE_GOOD);
  g_assert_cmpstr (judgement->what.time, ==, "T");
  g_assert_cmpstr (judgement->what.user, ==, "U");
  g_assert_cmpstr (judgement->what.reason, ==, "R");
  g_autoptr (PmFlagEvent) refit = parse ("refit|0.1|nan|2|time|T|U|A", "A");
  g_assert_true (refit->is_refit && !refit->joined);
  g_assert_cmpfloat (refit->radius, ==, 0.1);
  g_assert_true (isnan (refit->x0));
  g_assert_cmpfloat (refit->y0, ==, 2.0);
  g_assert_cmpint (refit->domain, ==, PM_DOMAIN_TIME);
  g_assert_cmpstr (refit->what.time, ==, "T");
  g_assert_cmpstr (refit->what.user, ==, "U");
  g_assert_cmpstr (refit->what.reason, ==, "");
}

/* All digits come back. */
static void
test_digits (void)
{
  g_autoptr (GPtrArray) names = new_names ();
  g_autoptr (PmFlagEvent) refit = pm_flag_event_new_refit (1.0 / 3.0, G_PI, -1e-17, -1, "U", "T");
  add_pixel (refit, 0);
  g_auto (GStrv) record = pm_flag_event_to_record (refit, names);
  const char *const *rest;
  g_autoptr (PmFlagEvent) back = pm_flag_event_from_record ((const char *const *) record, &rest);
  g_assert_cmpfloat (back->radius, ==, refit->radius);
  g_assert_cmpfloat (back->x0, ==, refit->x0);
  g_assert_cmpfloat (back->y0, ==, refit->y0);
  g_assert_cmpint (back->domain, ==, -1);
}

static void
test_nonsense (void)
{
  static const char *const records[] = { "",
                                         "undo|3",
                                         "judge|bad|T|U|R",
                                         "judge|worse|T|U|R|A",
                                         "refit|1|nan|nan|time|T|U",
                                         "refit|0|nan|nan|time|T|U|A",
                                         "refit|nan|nan|nan|time|T|U|A",
                                         "refit|1|x|nan|time|T|U|A",
                                         "refit|1|nan|nan|space|T|U|A" };
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    g_assert_null (parse (records[i], NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-event/records", test_records);
  g_test_add_func ("/flag-event/parse", test_parse);
  g_test_add_func ("/flag-event/digits", test_digits);
  g_test_add_func ("/flag-event/nonsense", test_nonsense);
  return g_test_run ();
}
