import { TribuneError } from '../../../core/base/errors.js';
import {
  actOn,
  type CaseRecord,
  conflictsOf,
  type Person,
  type WholeCase,
  withBeat,
} from '../../../core/oversight/index.js';
import { caseSeen } from '../events/index.js';
import { CASE_LIMITS, LEASE_MS, placeOf, type StoredCase } from '../model/index.js';
import type { CaseRows, ToClaim } from '../ports/index.js';
import { type Changed, contextAt, endErased, enterMissed } from './change-case.js';
import type { ClaimDesk } from './claim-desk.js';
import { type CaseTx, claimCase, keepCase, type OversightDeps } from './deps.js';
import { mendNames, withKeptFrom } from './kept-from.js';
import { enterAll, type OpenDecision, openDecision, sealedCase, unknownCase, wholeOf } from './opened.js';
import { isUnreadable, namesMended, type SetAside } from './set-aside.js';
import { demandTrained, isTrained } from './training.js';

/** Cases that a claim ends, sets aside or loses to another one on its way to one that can be read. */
const MOST_PASSED = 100;

/** How claims find cases, and which are left out. */
export interface ClaimParts {
  readonly desk: ClaimDesk;
  readonly aside: SetAside;
}

/**
 * Gives a reader the next case: that with the least time left of those that they may read, with the reserved shares of each class. Null where
 * none waits. The case is looked for and its decision opened before the act, in which all others wait; the act looks again at what may have changed
 * meanwhile: how the case stands, who may not read it, and how many the reader has.
 *
 * @throws TribuneError CONFLICT where the reader has as many cases as one may have
 */
export async function claimNext(
  deps: OversightDeps,
  { desk, aside }: ClaimParts,
  person: Person,
): Promise<Changed | null> {
  const [trained, held] = await Promise.all([isTrained(deps, person), deps.store.heldBy(person.id)]);
  demandTrained(trained, deps);
  demandFew(held, deps, aside);
  for (let passed = 0; passed <= MOST_PASSED; passed++) {
    const reserved = await desk.next(person);
    if (reserved === null) return null;
    const { id } = reserved.stored.record;
    try {
      const next = await claimOne(deps, { aside, stored: reserved.stored, person, trained });
      if (next.how === 'taken') return next.changed;
      if (next.how === 'mended') for (const one of next.ids) deps.onProblem(namesMended(one));
      if (next.how === 'unread') aside.addUnread(id, next.cause);
      // Its decision was erased since: the case ends, and the next one is looked for.
      if (next.how === 'erased')
        await endErased(deps, id, next.cause).catch((cause: unknown) => {
          if (cause !== next.cause) throw cause;
        });
    } finally {
      reserved.release();
    }
  }
  throw new TribuneError('SERVICE_BUSY', 'very many cases cannot be read, or are about decisions that were erased', {
    remedy: 'Claim again: those that were found are out of the way.',
  });
}

type Taken =
  | { readonly how: 'taken'; readonly changed: Changed }
  /** Somebody else has it meanwhile, or something that was not so keeps the reader from it. */
  | { readonly how: 'gone' }
  | { readonly how: 'mended'; readonly ids: readonly string[] }
  | { readonly how: 'unread'; readonly cause: TribuneError }
  | { readonly how: 'erased'; readonly cause: unknown };

interface Wanted {
  readonly aside: SetAside;
  readonly stored: StoredCase;
  readonly person: Person;
  readonly trained: boolean | undefined;
}

async function claimOne(deps: OversightDeps, { aside, stored, person, trained }: Wanted): Promise<Taken> {
  const { id, decision } = stored.record;
  try {
    const open = await openDecision(deps, decision);
    // A clock that ran out is entered with its incident; where that cannot be opened, the claim enters it all the same.
    await enterMissed(deps, stored).catch((cause: unknown) => deps.onProblem(cause as Error));
    return await deps.acts.run(claimCase, async (tx) => {
      const { about, held } = await tx.cases.lockToClaim(decision, person.id);
      // Once more where it is that reader's turn, as they may have claimed many at once.
      demandFew(held, deps, aside);
      return takeOne(deps, tx, { id, about, open, person, trained });
    });
  } catch (cause) {
    if (cause instanceof TribuneError && cause.reason === 'case.decision-erased') return { how: 'erased', cause };
    if (isUnreadable(cause)) return { how: 'unread', cause };
    throw cause;
  }
}

async function takeOne(
  deps: OversightDeps,
  tx: CaseTx,
  {
    id,
    about,
    open,
    person,
    trained,
  }: { readonly id: string; readonly open: OpenDecision } & Pick<ToClaim, 'about'> & Pick<Wanted, 'person' | 'trained'>,
): Promise<Taken> {
  const nowMs = deps.nowMs();
  const stored = about.find(({ record }) => record.id === id);
  if (stored === undefined || !isFree(stored, nowMs)) return { how: 'gone' };
  const record = withKeptFrom(stored.record, about);
  if (conflictsOf(record, person).length > 0) {
    // The case was found for them although it keeps them from it: names by which it is looked for were removed, or it keeps them from it since.
    const ids = await mendNames(tx.cases, about);
    if (ids.length > 0) return { how: 'mended', ids };
    // What keeps them from every case is refused below.
    if (conflictsOf({ excluded: [], reads: [] }, person).length === 0) return { how: 'gone' };
  }
  const whole: WholeCase = wholeOf({ ...stored, record }, open.key, deps);
  const done = actOn(whole, { act: 'claim', person }, { ...contextAt(nowMs), isTrained: trained });
  const taken = sealedCase(done.whole, open.key, deps);
  await tx.cases.take(taken, stored.claims);
  enterAll(tx, taken, done.entries, deps);
  tx.enter(caseSeen({ actor: person.id, case: id, of: record.decision }));
  return { how: 'taken', changed: { ...open, whole: done.whole } };
}

function isFree({ record }: StoredCase, nowMs: number): boolean {
  const { freeAtMs } = placeOf(record);
  return freeAtMs !== null && freeAtMs <= nowMs;
}

/** Demands that a reader has fewer cases than one may have, of those whose lease has not run out. */
function demandFew({ cases, changed }: CaseRows, { nowMs }: Pick<OversightDeps, 'nowMs'>, aside: SetAside): void {
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
export async function keepOne(
  deps: OversightDeps,
  id: string,
  { person, activeMs }: { readonly person: Person; readonly activeMs: number },
): Promise<number> {
  const found = await deps.store.find(id);
  if (found === null) throw unknownCase(id);
  await enterMissed(deps, found);
  return deps.acts.run(keepCase, async (tx) => {
    const stored = await tx.cases.lock(id);
    const read = stored?.record.reads.findLast(({ ended }) => ended === null);
    if (stored === null || read?.by !== person.id || stored.record.stage === 'awaiting-subject') throw unknownCase(id);
    const kept = withBeat(read, { nowMs: deps.nowMs(), leaseMs: LEASE_MS, activeMs });
    const reads = stored.record.reads.map((one) => (one === read ? kept : one));
    await tx.cases.save({ ...stored, record: { ...stored.record, reads } });
    return kept.untilMs;
  });
}

/** Notes what a reader did with a case beside its acts; nothing where they have it no longer. */
export const noteOne = (deps: OversightDeps, id: string, change: (record: CaseRecord) => CaseRecord): Promise<void> =>
  deps.acts.run(keepCase, async (tx) => {
    const stored = await tx.cases.lock(id);
    if (stored === null) return;
    const record = change(stored.record);
    if (record !== stored.record) await tx.cases.save({ ...stored, record });
  });
