import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import { encodeHex } from '../../../core/ledger/index.js';
import type { BatchKind, DecisionLog, Keyring, LogName, Runtime } from '../../log/ports/index.js';
import { BatchReader } from '../../log/read/index.js';
import { idAt, type OpenDeps } from '../../log/seal/index.js';
import { type ErasurePlan, type ErasureRecord, type PlannedBatch, taggedText } from '../ports/index.js';
import { demandAbout } from '../read/about.js';
import { erasureBegun } from './errors.js';
import { keysOf } from './reseal.js';

/** Positions of records by the number of their batch. */
export type Places = Map<number, Set<number>>;

export function addPlace(places: Places, seq: number, position: number): void {
  const positions = places.get(seq) ?? new Set();
  positions.add(position);
  places.set(seq, positions);
}

export interface PlanDeps extends OpenDeps {
  readonly log: LogName;
  readonly decisions: DecisionLog;
}

/** Gives the ids of the records at some places. */
export async function idsAt(deps: PlanDeps, places: Places): Promise<Uint8Array[]> {
  const ids: Uint8Array[] = [];
  for (const [seq, positions] of places) {
    // Each batch gets its own reader, as one reader for all would hold more than fits into memory.
    const stored = await new BatchReader(deps, deps.log).verified(seq);
    for (const position of positions) ids.push(idAt(stored, position).slice());
  }
  return ids;
}

/** Plans what is erased with some decisions: labels and attributes that came later speak about the person as well. */
export async function planBatches(deps: PlanDeps, own: Places): Promise<PlannedBatch[]> {
  const { log, decisions } = deps;
  const later: Places = new Map();
  const about = new Map<string, { readonly id: Uint8Array; readonly kind: BatchKind }>();
  for (const { seq, position, kind, decision: id } of await decisions.refsOfAll(log, await idsAt(deps, own))) {
    addPlace(later, seq, position);
    about.set(`${seq}/${position}`, { id, kind });
  }
  const batches: PlannedBatch[] = [];
  for (const seq of new Set([...own.keys(), ...later.keys()])) {
    const stored = await new BatchReader(deps, log).verified(seq);
    for (const position of later.get(seq) ?? [])
      demandAbout({ batch: stored }, { seq, position }, about.get(`${seq}/${position}`)!);
    batches.push({ seq, ...keysOf(stored), own: [...(own.get(seq) ?? [])], later: [...(later.get(seq) ?? [])] });
  }
  return batches;
}

/**
 * Gives the batches of a plan together with labels and attributes that came since it was made; the keys noted for a batch stay. Gives the
 * same batches when nothing came.
 */
export async function withLater(deps: PlanDeps, plan: ErasurePlan): Promise<ErasurePlan['batches']> {
  const bySeq = new Map(plan.batches.map((planned) => [planned.seq, planned]));
  let isSame = true;
  for (const fresh of await planBatches(deps, ownPlaces(plan))) {
    const planned = bySeq.get(fresh.seq);
    const later = [...new Set([...(planned?.later ?? []), ...fresh.later])];
    if (planned !== undefined && later.length === planned.later.length) continue;
    bySeq.set(fresh.seq, { ...(planned ?? fresh), later });
    isSame = false;
  }
  return isSame ? plan.batches : [...bySeq.values()];
}

/** Counts the records and batches of a plan. */
export function sizeOf(batches: ErasurePlan['batches']): { nRecords: number; nBatches: number } {
  const nRecords = batches.reduce((sum, { own, later }) => sum + own.length + later.length, 0);
  return { nRecords, nBatches: batches.length };
}

/** Gives the places of the decisions of a plan. */
export const ownPlaces = ({ batches }: ErasurePlan): Places =>
  new Map(batches.filter(({ own }) => own.length > 0).map(({ seq, own }) => [seq, new Set(own)]));

/** What an erasure is, before it is known where the records stand. */
export type PlannedErasure = Pick<ErasurePlan, 'type' | 'payload' | 'bucket' | 'results'>;

/** Gives the tag of a subject. */
export const tagOf = (
  { runtime, keyring }: { readonly runtime: Runtime; readonly keyring: Keyring },
  subject: string,
): Uint8Array => runtime.hmacSha256(keyring.indexKey(), taggedText(subject));

/** Gives the keyed hash of a plan, which is bound to its erasure. */
export function sealOf(
  { runtime, keyring }: { readonly runtime: Runtime; readonly keyring: Keyring },
  erasure: string,
  { seal: _, ...plan }: Omit<ErasurePlan, 'seal'> & { readonly seal?: string },
): string {
  const text = canonicalJson({ erasure, ...plan });
  return encodeHex(runtime.hmacSha256(keyring.indexKey(), new TextEncoder().encode(`erasure plan ${text}`)));
}

/** Throws `STORE_INVALID` for a plan that the service did not make. */
export function demandOwnPlan(deps: Parameters<typeof sealOf>[0], erasure: string, plan: ErasurePlan): void {
  if (plan.seal === sealOf(deps, erasure, plan)) return;
  throw new TribuneError('STORE_INVALID', `the plan of erasure ${erasure} was changed in the database`, {
    remedy: 'Nothing was erased under it. Find out who writes to the database, and ask for the erasure again.',
  });
}

/** Throws `erasure.begun` where the plan of an erasure that was cut short has some of these decisions: it is finished as it was stored. */
export function demandNotBegun(
  deps: Parameters<typeof sealOf>[0],
  pending: readonly ErasureRecord[],
  places: Places,
): void {
  const begun = pending.find(({ id, plan }) => {
    if (plan === null || plan.seal !== sealOf(deps, id, plan)) return false;
    const own = ownPlaces(plan);
    return [...places].some(([seq, positions]) => [...positions].some((position) => own.get(seq)?.has(position)));
  });
  if (begun === undefined) return;
  throw erasureBegun(
    `an erasure of this subject has begun (certificate ${begun.id}), so that a hold would keep nothing`,
    {
      remedy:
        'It was cut short, and the next housekeeping or start of the service finishes it. Set the hold then, for what is recorded later.',
    },
  );
}
