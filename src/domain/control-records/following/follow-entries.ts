import { defineFollower, type Follower } from '../../followers/index.js';
import type { ControlStores } from '../ports/index.js';
import { entriesOf, joinEntries } from './entries-of.js';

/** Follows the main log, so that what is evidence for a control is known by the place of its entry. */
export const followEntries = (): Follower<Pick<ControlStores, 'entryIndex'>> =>
  defineFollower<Pick<ControlStores, 'entryIndex'>>({
    name: 'control-entries',
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    async take({ batches }) {
      const found = joinEntries(batches.flatMap(entriesOf));
      if (found.length === 0) return undefined;
      return { write: ({ entryIndex }) => entryIndex.add(found) };
    },
  });
