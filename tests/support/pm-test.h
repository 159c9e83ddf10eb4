/* SPDX-License-Identifier: GPL-3.0-or-later
 * Helpers that all test programs share.
 */
#pragma once

#include <glib.h>
#include <gio/gio.h>

/* Fails the test unless |a - b| <= atol + rtol |b|; prints both values with all their digits. Equal infinities and two NaNs agree. */
#define pm_assert_close(a, b, atol, rtol) pm_test_close (__FILE__, __LINE__, G_STRFUNC, #a, #b, (a), (b), (atol), (rtol))

void pm_test_close (const char *file, int line, const char *func, const char *expr_a, const char *expr_b, double a, double b, double atol,
                    double rtol);

/* A new empty folder, removed with all its content by pm_test_remove_dir(). The caller frees the name with g_free(). */
char *pm_test_make_dir (void);
void  pm_test_remove_dir (const char *dir);
