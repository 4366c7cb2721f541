import type { DerivedStore, LogName } from '../../log/ports/index.js';
import { BatchReader } from '../../log/read/index.js';
import type { SealedResults } from '../../sealed-results/index.js';
import type { Segments } from '../../segments/index.js';
import type { TagIndex } from '../../tag-index/index.js';
import type {
  DataPlaces,
  ErasedExtent,
  ErasedIds,
  ErasedListStore,
  ErasurePlan,
  ErasureRecord,
} from '../ports/index.js';
import type { RepeatStore } from '../ports/repeats.js';
import { envelopesOf } from '../read/audit-row.js';
import { idsAt, ownPlaces, type Places, type PlanDeps } from './plan.js';
import { destroyLeft, resealWithout } from './reseal.js';

export interface CarryOutDeps extends PlanDeps {
  readonly tags: TagIndex;
  readonly segments: Segments | null;
  readonly results: SealedResults;
  readonly repeats: RepeatStore | null;
  readonly erasedLists: ErasedListStore | null;
  readonly erasedIds: ErasedIds | null;
  readonly derived: DerivedStore | null;
  readonly dataPlaces: DataPlaces | null;
  /** Called when a batch was sealed anew, before anybody is told that the erasure is done. */
  readonly onSealedAnew: (log: LogName, seq: number) => void;
}

/**
 * Carries out the plan of an erasure. Steps that were done before are passed over, so it may be cut short anywhere and begun again.
 *
 * @returns the number of results of audits that were destroyed, as they may have shown the subject
 */
export async function carryOut(
  deps: CarryOutDeps,
  { id, plan, subjectTag }: Pick<ErasureRecord, 'id' | 'subjectTag'> & { readonly plan: ErasurePlan },
): Promise<number> {
  const { log, decisions, segments, repeats, tags } = deps;
  const own = ownPlaces(plan);
  const ids = await idsAt(deps, own);
  // Nothing but the plan tells of which lists they were once the first of them is gone.
  if (plan.lists !== undefined) await deps.erasedLists?.keep(plan.lists);
  await segments?.forget(plan.batches.map(({ seq }) => seq));
  for (const planned of plan.batches) {
    const { seq } = planned;
    const { now, before } = await resealWithout(deps, { log, seq }, [...planned.own, ...planned.later]);
    deps.onSealedAnew(log, seq);
    // A crash before this step leaves the old keys in their page; the plan names them, so that they are destroyed at the next attempt.
    await destroyLeft(deps, now, [planned, before]);
  }
  if (ids.length > 0) {
    await decisions.forgetDigests(log, ids);
    await repeats?.forget(ids);
    await deps.derived?.forget(ids);
    await deps.erasedIds?.add(ids);
  }
  if (subjectTag !== null) await deps.dataPlaces?.forget(subjectTag);
  if (own.size > 0) await tags.forgetPlaces(own, plan.bucket);
  // A result of an audit is kept as long as one of the decisions that it was made of.
  if (plan.type === 'retention.expired') return deps.results.expire(id, plan.results ?? []);
  // The log comes first, so that an audit which begins from here on reads nothing of the subject.
  return deps.results.forget(id, await extentsOf(deps, own));
}

/** Gives the deployments of erased decisions, each with the entry of the first. The envelopes of entries outlast an erasure. */
async function extentsOf(deps: PlanDeps, own: Places): Promise<ErasedExtent[]> {
  const first = new Map<string, number>();
  for (const [seq, positions] of own) {
    const opened = await new BatchReader(deps, deps.log).opened(seq);
    const envelope = envelopesOf(opened);
    for (const position of positions) {
      const { deployment } = envelope(position);
      const index = opened.batch.firstIndex + position;
      first.set(deployment, Math.min(index, first.get(deployment) ?? index));
    }
  }
  return [...first].map(([deployment, firstIndex]) => ({ deployment, firstIndex }));
}
