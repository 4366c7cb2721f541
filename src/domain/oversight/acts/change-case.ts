import {
  actOn,
  type CaseAct,
  type CaseEntry,
  type Done,
  type WholeCase,
  withBreaches,
} from '../../../core/oversight/index.js';
import { calendarOf } from '../law/index.js';
import { decisionGone, LEASE_MS, type StoredCase } from '../model/index.js';
import { changeCase, type OversightDeps } from './deps.js';
import { incidentOf } from './late.js';
import {
  enterAll,
  escalatedIfNobody,
  type OpenDecision,
  openDecision,
  saveDone,
  unknownCase,
  wholeOf,
} from './opened.js';
import { isUnreadable } from './set-aside.js';
import { possibleReaders } from './training.js';

/** A case as an act left it, with what is recorded of its decision. */
export interface Changed extends OpenDecision {
  readonly whole: WholeCase;
}

export const contextAt = (nowMs: number) => ({ nowMs, leaseMs: LEASE_MS, calendarOf });

/** Finds a case; its clocks that ran out are entered first, so that an incident is open before anything else is done. */
export async function currentCase(deps: OversightDeps, id: string): Promise<StoredCase> {
  const found = await deps.store.find(id);
  if (found === null) throw unknownCase(id);
  return (await enterMissed(deps, found)) ?? found;
}

/**
 * Does an act on a case as one transaction with its entries.
 *
 * @throws TribuneError NOT_FOUND, CONFLICT, INVALID as the rules of cases say; DECISION_UNKNOWN where the decision was erased, and then the case ends
 */
export async function changeOne(deps: OversightDeps, id: string, act: CaseAct): Promise<Changed> {
  const { record } = await currentCase(deps, id);
  const open = await openDecision(deps, record.decision).catch((cause: unknown) => endErased(deps, id, cause));
  const readers = await possibleReaders(deps);
  const whole = await deps.acts.run(changeCase, async (tx) => {
    const stored = await tx.cases.lock(id);
    if (stored === null) throw unknownCase(id);
    const done = escalatedIfNobody(actOn(wholeOf(stored, open.key, deps), act, contextAt(deps.nowMs())), readers);
    const { record } = await saveDone(tx, done, open.key, deps);
    return { ...done.whole, record };
  });
  return { ...open, whole };
}

/** What ends a case whose decision was erased. */
export type ErasedDeps = Pick<OversightDeps, 'acts' | 'crypto' | 'nowMs'>;

/** Ends a case whose decision was erased: there is nothing left to read, and nobody to tell. */
export async function endErased(deps: ErasedDeps, id: string, cause: unknown): Promise<never> {
  if ((cause as { readonly reason?: string }).reason === 'case.decision-erased') await endUnread(deps, id);
  throw cause;
}

/** Ends a case by its record alone, as its decision was erased. */
const endUnread = (deps: ErasedDeps, id: string): Promise<StoredCase> =>
  onRecord(deps, id, (whole) => actOn(whole, { act: 'erase' }, contextAt(deps.nowMs())), { isErased: true });

/**
 * Ends a case whose decision was erased while it was written: the erasure may have looked for cases before this one stood. Whatever is erased from here
 * on finds it, and where it cannot be looked at now, or the service dies here, the first clock of the case finds that it is about nothing.
 *
 * @throws TribuneError DECISION_UNKNOWN where it was erased
 */
export async function endIfErased(
  deps: ErasedDeps & Pick<OversightDeps, 'material'>,
  { id, decision }: Pick<StoredCase['record'], 'id' | 'decision'>,
): Promise<void> {
  const found = await deps.material(decision).catch(() => undefined);
  if (found?.key !== null) return;
  await endErased(deps, id, decisionGone(`the decision ${decision} was erased while its case was opened`, {}));
}

/**
 * Enters the clocks of a case that ran out, with an incident; null where none did. Throws where the incident cannot be opened, and enters nothing. A case
 * whose decision was erased ends instead.
 */
export async function enterMissed(deps: OversightDeps, found: StoredCase): Promise<StoredCase | null> {
  const context = { nowMs: deps.nowMs(), calendarOf };
  const { entries } = withBreaches(unopened(found), context);
  if (entries.length === 0) return null;
  // An erasure may have missed a case that was opened at the same moment: nobody is late with it.
  if (await isGone(deps, found.record.decision)) return endUnread(deps, found.record.id);
  // A miss is entered once its incident is open, and not before: what fails here is tried again at the next act or look. Nobody waits for a known answer.
  if (found.record.known === undefined) await incidentOf(deps, found.record);
  return onRecord(deps, found.record.id, (whole) => withBreaches(whole, context), { isErased: false });
}

/** Whether a decision was erased; one that cannot be read as it is stored was not. */
async function isGone({ material }: Pick<OversightDeps, 'material'>, decision: string): Promise<boolean> {
  try {
    return (await material(decision))?.key === null;
  } catch (cause) {
    if (!isUnreadable(cause)) throw cause;
    return false;
  }
}

/** Changes a case by its record alone, without opening what was said in it. */
export async function onRecord(
  deps: Pick<OversightDeps, 'acts' | 'crypto'>,
  id: string,
  change: (whole: WholeCase) => Done,
  { isErased }: { readonly isErased: boolean },
): Promise<StoredCase> {
  return deps.acts.run(changeCase, async (tx) => {
    const stored = await tx.cases.lock(id);
    if (stored === null) throw unknownCase(id);
    if (isErased && stored.record.stage === 'closed') return stored;
    const { whole, entries }: { readonly whole: WholeCase; readonly entries: readonly CaseEntry[] } = change(
      unopened(stored),
    );
    if (entries.length === 0) return stored;
    const after = { record: whole.record, sealed: isErased ? new Uint8Array() : stored.sealed };
    await tx.cases.save(after);
    enterAll(tx, after, entries, deps);
    return after;
  });
}

/** A case of which nothing was opened, for rules that read the record alone. */
const unopened = ({ record }: StoredCase): WholeCase => ({
  record,
  contents: {
    ...{ original: 0, scale: { kind: 'binary', favourable: 1 }, statement: null, corrections: {} },
    ...{ said: [], outcome: null },
  },
});
