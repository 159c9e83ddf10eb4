/* SPDX-License-Identifier: GPL-3.0-or-later
 * Channels, groups and their slots.
 */
#include "pm-instrument.h"
#include "pm-timeline.h"
#include "pm-test.h"

/* Three groups of 20, 16 and 5 channels; those whose bit is set in `blind` are blind. */
static PmInstrument *
make_instrument (const char *name, const char *band, guint64 blind)
{
  static const int sizes[] = { 20, 16, 5 };
  PmChannel *channels = g_new0 (PmChannel, 41);
  PmChannelGroup *groups = g_new0 (PmChannelGroup, 3);
  gsize n = 0;
  for (int g = 0; g < 3; g++)
    {
      g_snprintf (groups[g].name, sizeof groups[g].name, "G%d", g);
      for (int c = 0; c < sizes[g]; c++, n++)
        {
          g_snprintf (channels[n].id, sizeof channels[n].id, "G%d[0,%d]", g, c);
          channels[n].index = (int) (3 * n);
          channels[n].col = c;
          channels[n].group = g;
          channels[n].blind = blind >> n & 1;
        }
    }
  return pm_instrument_new (name, band, channels, n, groups, 3);
}

/* Whatever is blind: groups start new blocks, follow one another without holes, and slots and channels point at each other. */
static void
check_slots (const PmInstrument *self)
{
  g_autofree gsize *found = g_new0 (gsize, self->n_groups);
  gsize next_block = 0;
  for (gsize g = 0; g < self->n_groups; g++)
    {
      gsize live = 0;
      for (gsize c = 0; c < self->n_channels; c++)
        live += self->channels[c].group == (int) g && !self->channels[c].blind;
      g_assert_cmpuint (self->groups[g].first_block, ==, next_block);
      g_assert_cmpuint (self->groups[g].n_blocks, ==, (live + PM_LANES - 1) / PM_LANES);
      next_block += self->groups[g].n_blocks;
    }
  g_assert_cmpuint (self->n_blocks, ==, next_block);
  for (gsize c = 0; c < self->n_channels; c++)
    {
      const PmChannel *channel = &self->channels[c];
      const PmChannelGroup *group = &self->groups[channel->group];
      g_assert_true (channel->blind == (channel->slot == PM_SLOT_NONE));
      if (channel->blind)
        continue;
      g_assert_cmpuint (channel->slot, ==, group->first_block * PM_LANES + found[channel->group]++); /* in order, side by side */
      g_assert_cmpuint (self->channel_of_slot[channel->slot], ==, c);
    }
  gsize used = 0, live = 0;
  for (gsize s = 0; s < self->n_blocks * PM_LANES; s++)
    used += self->channel_of_slot[s] != PM_SLOT_NONE;
  for (gsize g = 0; g < self->n_groups; g++)
    live += found[g];
  g_assert_cmpuint (used, ==, live);
}

static void
test_slots (void)
{
  g_autoptr (PmInstrument) all = make_instrument ("CAMERA", "C", 0);
  check_slots (all);
  g_assert_cmpuint (all->n_blocks, ==, 2 + 1 + 1); /* 20, 16 and 5 channels by sixteens */
  g_assert_cmpuint (all->groups[1].first_block, ==, 2);
  g_assert_cmpuint (all->channels[20].slot, ==, 32);
  g_assert_cmpuint (all->channel_of_slot[20], ==, PM_SLOT_NONE);
  g_assert_cmpuint (all->channels[40].slot, ==, 52);
  g_assert_cmpstr (all->name, ==, "CAMERA");
  g_assert_cmpstr (all->band, ==, "C");
}

static void
test_blind (void)
{
  g_autoptr (PmInstrument) some = make_instrument ("CAMERA", "C", 0xf003); /* 0, 1, 12 ... 15: 14 are left in one block */
  check_slots (some);
  g_assert_cmpuint (some->groups[0].n_blocks, ==, 1);
  g_assert_cmpuint (some->channels[2].slot, ==, 0);
  g_assert_cmpuint (some->channels[16].slot, ==, 10);
  g_assert_cmpuint (some->channels[20].slot, ==, 16);
  g_autoptr (PmInstrument) no_middle = make_instrument ("CAMERA", "C", 0xffffull << 20); /* a group without a live channel */
  check_slots (no_middle);
  g_assert_cmpuint (no_middle->groups[1].n_blocks, ==, 0);
  g_assert_cmpuint (no_middle->groups[2].first_block, ==, 2);
  g_autoptr (PmInstrument) none = make_instrument ("CAMERA", "C", G_MAXUINT64);
  check_slots (none);
  g_assert_cmpuint (none->n_blocks, ==, 0);
}

static void
test_equal (void)
{
  g_autoptr (PmInstrument) a = make_instrument ("CAMERA", "C", 3), same = make_instrument ("CAMERA", "C", 3);
  g_autoptr (PmInstrument) name = make_instrument ("CAMERB", "C", 3), band = make_instrument ("CAMERA", "D", 3);
  g_autoptr (PmInstrument) blind = make_instrument ("CAMERA", "C", 5), no_band = make_instrument ("CAMERA", NULL, 3);
  g_assert_true (pm_instrument_equal (a, a));
  g_assert_true (pm_instrument_equal (a, same));
  g_assert_true (pm_instrument_equal (no_band, no_band));
  g_assert_false (pm_instrument_equal (a, name));
  g_assert_false (pm_instrument_equal (a, band));
  g_assert_false (pm_instrument_equal (a, blind));
  g_assert_false (pm_instrument_equal (a, no_band));
  same->channels[40].index++;
  g_assert_false (pm_instrument_equal (a, same));
}

static void
test_reference (void)
{
  PmInstrument *self = make_instrument ("CAMERA", "C", 0);
  PmInstrument *other = pm_instrument_ref (self);
  g_assert_true (other == self);
  pm_instrument_unref (self);
  check_slots (other); /* still there: an address sanitizer would see it otherwise */
  pm_instrument_unref (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instrument/slots", test_slots);
  g_test_add_func ("/instrument/blind", test_blind);
  g_test_add_func ("/instrument/equal", test_equal);
  g_test_add_func ("/instrument/reference", test_reference);
  return g_test_run ();
}
