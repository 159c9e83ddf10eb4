/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap: the graphical program.
 */
#include "config.h"

#include "pm-application.h"

#include <glib/gi18n.h>
#include <gsl/gsl_errno.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  const char *built = g_getenv ("PIXELMAP_LOCALE_DIR"); /* of a program that was built and not installed: ./run */
  bindtextdomain (GETTEXT_PACKAGE, built ? built : PM_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gsl_set_error_handler_off (); /* the default one ends the process */
  g_set_application_name ("PixelMap");

  g_autoptr (PmApplication) application = pm_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
