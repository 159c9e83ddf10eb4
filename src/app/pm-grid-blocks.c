/* SPDX-License-Identifier: GPL-3.0-or-later
 * The arrangement as on the array: which pixels make a block, where the blocks stand, and what is written at their edges.
 */
#include "config.h"

#include "pm-grid-blocks.h"

#include <string.h>

#define MAX_ROWS 1024 /* and columns: a number beyond is taken as no place */
#define MARGIN 10
#define BLOCK_GAP 16
#define MIN_LABEL_STEP 40

/* A block while it is built. */
typedef struct
{
  const char *group; /* NULL: no single one */
  gboolean is_rest;  /* packed pixels without a place */
  int first_row, first_column, last_row, last_column;
  PmGridBlock block;
} Part;

typedef struct
{
  const PmPixelTable *table;
  PmGridGeometry *geometry;
  GPtrArray *groups;  /* names, borrowed */
  int *group_of_cell; /* [cells] */
  GArray *parts;      /* Part */
} Builder;

static gboolean
has_place (const PmPixelTable *table, gsize i)
{
  return table->row[i] >= 0 && table->row[i] < MAX_ROWS && table->col[i] >= 0 && table->col[i] < MAX_ROWS;
}

static void
find_groups (Builder *self)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < self->table->n_rows; i++)
    {
      gpointer number;
      if (!g_hash_table_lookup_extended (numbers, self->table->group[i], NULL, &number))
        {
          number = GUINT_TO_POINTER (self->groups->len);
          g_hash_table_insert (numbers, (gpointer) self->table->group[i], number);
          g_ptr_array_add (self->groups, (gpointer) self->table->group[i]);
        }
      self->group_of_cell[i] = (int) GPOINTER_TO_UINT (number);
    }
}

/* Whether no two pixels, of whatever group, have the same row and column. */
static gboolean
groups_share_one_block (const Builder *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < self->table->n_rows; i++)
    if (has_place (self->table, i) && !g_hash_table_add (seen, GINT_TO_POINTER (self->table->row[i] * MAX_ROWS + self->table->col[i])))
      return FALSE;
  return TRUE;
}

static void
make_parts (Builder *self, gboolean one)
{
  int n = one ? 1 : (int) self->groups->len;
  for (int i = 0; i < n; i++)
    {
      Part part = { one ? NULL : self->groups->pdata[i], FALSE, MAX_ROWS, MAX_ROWS, -1, -1, { 0 } };
      g_array_append_val (self->parts, part);
    }
  for (gsize i = 0; i < self->table->n_rows; i++)
    {
      Part *part = &g_array_index (self->parts, Part, one ? 0 : self->group_of_cell[i]);
      if (!has_place (self->table, i))
        continue;
      part->first_row = MIN (part->first_row, self->table->row[i]);
      part->last_row = MAX (part->last_row, self->table->row[i]);
      part->first_column = MIN (part->first_column, self->table->col[i]);
      part->last_column = MAX (part->last_column, self->table->col[i]);
    }
}

static void
set_place (Builder *self, int cell, int part, int row, int column)
{
  PmGridBlock *block = &g_array_index (self->parts, Part, part).block;
  int *place = &self->geometry->place[3 * cell];
  block->cells[row * block->n_columns + column] = cell;
  place[0] = part;
  place[1] = row;
  place[2] = column;
}

static void
make_cells (PmGridBlock *block, int n_rows, int n_columns)
{
  gsize n = (gsize) n_rows * (gsize) n_columns;
  block->n_rows = n_rows;
  block->n_columns = n_columns;
  block->cells = g_new (int, MAX (n, 1));
  for (gsize k = 0; k < n; k++)
    block->cells[k] = PM_CELL_NOWHERE;
}

/* Puts each pixel into its place; gives those that have none. */
static GArray *
fill_parts (Builder *self, gboolean one)
{
  GArray *rest = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);
      gboolean is_empty = part->last_row < 0;
      make_cells (&part->block, is_empty ? 0 : part->last_row - part->first_row + 1,
                  is_empty ? 0 : part->last_column - part->first_column + 1);
    }
  for (int i = 0; i < (int) self->table->n_rows; i++)
    {
      int k = one ? 0 : self->group_of_cell[i];
      const Part *part = &g_array_index (self->parts, Part, k);
      int row = part->last_row - self->table->row[i], column = self->table->col[i] - part->first_column;
      if (!has_place (self->table, (gsize) i) || part->block.cells[row * part->block.n_columns + column] != PM_CELL_NOWHERE)
        g_array_append_val (rest, i);
      else
        set_place (self, i, k, row, column);
    }
  return rest;
}

