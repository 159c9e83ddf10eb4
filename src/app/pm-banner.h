/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmBanner: one line above the view about what stays true until somebody does something about it: an error, a result that is out of date.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_BANNER (pm_banner_get_type ())
G_DECLARE_FINAL_TYPE (PmBanner, pm_banner, PM, BANNER, GtkWidget)

GtkWidget *pm_banner_new (void);

/* One line with at most two buttons, each a label and a detailed action (NULL: no button); the second is the suggested one. */
typedef struct
{
  const char *text;
  gboolean is_error;
  const char *labels[2], *actions[2];
} PmBannerContent;

/* Shows it; NULL: hides the banner. */
void pm_banner_set_content (PmBanner *self, const PmBannerContent *content);

/* The text that is shown; NULL: none. */
const char *pm_banner_get_text (PmBanner *self);

G_END_DECLS
