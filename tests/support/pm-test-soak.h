/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether memory and open files stay flat from cycle to cycle.
 */
#pragma once

#include <glib.h>

typedef struct
{
  int n_cycles;
  double resident, allocated; /* bytes after the cycle of reference */
  double last_resident, last_allocated;
  int n_files, last_n_files;
} PmTestSoak;

/* Takes `--cycles N` from the arguments; returns N, or the default. */
int pm_test_soak_init (int *argc, char ***argv, int n_cycles);

/* After each cycle, numbered from 0. What is free goes back to the system first, so that what counts is what is used. */
void pm_test_soak_note (PmTestSoak *self, int cycle);

/* After the last one: compares with the cycle of reference, the 20th or, of fewer than 40, the middle one. */
void pm_test_soak_check (const PmTestSoak *self);
