import { TribuneError } from '../../../core/base/errors.js';
import { actOn, conflictsOf, type Person, queueOrder, type WholeCase } from '../../../core/oversight/index.js';
import { caseSeen } from '../events/index.js';
import { CASE_LIMITS, LEASE_MS, type StoredCase } from '../model/index.js';
import type { CaseRows, CaseStore, FirstQuery } from '../ports/index.js';
import { type Changed, contextAt, endErased, enterMissed } from './change-case.js';
import { type CaseTx, claimCase, keepCase, type OversightDeps } from './deps.js';
import { mendNames, withKeptFrom } from './kept-from.js';
import { type OpenDecision, openDecision, saveDone, unknownCase, wholeOf } from './opened.js';
import { isUnreadable, namesMended, type SetAside } from './set-aside.js';

/** Cases that a claim ends or sets aside on its way to one that can be read. */
const MOST_PASSED = 100;

/**
 * Gives a reader the next case: that with the least time left of those that they may read, with the reserved shares of each class. Null where
 * none waits.
 *
 * @throws TribuneError CONFLICT where the reader has as many cases as one may have
 */
export async function claimNext(deps: OversightDeps, aside: SetAside, person: Person): Promise<Changed | null> {
  await demandFewHeld(deps.store, deps, { aside, person });
  // Readers ask again and again while nothing waits: that takes no turn among the acts.
  const waiting = await deps.store.queues(deps.nowMs(), aside.ids());
  aside.tellCounts(waiting.changed);
  if (waiting.states.every(({ firstMs }) => firstMs === null)) return null;
  for (let passed = 0; passed <= MOST_PASSED; passed++) {
    const next = await deps.acts.run(claimCase, async (tx): Promise<Taken> => {
      // Once more where it is that reader's turn, as they may have claimed many at once.
      await demandFewHeld(tx.cases, deps, { aside, person });
      const { cases, changed } = await firstFor(tx, person, { nowMs: deps.nowMs(), except: aside.ids() });
      if (changed.length > 0) return { how: 'changed', ids: changed };
      return cases[0] === undefined ? { how: 'none' } : takeOne(deps, tx, cases[0], person);
    });
    switch (next.how) {
      case 'none':
        return null;
      case 'taken':
        return next.changed;
      case 'changed':
        aside.addRows(next.ids);
        break;
      case 'mended':
        for (const id of next.ids) deps.onProblem(namesMended(id));
        break;
      case 'unread':
        aside.addUnread(next.id, next.cause);
        break;
      default:
        // Its decision was erased since: the case ends, and the next one is looked for.
        await endErased(deps, next.id, next.cause).catch((cause: unknown) => {
          if (cause !== next.cause) throw cause;
        });
    }
  }
  throw new TribuneError('SERVICE_BUSY', 'very many cases cannot be read, or are about decisions that were erased', {
    remedy: 'Claim again: those that were found are out of the way.',
  });
}

type Taken =
  | { readonly how: 'none' }
  | { readonly how: 'taken'; readonly changed: Changed }
  | { readonly how: 'mended'; readonly ids: readonly string[] }
  | { readonly how: 'changed'; readonly ids: readonly string[] }
  | { readonly how: 'unread'; readonly id: string; readonly cause: TribuneError }
  | { readonly how: 'erased'; readonly id: string; readonly cause: unknown };

async function takeOne(deps: OversightDeps, tx: CaseTx, stored: StoredCase, person: Person): Promise<Taken> {
  const { id, decision, queue } = stored.record;
  let open: OpenDecision;
  let whole: WholeCase;
  try {
    const about = await tx.cases.ofDecision(decision);
    const record = withKeptFrom(stored.record, about);
    // The case was found for them although it keeps them from it: names by which it is looked for were removed.
    if (conflictsOf(record, person).length > 0) {
      const ids = await mendNames(tx.cases, about);
      if (ids.length > 0) return { how: 'mended', ids };
    }
    open = await openDecision(deps, decision);
    whole = wholeOf({ ...stored, record }, open.key, deps);
  } catch (cause) {
    if (cause instanceof TribuneError && cause.reason === 'case.decision-erased') return { how: 'erased', id, cause };
    if (isUnreadable(cause)) return { how: 'unread', id, cause };
    throw cause;
  }
  const done = actOn(whole, { act: 'claim', person }, contextAt(deps.nowMs()));
  await saveDone(tx, done, open.key, deps);
  await tx.cases.taken(queue);
  tx.enter(caseSeen({ actor: person.id, case: id, of: decision }));
  return { how: 'taken', changed: { ...open, whole: done.whole } };
}

async function firstFor(tx: CaseTx, { id, name }: Person, asked: Omit<FirstQuery, 'who'>): Promise<CaseRows> {
  const { states } = await tx.cases.queues(asked.nowMs, asked.except);
  for (const queue of queueOrder(states)) {
    const found = await tx.cases.first(queue, { ...asked, who: [id, name] });
    if (found.cases.length > 0 || found.changed.length > 0) return found;
  }
  return { cases: [], changed: [] };
}

/** Demands that a reader has fewer cases than one may have, of those whose lease has not run out. */
async function demandFewHeld(
  store: Pick<CaseStore, 'heldBy'>,
  { nowMs }: Pick<OversightDeps, 'nowMs'>,
  { aside, person }: { readonly aside: SetAside; readonly person: Person },
): Promise<void> {
  const { cases, changed } = await store.heldBy(person.id);
  aside.addRows(changed);
  const held = cases.filter(
    ({ record }) => record.stage === 'awaiting-subject' || record.reads.at(-1)!.untilMs > nowMs(),
  );
  if (held.length < CASE_LIMITS.heldAtOnce) return;
  throw new TribuneError('CONFLICT', `you have ${held.length} cases, which is the most`, {
    remedy: 'Answer one of them, or give it back: GET /v1/cases/mine lists them.',
  });
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