static void
pack_rest (Builder *self, const GArray *rest, int view_width)
{
  int pitch = _pm_grid_pitch_x (&self->geometry->metrics), n_columns = MAX (1, (view_width - 2 * MARGIN) / pitch);
  Part part = { NULL, TRUE, 0, 0, -1, -1, { 0 } };
  if (rest->len == 0)
    return;
  n_columns = MIN (n_columns, (int) rest->len);
  make_cells (&part.block, ((int) rest->len + n_columns - 1) / n_columns, n_columns);
  g_array_append_val (self->parts, part);
  for (int i = 0; i < (int) rest->len; i++)
    set_place (self, g_array_index (rest, int, i), (int) self->parts->len - 1, i / n_columns, i % n_columns);
}

/* Room that a part takes beside its cells. Names of groups stand above a part of a single group, and right of one that groups share. */
static void
get_frame (const Builder *self, const Part *part, int *left, int *top, int *right)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  gboolean is_named = part->group && *part->group;
  *left = part->is_rest ? 0 : metrics->axis_width;
  *top = part->is_rest ? 0 : metrics->axis_height * (is_named ? 2 : 1);
  *right = !part->is_rest && !part->group && self->groups->len > 1 ? 2 * metrics->axis_width : 0;
}

/* From left to right, then into the next line; each line is centred, and all of it if the view is higher. */
static void
arrange (Builder *self, int view_width, int view_height)
{
  PmGridGeometry *geometry = self->geometry;
  const PmGridMetrics *metrics = &geometry->metrics;
  int y = MARGIN, line_height = 0, x = MARGIN;
  guint line_start = 0;
  geometry->width = view_width;
  for (guint i = 0; i <= self->parts->len; i++)
    {
      Part *part = i < self->parts->len ? &g_array_index (self->parts, Part, i) : NULL;
      int left = 0, top = 0, right = 0, width = 0, height = 0;
      if (part && part->block.n_rows == 0)
        continue;
      if (part)
        {
          get_frame (self, part, &left, &top, &right);
          width = left + part->block.n_columns * _pm_grid_pitch_x (metrics) + right;
          height = top + part->block.n_rows * _pm_grid_pitch_y (metrics);
        }
      if (!part || (i > line_start && x + width + MARGIN > view_width && x > MARGIN))
        {
          int used = x - BLOCK_GAP + MARGIN;
          geometry->width = MAX (geometry->width, used);
          for (guint k = line_start; k < i; k++)
            g_array_index (self->parts, Part, k).block.x += MAX (0, (view_width - used) / 2);
          y += line_height + (part ? BLOCK_GAP : 0);
          x = MARGIN;
          line_height = 0;
          line_start = i;
        }
      if (!part)
        break;
      part->block.x = x + left;
      part->block.y = y + top;
      x += width + BLOCK_GAP;
      line_height = MAX (line_height, height);
    }
  geometry->height = y + MARGIN;
  for (guint i = 0; i < self->parts->len; i++)
    g_array_index (self->parts, Part, i).block.y += MAX (0, (view_height - geometry->height) / 2);
  geometry->height = MAX (geometry->height, view_height);
}

static void
add_label (Builder *self, const char *text, int x, int y, double xalign, gboolean is_group)
{
  PmGridLabel label = { "", x, y, xalign, is_group };
  g_strlcpy (label.text, text, sizeof label.text);
  const char *end;
  if (!g_utf8_validate (label.text, -1, &end)) /* cut within a character */
    label.text[end - label.text] = '\0';
  g_array_append_val (self->geometry->labels, label);
}

static int
find_label_step (int pitch)
{
  static const int steps[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500 };
  gsize i = 0;
  while (i + 1 < G_N_ELEMENTS (steps) && steps[i] * pitch < MIN_LABEL_STEP)
    i++;
  return steps[i];
}

static void
add_numbers (Builder *self, const Part *part)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  int pitch_x = _pm_grid_pitch_x (metrics), pitch_y = _pm_grid_pitch_y (metrics), middle = metrics->edge / 2;
  char text[16];
  for (int column = part->first_column, step = find_label_step (pitch_x); column <= part->last_column; column++)
    if (column % step == 0)
      {
        g_snprintf (text, sizeof text, "%d", column);
        add_label (self, text, part->block.x + (column - part->first_column) * pitch_x + middle,
                   part->block.y - metrics->axis_height / 2, 0.5, FALSE);
      }
  for (int row = part->first_row, step = find_label_step (pitch_y); row <= part->last_row; row++)
    if (row % step == 0)
      {
        g_snprintf (text, sizeof text, "%d", row);
        add_label (self, text, part->block.x - 6, part->block.y + (part->last_row - row) * pitch_y + middle, 1.0, FALSE);
      }
}

