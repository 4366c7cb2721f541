import { DAY_MS } from '../../../core/base/durations.js';
import type { Epoch } from '../ports.js';

/** Batches of the log that an epoch lasts at least which began because a clock was set back, before another may begin for that. */
const LEAST_BATCHES = 10_000;

type Reason = 'clock-set-back' | 'clocks-differ';

/**
 * Why the next epoch begins with a batch by which the clock was set back; null where the epoch goes on, and what is behind is late.
 *
 * Two processes whose clocks differ, whose senders' differ likewise, set the clock of the log back with every other batch, and evidence would begin anew without end. So the epoch after a set-back may end by one more, since a clock may be put right in two steps;
 * that one says that clocks differ, and ends by none for a day and so many batches. The day is told by the clocks that are in doubt, so that batches are counted besides. All of it stands in the epoch and in the log: a service that was killed decides the same.
 *
 * @param epoch the one that lasts
 */
export function renewalBySetBack(
  { reason, fromSeq, beganAtMs }: Pick<Epoch, 'reason' | 'fromSeq' | 'beganAtMs'>,
  { seq, receivedMs }: { readonly seq: number; readonly receivedMs: number },
): Reason | null {
  if (reason !== 'clock-set-back' && reason !== 'clocks-differ') return 'clock-set-back';
  if (seq - fromSeq >= LEAST_BATCHES && Math.abs(receivedMs - beganAtMs) >= DAY_MS) return 'clock-set-back';
  return reason === 'clock-set-back' ? 'clocks-differ' : null;
}
