/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmFlagEvent: one thing that a person did to pixels: a judgement, or a refit; and how it stands in the journal.
 */
#pragma once

#include "pm-flag-file.h"

G_BEGIN_DECLS

/* One decision. */
typedef struct
{
  PmFlagState state;
  const char *reason, *user; /* never NULL */
  const char *time;          /* ISO 8601, or "" */
} PmJudgement;

typedef struct
{
  gboolean is_refit;
  gboolean undone;        /* does not hold (any more) */
  PmJudgement what;       /* of a refit: user and time only; the texts belong to the event */
  double radius, x0, y0;  /* of a refit, as in PmRefit */
  int domain;             /* of a refit: PM_DOMAIN_TIME, PM_DOMAIN_MAP; -1: not said */

  /*< private >*/
  gboolean joined;        /* goes together with the one before: one step of undo */
  GArray *places;         /* of guint: its pixels, as places in a list of names */
} PmFlagEvent;

/* Without pixels, and undone until it is applied. Texts are copied, NULL counts as "". */
PmFlagEvent *pm_flag_event_new_judgement (PmFlagState state, const char *reason, const char *user, const char *time);
PmFlagEvent *pm_flag_event_new_refit (double radius, double x0, double y0, int domain, const char *user, const char *time);
void         pm_flag_event_free (PmFlagEvent *self);

/* As a record of the journal; names: of char *, by place. Free with g_strfreev(). */
char **pm_flag_event_to_record (const PmFlagEvent *self, const GPtrArray *names);

/* The other way round, but for the pixels: *names points to their names in the record. NULL if it makes no sense. */
PmFlagEvent *pm_flag_event_from_record (const char *const *record, const char *const **names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmFlagEvent, pm_flag_event_free)

G_END_DECLS
