import { eventsIn } from '../../followers/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { monitorUnwatched, monitorWatched } from '../events/index.js';

/** An entry that has a deployment watched, or no longer. */
export interface WatchNotice {
  readonly deployment: string;
  /** Digest of the policy; null where the deployment is not watched from there on. */
  readonly policy: string | null;
  readonly by: string;
}

/** Reads the notices of a batch, in its order. */
export const noticesOf = (batch: BatchRecords): WatchNotice[] =>
  eventsIn(batch, (type) => type === monitorWatched.type || type === monitorUnwatched.type).map(({ payload }) => {
    const { deployment, policy = null, by } = payload as { deployment: string; policy?: string; by: string };
    return { deployment, policy, by };
  });