/* The name of each group at the mean height of its pixels, where that is not another's already. */
static void
add_shared_names (Builder *self, const Part *part)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  int pitch_x = _pm_grid_pitch_x (metrics), pitch_y = _pm_grid_pitch_y (metrics), last_y = G_MININT / 2;
  g_autofree double *rows = g_new0 (double, self->groups->len);
  g_autofree int *n = g_new0 (int, self->groups->len);
  for (int i = 0; i < (int) self->table->n_rows; i++)
    if (has_place (self->table, (gsize) i))
      {
        rows[self->group_of_cell[i]] += self->geometry->place[3 * i + 1];
        n[self->group_of_cell[i]]++;
      }
  for (guint i = 0; i < self->groups->len; i++)
    {
      int y = n[i] ? part->block.y + (int) (rows[i] / n[i] * pitch_y) + metrics->edge / 2 : last_y;
      if (ABS (y - last_y) >= metrics->axis_height)
        add_label (self, self->groups->pdata[i], part->block.x + part->block.n_columns * pitch_x + 6, y, 0.0, TRUE);
      last_y = ABS (y - last_y) >= metrics->axis_height ? y : last_y;
    }
}

static int
group_at (const Builder *self, const PmGridBlock *block, int row, int column)
{
  int cell = block->cells[row * block->n_columns + column];
  return cell == PM_CELL_NOWHERE ? -1 : self->group_of_cell[cell];
}

static gboolean
differ (int a, int b)
{
  return a >= 0 && b >= 0 && a != b;
}

/* Lines between cells of different groups, in the gaps; those that meet end to end are one. */
static void
add_lines (Builder *self, const PmGridBlock *block, gboolean upright)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  int pitch_x = _pm_grid_pitch_x (metrics), pitch_y = _pm_grid_pitch_y (metrics);
  int n_across = upright ? block->n_columns : block->n_rows, n_along = upright ? block->n_rows : block->n_columns;
  for (int i = 1; i < n_across; i++)
    for (int k = 0, start = -1; k <= n_along; k++)
      {
        gboolean here = k < n_along
                        && (upright ? differ (group_at (self, block, k, i - 1), group_at (self, block, k, i))
                                    : differ (group_at (self, block, i - 1, k), group_at (self, block, i, k)));
        if (here && start < 0)
          start = k;
        if (here || start < 0)
          continue;
        PmGridLine line = { block->x + start * pitch_x, block->y + i * pitch_y - (metrics->gap_y + 1) / 2,
                            block->x + k * pitch_x - metrics->gap_x, block->y + i * pitch_y - (metrics->gap_y + 1) / 2 };
        if (upright)
          line = (PmGridLine){ block->x + i * pitch_x - (metrics->gap_x + 1) / 2, block->y + start * pitch_y,
                               block->x + i * pitch_x - (metrics->gap_x + 1) / 2, block->y + k * pitch_y - metrics->gap_y };
        g_array_append_val (self->geometry->lines, line);
        start = -1;
      }
}

static void
decorate (Builder *self)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);
      if (part->is_rest || part->block.n_rows == 0)
        continue;
      add_numbers (self, part);
      if (part->group && *part->group)
        add_label (self, part->group, part->block.x, part->block.y - metrics->axis_height * 3 / 2, 0.0, TRUE);
      if (!part->group && self->groups->len > 1)
        {
          add_shared_names (self, part);
          add_lines (self, &part->block, FALSE);
          add_lines (self, &part->block, TRUE);
        }
    }
}

PmGridGeometry *
pm_grid_geometry_new_array (const PmGridMetrics *metrics, const PmPixelTable *table, int view_width, int view_height)
{
  g_return_val_if_fail (table, NULL);
  int n = (int) table->n_rows;
  Builder self = { table, _pm_grid_geometry_new_empty (metrics, n), g_ptr_array_new (), g_new0 (int, MAX (n, 1)),
                   g_array_new (FALSE, FALSE, sizeof (Part)) };
  self.geometry->place = g_new0 (int, 3 * (gsize) MAX (n, 1));
  find_groups (&self);
  gboolean one = self.groups->len <= 1 ? self.groups->len == 1 && !*(const char *) self.groups->pdata[0] : groups_share_one_block (&self);
  make_parts (&self, one);
  g_autoptr (GArray) rest = fill_parts (&self, one);
  pack_rest (&self, rest, view_width);
  arrange (&self, view_width, view_height);
  decorate (&self);
  for (guint i = 0; i < self.parts->len; i++)
    g_array_append_val (self.geometry->blocks, g_array_index (self.parts, Part, i).block);
  g_ptr_array_unref (self.groups);
  g_array_unref (self.parts);
  g_free (self.group_of_cell);
  return self.geometry;
}
