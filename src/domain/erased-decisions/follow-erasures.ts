import { retentionExpired, subjectErased } from '../decisions/events/index.js';
import { defineFollower, type Follower } from '../followers/index.js';
import type { FollowerStore } from '../log/ports/index.js';
import type { BatchRecords } from '../log/seal/index.js';
import type { ErasedDecisionStore } from './ports.js';

/** Decisions that are looked for at once. */
const PAGE = 1000;

/** Ends what a room holds about some decisions of which each is looked at itself; of most of them a room holds nothing. */
export type Ending = (decisions: readonly string[]) => Promise<void>;

interface ErasedDecisionsDeps {
  readonly store: ErasedDecisionStore;
  readonly endings: readonly Ending[];
}

/**
 * Follows the main log: where people were erased, the cases about their decisions end, before a clock of theirs runs out and opens an incident about
 * nobody, and what they handed in is removed. The place moves on only after that. An entry of an erasure names no decision; the erasure itself leaves
 * their ids before it is entered, so that nothing else is looked at.
 */
export const followErasures = (deps: ErasedDecisionsDeps): Follower<{ readonly followers: FollowerStore }> =>
  defineFollower({
    name: 'case-erasures',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      if (!batches.some(tellsOfErasure)) return undefined;
      await endErased(deps);
      return {};
    },
  });

const ERASING: readonly string[] = [subjectErased.type, retentionExpired.type];

const tellsOfErasure = ({ batch, envelopes }: BatchRecords): boolean =>
  batch.kind === 'event' &&
  envelopes.some((text) => ERASING.includes((JSON.parse(`${text}}`) as { readonly type?: string }).type ?? ''));

/** Ends everything about the decisions that wait; gives how many there were. */
export async function endErased({ store, endings }: ErasedDecisionsDeps): Promise<number> {
  for (let ended = 0; ; ) {
    const decisions = await store.waiting(PAGE);
    for (const end of endings) await end(decisions);
    await store.done(decisions);
    ended += decisions.length;
    if (decisions.length < PAGE) return ended;
  }
}
