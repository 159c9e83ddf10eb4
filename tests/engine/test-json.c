/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers and texts are the same when they are read again.
 */
#include "pm-json.h"

/* Powers of ten have no decimal point in %.17g. */
static const double numbers[] = { 0.0, -1.0, 0.1, 1e-8, -1e-8, 1e-300, 5e-324, 1e22, 1e300, 1.5e-8, 123456789.0 };
static const char *const texts[] = { "", "1e-08.0", "a \"1e22.0\" b", "\\", "\\\"", "x\n1e-08.0", "°″ 1e+22.0" };

static void
test_same (void)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_builder_add_double_value (b, numbers[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    json_builder_add_string_value (b, texts[i]);
  json_builder_add_int_value (b, G_MAXINT64);
  json_builder_end_array (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = pm_json_print (root);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) again = json_from_string (text, &error);
  g_assert_no_error (error);
  JsonArray *array = json_node_get_array (again);
  g_assert_cmpuint (json_array_get_length (array), ==, G_N_ELEMENTS (numbers) + G_N_ELEMENTS (texts) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_true (json_array_get_double_element (array, i) == numbers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (json_array_get_string_element (array, (guint) G_N_ELEMENTS (numbers) + i), ==, texts[i]);
  g_assert_cmpint (json_array_get_int_element (array, json_array_get_length (array) - 1), ==, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/same", test_same);
  return g_test_run ();
}
