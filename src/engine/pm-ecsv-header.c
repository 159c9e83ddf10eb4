/* SPDX-License-Identifier: GPL-3.0-or-later
 * The part of YAML that ECSV headers are made of, no more: block and flow maps of scalars, one level deep. Nested values are skipped by
 * counting brackets or by their indentation; nothing recurses, so that no header can exhaust the stack.
 */
#include "pm-ecsv-header.h"
#include "pm-error.h"

#include <string.h>

#define MAX_COLUMNS 4096

typedef struct
{
  const char        *name;
  const char *const *lines;
  guint              n_lines, at; /* `at` counts from 0; the file's lines from 1 */
} Parser;

static void
free_column (gpointer data)
{
  PmEcsvColumn *column = data;
  g_free (column->name);
  g_free (column->unit);
  g_free (column->datatype);
  g_free (column);
}

void
pm_ecsv_header_free (PmEcsvHeader *self)
{
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->meta);
  g_free (self);
}

static const char *
skip_blanks (const char *c)
{
  while (*c == ' ' || *c == '\t')
    c++;
  return c;
}

static gsize
indentation (const char *line)
{
  return strspn (line, " ");
}

/* Reads the escape sequence after a backslash at *c and moves *c to its last character. */
static void
append_escape (GString *out, const char **c)
{
  static const char from[] = "0abtnvfre\"/\\ ", to[] = " \a\b\t\n\v\f\r\033\"/\\ ";
  int digits = **c == 'x' ? 2 : **c == 'u' ? 4 : **c == 'U' ? 8 : 0;
  if (digits > 0)
    {
      gunichar u = 0;
      int n = 0;
      while (n < digits && g_ascii_isxdigit ((*c)[1]))
        {
          u = u << 4 | (gunichar) g_ascii_xdigit_value ((*c)[1]);
          (*c)++;
          n++;
        }
      g_string_append_unichar (out, u != 0 && g_unichar_validate (u) ? u : 0xfffd);
      return;
    }
  const char *place = **c ? strchr (from, **c) : NULL;
  g_string_append_c (out, place ? to[place - from] : **c);
}

/* A quoted scalar at *c, unquoted; *c is moved behind it. NULL if it has no end. */
static char *
parse_quoted (const char **c)
{
  char quote = *(*c)++;
  GString *text = g_string_new (NULL);
  for (; **c; (*c)++)
    {
      if (**c == quote && quote == '\'' && (*c)[1] == quote)
        (*c)++;
      else if (**c == quote)
        {
          (*c)++;
          return g_string_free (text, FALSE);
        }
      else if (**c == '\\' && quote == '"' && (*c)[1] != '\0')
        {
          (*c)++;
          append_escape (text, c);
          continue;
        }
      g_string_append_c (text, **c);
    }
  g_string_free (text, TRUE);
  return NULL;
}

/* A scalar at *c up to one of the characters in `ends` or the end of the text; "" for a nested value, which is skipped. NULL if a quote or
 * a bracket has no end. */
static char *
parse_value (const char **c, const char *ends)
{
  *c = skip_blanks (*c);
  if (**c == '"' || **c == '\'')
    return parse_quoted (c);
  const char *start = *c;
  gboolean nested = FALSE;
  for (gsize depth = 0; **c && (depth > 0 || !strchr (ends, **c)); (*c)++)
    {
      if (depth > 0 && (**c == '"' || **c == '\''))
        {
          g_autofree char *ignored = parse_quoted (c);
          if (!ignored)
            return NULL;
          (*c)--;
        }
      else if (*ends && strchr ("{[", **c))
        {
          nested = TRUE;
          depth++;
        }
      else if (depth > 0 && strchr ("}]", **c))
        depth--;
      if (depth > 0 && (*c)[1] == '\0')
        return NULL;
    }
  return nested ? g_strdup ("") : g_strstrip (g_strndup (start, (gsize) (*c - start)));
}

typedef void (*PairFunc) (const char *key, const char *value, gpointer data);

