import type { TagIndex } from '../../tag-index/index.js';
import type { ErasurePlan } from '../ports/index.js';
import type { RepeatStore } from '../ports/segments.js';
import type { Segments } from '../segments/segments.js';
import { idsAt, ownPlaces, type PlanDeps } from './plan.js';
import { destroyLeft, resealWithout } from './reseal.js';

export interface CarryOutDeps extends PlanDeps {
  readonly tags: TagIndex;
  readonly segments: Segments | null;
  readonly repeats: RepeatStore | null;
}

/** Carries out the plan of an erasure. Steps that were done before are passed over, so it may be cut short anywhere and begun again. */
export async function carryOut(deps: CarryOutDeps, plan: ErasurePlan): Promise<void> {
  const { log, decisions, segments, repeats, tags } = deps;
  const own = ownPlaces(plan);
  const ids = await idsAt(deps, own);
  await segments?.forget(plan.batches.map(({ seq }) => seq));
  for (const planned of plan.batches) {
    const { seq } = planned;
    const { now, before } = await resealWithout(deps, { log, seq }, [...planned.own, ...planned.later]);
    // A crash before this step leaves the old keys in their page; the plan names them, so that they are destroyed at the next attempt.
    await destroyLeft(deps, now, [planned, before]);
  }
  if (ids.length > 0) {
    await decisions.forgetDigests(log, ids);
    await repeats?.forget(ids);
  }
  if (own.size > 0) await tags.forgetPlaces(own, plan.bucket);
}
