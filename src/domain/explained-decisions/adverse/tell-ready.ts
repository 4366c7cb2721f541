import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { printUuid } from '../../../core/base/uuid.js';
import { defineFollower, eventsIn, type Follower } from '../../followers/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { explanationIssued } from '../events/index.js';

/** Explanations that one message tells of. */
const MOST_TOLD = 500;
const UUID_SIZE = 16;

/** What came of a message. */
export type ReadySent =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly isFinal: boolean };

/** An explanation that is ready, as a receiver is told of it: nothing of a person. */
interface Ready {
  readonly decision: string;
  readonly version: string;
  /** Keyed digest of the explanation, as its entry names it. */
  readonly digest: string;
}

/**
 * Follows the main log and tells a receiver which explanations are ready. A message that does not come through is sent again under the same id,
 * in its order; one that the receiver refuses for good is counted and left.
 */
export const tellReady = (deps: {
  readonly send: (id: string, message: object) => Promise<ReadySent>;
  readonly onTold: (outcome: 'told' | 'refused', explanations: number) => void;
  readonly onProblem: (cause: Error) => void;
}): Follower<{ readonly followers: FollowerStore }> =>
  defineFollower({
    name: 'explanations-ready',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      // A message is of one batch: how many batches come at once differs from one attempt to the next, and its id must not.
      const messages = batches.flatMap((batch) => partsOf(readyIn(batch)));
      for (const explanations of messages) {
        const sent = await deps.send(idOf(explanations), { type: 'explanations.ready', explanations });
        if (!sent.ok && !sent.isFinal) throw unsent(sent.problem);
        if (!sent.ok) deps.onProblem(unsent(sent.problem));
        deps.onTold(sent.ok ? 'told' : 'refused', explanations.length);
      }
      return messages.length === 0 ? undefined : {};
    },
  });

/** What the messages about one batch tell. */
const partsOf = (ready: readonly Ready[]): (readonly Ready[])[] =>
  Array.from({ length: Math.ceil(ready.length / MOST_TOLD) }, (_, at) =>
    ready.slice(at * MOST_TOLD, (at + 1) * MOST_TOLD),
  );

/** The same message has the same id, so that a receiver takes it once. */
const idOf = (explanations: readonly Ready[]): string => {
  const digest = sha256(utf8(explanations.map(({ decision, digest: of }) => `${decision} ${of}\n`).join('')));
  return `explanations-${printUuid(digest.subarray(0, UUID_SIZE))}`;
};

const readyIn = (batch: BatchRecords): Ready[] =>
  eventsIn(batch, (type) => type === explanationIssued.type).map(({ payload }) => {
    const { of, version, digest } = payload as Record<'of' | 'version' | 'digest', string>;
    return { decision: of, version, digest };
  });

const unsent = (problem: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `the receiver of ready explanations: ${problem}`, {
    remedy: 'Look at explanations.webhook in tribune.yaml and at the receiver; what is not told yet is told later.',
  });
