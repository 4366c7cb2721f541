import { defineFollower, type Follower, type Pace } from '../../followers/index.js';
import type { ControlStores } from '../ports/index.js';
import { entriesOf, joinEntries } from './entries-of.js';

/**
 * Half a second of entries is written at once: explanations are entered one by one, each of the same few versions, and a transaction for every one
 * would cost a tenth of making it. So many entries come sooner, because those that are in memory are few.
 */
const PACE: Pace = { everyMs: 500, isDue: ({ entries, atStart }) => atStart || entries >= 8192 };

/** Follows the main log, so that what is evidence for a control is known by the place of its entry. */
export const followEntries = (): Follower<Pick<ControlStores, 'entryIndex'>> =>
  defineFollower<Pick<ControlStores, 'entryIndex'>>({
    name: 'control-entries',
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    pace: PACE,
    async take({ batches }) {
      const found = joinEntries(batches.flatMap(entriesOf));
      if (found.length === 0) return undefined;
      return { write: ({ entryIndex }) => entryIndex.add(found) };
    },
  });
