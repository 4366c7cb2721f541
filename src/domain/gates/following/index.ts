import { defineFollower, type Follower } from '../../followers/index.js';
import { changedBy } from './changed-by.js';

export { changedBy } from './changed-by.js';

/**
 * Follows the log, so that a gate is judged as soon as something happened that it is judged by: evidence that failed closes it then, and not with the next
 * round. What happened while no process followed is judged at the start, as every gate is.
 */
export const followEvidence = (touch: (changed: ReadonlySet<string> | null) => void): Follower<object> =>
  defineFollower<object>({
    name: 'gate-evidence',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      const changed = changedBy(batches);
      return changed !== null && changed.size === 0 ? undefined : { committed: () => touch(changed) };
    },
  });