/* Calls `func` for each pair of the flow map at c, which starts with "{". FALSE if it is malformed. */
static gboolean
parse_flow_map (const char *c, PairFunc func, gpointer data)
{
  c++;
  for (;;)
    {
      c = skip_blanks (c);
      if (*c == '}')
        return TRUE;
      g_autofree char *key = parse_value (&c, ":,}");
      c = skip_blanks (c);
      if (!key || *c != ':')
        return FALSE;
      c++;
      g_autofree char *value = parse_value (&c, ",}");
      c = skip_blanks (c);
      if (!value || (*c != ',' && *c != '}'))
        return FALSE;
      func (key, value, data);
      if (*c == ',')
        c++;
    }
}

static gboolean
fail_at (Parser *self, guint line, const char *what, GError **error)
{
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s, line %u: %s", self->name, line + 1, what);
  return FALSE;
}

/* A list item starts at self->at: steps over it and the lines that are indented deeper. All of it in one line if it is a flow map. */
static char *
take_item (Parser *self, guint *first)
{
  gsize dash = indentation (self->lines[self->at]);
  GString *text = g_string_new (self->lines[self->at]);
  *first = self->at++;
  while (self->at < self->n_lines && (indentation (self->lines[self->at]) > dash || *self->lines[self->at] == '\0'))
    {
      g_string_append_c (text, ' ');
      g_string_append (text, skip_blanks (self->lines[self->at++]));
    }
  g_string_erase (text, 0, (gssize) dash + 1);
  return g_string_free (text, FALSE);
}

static gboolean
is_item (const char *line)
{
  const char *c = line + indentation (line);
  return c[0] == '-' && (c[1] == ' ' || c[1] == '\0');
}

static void
set_column_key (const char *key, const char *value, gpointer data)
{
  PmEcsvColumn *column = data;
  char **target = strcmp (key, "name") == 0       ? &column->name
                  : strcmp (key, "unit") == 0     ? &column->unit
                  : strcmp (key, "datatype") == 0 ? &column->datatype
                                                  : NULL;
  if (!target)
    return;
  g_free (*target);
  *target = g_strdup (value);
}

/* The keys of a block map, item lines `first` to self->at - 1; deeper lines belong to values that are skipped. */
static gboolean
parse_block_map (Parser *self, guint first, PmEcsvColumn *column)
{
  gsize dash = indentation (self->lines[first]), indent = 0;
  for (guint i = first; i < self->at; i++)
    {
      const char *line = self->lines[i];
      gsize here = i == first ? dash + 1 + indentation (line + dash + 1) : indentation (line);
      if (i == first)
        indent = here;
      const char *c = line + here;
      if (here != indent || *c == '\0')
        continue;
      g_autofree char *key = parse_value (&c, ":");
      if (!key || *c != ':')
        return FALSE;
      c++;
      g_autofree char *value = parse_value (&c, "");
      if (value)
        set_column_key (key, value, column);
    }
  return TRUE;
}

static gboolean
parse_columns (Parser *self, PmEcsvHeader *header, GError **error)
{
  while (self->at < self->n_lines && (is_item (self->lines[self->at]) || *self->lines[self->at] == '\0'))
    {
      if (*self->lines[self->at] == '\0')
        {
          self->at++;
          continue;
        }
      guint first;
      g_autofree char *item = take_item (self, &first);
      const char *text = skip_blanks (item);
      PmEcsvColumn *column = g_new0 (PmEcsvColumn, 1);
      g_ptr_array_add (header->columns, column);
      gboolean ok = *text == '{' ? parse_flow_map (text, set_column_key, column) : parse_block_map (self, first, column);
      if (!ok || !column->name || *column->name == '\0')
        return fail_at (self, first, "expected a column with a name, found something else", error);
      if (header->columns->len > MAX_COLUMNS)
        return fail_at (self, first, "too many columns", error);
      if (!column->unit)
        column->unit = g_strdup ("");
      if (!column->datatype)
        column->datatype = g_strdup ("");
    }
  return TRUE;
}

static void
add_meta_pair (const char *key, const char *value, gpointer data)
{
  PmEcsvHeader *header = data;
  g_ptr_array_add (header->meta, g_strdup (key));
  g_ptr_array_add (header->meta, g_strdup (value));
}

