/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether memory and open files stay flat from cycle to cycle.
 */
#pragma once

#include <glib.h>

/* The least of some cycles. */
typedef struct
{
  int n;
  double resident, allocated; /* bytes */
  int n_files;                /* of the last one */
} PmTestSoakPart;

typedef struct
{
  int n_cycles;
  PmTestSoakPart early, late;
} PmTestSoak;

/* Takes `--cycles N` from the arguments; returns N, or the default. */
int pm_test_soak_init (int *argc, char ***argv, int n_cycles);

/* After each cycle, numbered from 0. What is free goes back to the system first, so that what counts is what is used. */
void pm_test_soak_note (PmTestSoak *self, int cycle);

/* After the last one: compares the last ten cycles with number 20 to 29, or, of fewer than 40, the last one with the middle one. */
void pm_test_soak_check (const PmTestSoak *self);
