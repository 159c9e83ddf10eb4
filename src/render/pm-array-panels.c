/* SPDX-License-Identifier: GPL-3.0-or-later
 * Panels stand in rows, in the order of the sub-arrays in the table, as many beside each other as make the whole most nearly square.
 */
#include "config.h"

#include "pm-array-panels.h"

#include <math.h>
#include <string.h>

#define GAP 3.0 /* between panels, in pixels of the array; holds the name */
#define OVERLAP 0.1

/* The sub-arrays with their bounds, margins of half a pixel included; those without a position have right < left. */
static PmArrayPanel *
measure_groups (const PmArrayLayout *layout, gsize *n)
{
  g_autofree const char **names = pm_array_layout_list_groups (layout->table);
  gsize n_groups = g_strv_length ((char **) names), last = 0;
  PmArrayPanel *panels = g_new (PmArrayPanel, n_groups + 1);
  for (gsize g = 0; g < n_groups; g++)
    panels[g] = (PmArrayPanel) { names[g], INFINITY, -INFINITY, INFINITY, -INFINITY, 0.0, 0.0 };
  for (gsize i = 0; i < layout->n_pixels; i++)
    {
      const char *group = layout->table->group[i];
      if (isnan (layout->x[i]) || !*group)
        continue;
      if (strcmp (panels[last].group, group) != 0)
        for (last = 0; strcmp (panels[last].group, group) != 0;)
          last++;
      PmArrayPanel *panel = &panels[last];
      panel->left = MIN (panel->left, layout->x[i] - 0.5 * layout->pitch_x);
      panel->right = MAX (panel->right, layout->x[i] + 0.5 * layout->pitch_x);
      panel->bottom = MIN (panel->bottom, layout->y[i] - 0.5 * layout->pitch_y);
      panel->top = MAX (panel->top, layout->y[i] + 0.5 * layout->pitch_y);
    }
  *n = 0;
  for (gsize g = 0; g < n_groups; g++)
    if (panels[g].right > panels[g].left)
      panels[(*n)++] = panels[g];
  return panels;
}

gboolean
pm_array_panels_overlap (const PmArrayLayout *layout)
{
  gsize n;
  g_autofree PmArrayPanel *panels = measure_groups (layout, &n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      {
        const PmArrayPanel *a = &panels[i], *b = &panels[j];
        double width = MIN (a->right, b->right) - MAX (a->left, b->left), height = MIN (a->top, b->top) - MAX (a->bottom, b->bottom);
        double smaller = MIN ((a->right - a->left) * (a->top - a->bottom), (b->right - b->left) * (b->top - b->bottom));
        if (width > 0.0 && height > 0.0 && width * height > OVERLAP * smaller)
          return TRUE;
      }
  return FALSE;
}

static gsize
choose_columns (gsize n, double width, double height)
{
  gsize best = 1;
  double best_side = INFINITY;
  for (gsize columns = 1; columns <= n; columns++)
    {
      double side = MAX ((double) columns * width, (double) ((n + columns - 1) / columns) * height);
      if (side < best_side)
        {
          best_side = side;
          best = columns;
        }
    }
  return best;
}

static void
move_pixels (PmArrayLayout *layout)
{
  gsize last = 0;
  for (gsize i = 0; i < layout->n_pixels; i++)
    {
      const char *group = layout->table->group[i];
      if (isnan (layout->x[i]))
        continue;
      if (last >= layout->n_panels || strcmp (layout->panels[last].group, group) != 0)
        for (last = 0; last < layout->n_panels && strcmp (layout->panels[last].group, group) != 0;)
          last++;
      if (last < layout->n_panels)
        {
          layout->x[i] += layout->panels[last].shift_x;
          layout->y[i] += layout->panels[last].shift_y;
        }
      else /* of no sub-array: it has no panel */
        {
          layout->x[i] = layout->y[i] = NAN;
          layout->n_shown--;
        }
    }
}

void
pm_array_panels_arrange (PmArrayLayout *layout)
{
  gsize n;
  PmArrayPanel *panels = measure_groups (layout, &n);
  double width = 0.0, height = 0.0;
  for (gsize k = 0; k < n; k++)
    {
      width = MAX (width, panels[k].right - panels[k].left);
      height = MAX (height, panels[k].top - panels[k].bottom);
    }
  width += GAP * layout->pitch_x;
  height += GAP * layout->pitch_y;
  gsize columns = choose_columns (n, width, height);
  for (gsize k = 0; k < n; k++)
    {
      PmArrayPanel *panel = &panels[k];
      panel->shift_x = (double) (k % columns) * width - panel->left;
      panel->shift_y = -(double) (k / columns) * height - panel->top;
      panel->left += panel->shift_x;
      panel->right += panel->shift_x;
      panel->bottom += panel->shift_y;
      panel->top += panel->shift_y;
    }
  layout->panels = panels;
  layout->n_panels = n;
  move_pixels (layout);
}

gboolean
pm_array_layout_true_position (const PmArrayLayout *self, double x, double y, double *true_x, double *true_y)
{
  gboolean found = self->n_panels == 0;
  *true_x = found ? x : NAN;
  *true_y = found ? y : NAN;
  for (gsize k = 0; k < self->n_panels && !found; k++)
    {
      const PmArrayPanel *panel = &self->panels[k];
      found = x >= panel->left && x <= panel->right && y >= panel->bottom && y <= panel->top;
      if (found)
        {
          *true_x = x - panel->shift_x;
          *true_y = y - panel->shift_y;
        }
    }
  return found;
}