/* Provenance is a courtesy: what is not in our own form is left out without an error. */
static void
parse_meta (Parser *self, PmEcsvHeader *header)
{
  gboolean inside = FALSE;
  while (self->at < self->n_lines && (*self->lines[self->at] == '\0' || strchr (" -", *self->lines[self->at])))
    {
      const char *line = self->lines[self->at], *text = line + strspn (line, " -");
      if (inside && is_item (line) && *text == '{')
        {
          guint first;
          g_autofree char *item = take_item (self, &first);
          parse_flow_map (skip_blanks (item), add_meta_pair, header);
          continue;
        }
      inside = strcmp (text, "provenance:") == 0;
      self->at++;
    }
}

PmEcsvHeader *
pm_ecsv_header_parse (const char *name, const char *const *lines, guint n_lines, GError **error)
{
  Parser self = { name, lines, n_lines, 1 };
  if (n_lines == 0 || (!g_str_has_prefix (lines[0], "%ECSV 0.") && !g_str_has_prefix (lines[0], "%ECSV 1.")))
    {
      fail_at (&self, 0, "expected '# %ECSV 1.0', found something else", error);
      return NULL;
    }
  g_autoptr (PmEcsvHeader) header = g_new0 (PmEcsvHeader, 1);
  header->delimiter = ' ';
  header->columns = g_ptr_array_new_with_free_func (free_column);
  header->meta = g_ptr_array_new_with_free_func (g_free);
  while (self.at < n_lines)
    {
      const char *c = lines[self.at++];
      if (*c == ' ' || *c == '-')
        continue;
      g_autofree char *key = parse_value (&c, ":");
      if (!key || *c != ':')
        continue;
      c++;
      if (strcmp (key, "delimiter") == 0)
        {
          g_autofree char *value = parse_value (&c, "");
          if (!value || (strcmp (value, ",") != 0 && strcmp (value, " ") != 0))
            {
              fail_at (&self, self.at - 1, "expected the delimiter ',' or ' ', found another", error);
              return NULL;
            }
          header->delimiter = *value;
        }
      else if (strcmp (key, "datatype") == 0)
        {
          if (!parse_columns (&self, header, error))
            return NULL;
        }
      else if (strcmp (key, "meta") == 0)
        parse_meta (&self, header);
    }
  if (header->columns->len == 0)
    {
      fail_at (&self, 0, "expected columns under 'datatype:' in the header, found none", error);
      return NULL;
    }
  return g_steal_pointer (&header);
}

void
pm_ecsv_header_append_quoted (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);
      if (u == '"' || u == '\\')
        g_string_append_printf (out, "\\%c", (char) u);
      else if (g_unichar_isprint (u))
        g_string_append_unichar (out, u);
      else
        g_string_append_printf (out, "\\U%08x", u);
    }
  g_string_append_c (out, '"');
}

void
pm_ecsv_header_begin (GString *out)
{
  g_string_append (out, "# %ECSV 1.0\n# ---\n# delimiter: ' '\n# datatype:\n");
}

void
pm_ecsv_header_append_column (GString *out, const char *name, const char *unit, const char *datatype, const char *description)
{
  g_string_append_printf (out, "# - {name: %s, ", name);
  if (*unit)
    {
      g_string_append (out, "unit: ");
      pm_ecsv_header_append_quoted (out, unit);
      g_string_append (out, ", ");
    }
  g_string_append_printf (out, "datatype: %s, description: ", datatype);
  pm_ecsv_header_append_quoted (out, description);
  g_string_append (out, "}\n");
}

void
pm_ecsv_header_begin_meta (GString *out)
{
  g_string_append (out, "# meta:\n");
}

void
pm_ecsv_header_begin_list (GString *out, const char *name)
{
  g_string_append_printf (out, "#   %s:\n", name);
}

void
pm_ecsv_header_append_pair (GString *out, const char *key, const char *value)
{
  g_string_append (out, "#   - {");
  pm_ecsv_header_append_quoted (out, key);
  g_string_append (out, ": ");
  pm_ecsv_header_append_quoted (out, value);
  g_string_append (out, "}\n");
}
