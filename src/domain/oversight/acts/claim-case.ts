import { TribuneError } from '../../../core/base/errors.js';
import { actOn, type Person, queueOrder } from '../../../core/oversight/index.js';
import { caseSeen } from '../events/index.js';
import { CASE_LIMITS, LEASE_MS, type StoredCase } from '../model/index.js';
import { type Changed, contextAt, endErased, enterMissed } from './change-case.js';
import { type CaseTx, claimCase, keepCase, type OversightDeps } from './deps.js';
import { openDecision, saveDone, unknownCase, wholeOf } from './opened.js';

/** Cases of erased decisions that a claim ends on its way to one that can be read. */
const MOST_ENDED = 100;

/**
 * Gives a reader the next case: that with the least time left of those that they may read, with the reserved shares of each class. Null where
 * none waits.
 *
 * @throws TribuneError CONFLICT where the reader has as many cases as one may have
 */
export async function claimNext(deps: OversightDeps, person: Person): Promise<Changed | null> {
  const held = await heldNow(deps, person);
  if (held.length >= CASE_LIMITS.heldAtOnce)
    throw new TribuneError('CONFLICT', `you have ${held.length} cases, which is the most`, {
      remedy: 'Answer one of them, or give it back: GET /v1/cases/mine lists them.',
    });
  // Readers ask again and again while nothing waits: that takes no turn among the acts.
  const waiting = await deps.store.queues(deps.nowMs());
  if (waiting.every(({ firstMs }) => firstMs === null)) return null;
  for (let ended = 0; ended <= MOST_ENDED; ended++) {
    const next = await deps.acts.run(claimCase, async (tx) => {
      const stored = await firstFor(tx, person, deps.nowMs());
      return stored === null ? null : takeOne(deps, tx, stored, person);
    });
    if (next === null || next.isTaken) return next?.changed ?? null;
    // Its decision was erased since: the case ends, and the next one is looked for.
    await endErased(deps, next.id, next.cause).catch((cause: unknown) => {
      if (cause !== next.cause) throw cause;
    });
  }
  throw new TribuneError('SERVICE_BUSY', 'very many cases are about decisions that were erased', {
    remedy: 'Claim again: those that were found ended are out of the way.',
  });
}

type Taken =
  | { readonly isTaken: true; readonly changed: Changed }
  | { readonly isTaken: false; readonly id: string; readonly cause: unknown };

async function takeOne(deps: OversightDeps, tx: CaseTx, stored: StoredCase, person: Person): Promise<Taken> {
  const { id, decision, queue } = stored.record;
  try {
    const open = await openDecision(deps, decision);
    const done = actOn(wholeOf(stored, open.key, deps), { act: 'claim', person }, contextAt(deps.nowMs()));
    await saveDone(tx, done, open.key, deps);
    await tx.cases.taken(queue);
    tx.enter(caseSeen({ actor: person.id, case: id, of: decision }));
    return { isTaken: true, changed: { ...open, whole: done.whole } };
  } catch (cause) {
    if (cause instanceof TribuneError && cause.reason === 'case.decision-erased') return { isTaken: false, id, cause };
    throw cause;
  }
}

async function firstFor(tx: CaseTx, { id, name }: Person, nowMs: number): Promise<StoredCase | null> {
  const who = [id, name];
  for (const queue of queueOrder(await tx.cases.queues(nowMs))) {
    const found = await tx.cases.first(queue, { who, nowMs });
    if (found !== null) return found;
  }
  return null;
}

/** The cases that a reader has, whose lease has not run out. */
async function heldNow({ store, nowMs }: OversightDeps, person: Person): Promise<StoredCase[]> {
  const all = await store.heldBy(person.id);
  return all.filter(({ record }) => record.stage === 'awaiting-subject' || record.reads.at(-1)!.untilMs > nowMs());
}

/** Gives a sign of life of a reader, and so keeps their case for them; its clocks are looked at on the way. */
export async function keepOne(deps: OversightDeps, id: string, person: Person): Promise<number> {
  const found = await deps.store.find(id);
  if (found === null) throw unknownCase(id);
  await enterMissed(deps, found);
  return deps.acts.run(keepCase, async (tx) => {
    const stored = await tx.cases.lock(id);
    const read = stored?.record.reads.findLast(({ ended }) => ended === null);
    if (stored === null || read?.by !== person.id || stored.record.stage === 'awaiting-subject') throw unknownCase(id);
    const untilMs = deps.nowMs() + LEASE_MS;
    const reads = stored.record.reads.map((one) => (one === read ? { ...one, untilMs } : one));
    await tx.cases.save({ ...stored, record: { ...stored.record, reads } });
    return untilMs;
  });
}
