import { retentionExpired, subjectErased } from '../../decisions/events/index.js';
import { defineFollower, type Follower } from '../../followers/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { decisionGone } from '../model/index.js';
import type { CaseStore } from '../ports/index.js';
import { type ErasedDeps, endErased } from './change-case.js';
import type { OversightDeps } from './deps.js';
import { isUnreadable } from './set-aside.js';

/** Cases that are looked through at once. */
const PAGE = 500;

export interface ErasedCasesDeps extends ErasedDeps, Pick<OversightDeps, 'material' | 'onProblem'> {
  readonly store: Pick<CaseStore, 'openPage'>;
}

/**
 * Follows the main log: where people were erased, the cases about their decisions end, before a clock of theirs runs out and opens an incident about
 * nobody. An entry of an erasure names no decision, so every open case is looked at; the place moves on only after that.
 */
export const followErasures = (deps: ErasedCasesDeps): Follower<{ readonly followers: FollowerStore }> =>
  defineFollower({
    name: 'case-erasures',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      if (!batches.some(tellsOfErasure)) return undefined;
      await endErasedCases(deps);
      return {};
    },
  });

const ERASING: readonly string[] = [subjectErased.type, retentionExpired.type];

const tellsOfErasure = ({ batch, envelopes }: BatchRecords): boolean =>
  batch.kind === 'event' &&
  envelopes.some((text) => ERASING.includes((JSON.parse(`${text}}`) as { readonly type?: string }).type ?? ''));

/** Ends every open case whose decision was erased; gives how many. */
export async function endErasedCases(deps: ErasedCasesDeps): Promise<number> {
  let ended = 0;
  for (let after = 0; ; ) {
    const page = await deps.store.openPage(after, PAGE);
    for (const { id, decision, number } of page) {
      after = number;
      if (await endOne(deps, id, decision)) ended++;
    }
    if (page.length < PAGE) return ended;
  }
}

async function endOne(deps: ErasedCasesDeps, id: string, decision: string): Promise<boolean> {
  try {
    if ((await deps.material(decision))?.key !== null) return false;
    const gone = decisionGone(`the decision ${decision} was erased`, {});
    await endErased(deps, id, gone).catch((cause: unknown) => {
      if (cause !== gone) throw cause;
    });
    return true;
  } catch (cause) {
    // A case or a decision that cannot be read as it is stored keeps no other from its end.
    if (!isUnreadable(cause)) throw cause;
    deps.onProblem(cause);
    return false;
  }
}
