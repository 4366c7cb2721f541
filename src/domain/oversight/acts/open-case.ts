import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  actOn,
  type CaseOrigin,
  type CaseRecord,
  type Done,
  type Excluded,
  type OutcomeValue,
  type Queue,
  type WholeCase,
} from '../../../core/oversight/index.js';
import { betterByRecheck, type Decided, demandInputs } from '../decided/index.js';
import { appealAcknowledged, appealSubmitted, caseDrawn, caseOpened } from '../events/index.js';
import { calendarOf, clocksFrom, contestableUntil } from '../law/index.js';
import { answerBy, CASE_LIMITS, deciderUnknown, LEASE_MS, type StoredCase, tooLate } from '../model/index.js';
import type { Draw } from '../ports/index.js';
import { digestOfSealed } from '../sealing/index.js';
import { type CaseTx, type OversightDeps, openCase } from './deps.js';
import { keptFrom } from './kept-from.js';
import { enterAll, escalatedIfNobody, openDecision, sealedCase, wholeOf } from './opened.js';

/** A case that somebody asks for. */
export interface WantedCase {
  /** Id of the case, so that a request that is sent again opens no second one. */
  readonly id?: string | undefined;
  readonly decision: string;
  readonly queue: Queue;
  readonly isHighImpact: boolean;
  /** Accounts, by name, that decided or confirmed it; absent where nobody did. */
  readonly decidedBy?: readonly string[] | undefined;
}

/** What a person who contests a decision says. */
export interface WantedAppeal extends Omit<WantedCase, 'queue'> {
  readonly statement: string;
  readonly corrections: Readonly<Record<string, unknown>>;
}

interface Opening {
  readonly wanted: WantedCase & { readonly id: string };
  readonly origin: CaseOrigin;
  readonly by: string;
  readonly statement: string | null;
  readonly corrections: Readonly<Record<string, unknown>>;
  /** The draw of a policy that it comes of. */
  readonly draw?: Draw;
}

/** Opens a case by hand. The same id again opens nothing more. */
export const openByHand = (deps: OversightDeps, wanted: WantedCase, by: string): Promise<StoredCase> =>
  opening(deps, { wanted: withId(deps, wanted), origin: 'hand', by, statement: null, corrections: {} });

/**
 * Takes an appeal: it is acknowledged at once, checked without a person, which may grant and not refuse, and else waits for one.
 *
 * @throws TribuneError INVALID after its time, CONFLICT where the decision is contested already
 */
export const submitAppeal = (
  deps: OversightDeps,
  { statement, corrections, ...wanted }: WantedAppeal,
  by: string,
): Promise<StoredCase> => {
  if (utf8(canonicalJson(corrections)).length > CASE_LIMITS.correctionBytes)
    throw new TribuneError('INVALID', `the corrections take more than ${CASE_LIMITS.correctionBytes} bytes`, {
      remedy: 'Name the inputs that are wrong, with what they should be, and nothing else.',
    });
  return opening(deps, {
    wanted: withId(deps, { ...wanted, queue: 'appeal' }),
    origin: 'appeal',
    by,
    statement,
    corrections,
  });
};

/**
 * Opens the case of a decision that a policy drew; the draw is done with in the same transaction.
 *
 * @throws TribuneError DECISION_UNKNOWN for one that was erased, INVALID or CONFLICT for one of which no case can be
 */
export const openDrawn = (deps: OversightDeps, draw: Draw): Promise<StoredCase> => {
  const { decision, queue, isHighImpact, policy } = draw;
  const wanted = withId(deps, { decision, queue, isHighImpact });
  return opening(deps, { wanted, origin: 'policy', by: `policy:${policy}`, statement: null, corrections: {}, draw });
};

const withId = ({ acts }: OversightDeps, wanted: WantedCase): WantedCase & { readonly id: string } => ({
  ...wanted,
  id: wanted.id ?? acts.newId(),
});

async function opening(deps: OversightDeps, asked: Opening): Promise<StoredCase> {
  const { wanted, origin } = asked;
  // What was sent before is answered as it was then, also where it would come too late now.
  const sentBefore = await deps.store.find(wanted.id);
  if (sentBefore !== null) return demandSame(deps, sentBefore, asked);
  const { decided, key } = await openDecision(deps, wanted.decision);
  demandDeciders(decided, wanted);
  demandInputs(decided, asked.corrections);
  const nowMs = deps.nowMs();
  if (origin === 'appeal') demandInTime(decided, nowMs);
  const granted = origin === 'appeal' ? await betterByRecheck(decided, asked.corrections, deps.recheck) : null;
  const readers = await deps.readers();
  return deps.acts.run(openCase, async (tx) => {
    const known = await tx.cases.find(wanted.id);
    if (known !== null) return demandSame(deps, known, asked);
    const before = await tx.cases.ofDecision(wanted.decision);
    demandNone(before, origin, wanted.decision);
    const start = startOf(asked, decided, { before, nowMs });
    await tx.cases.insert(sealedCase(start, key, deps));
    enterOpening(tx, sealedCase(start, key, deps), deps);
    if (asked.draw !== undefined) await tx.caseDraws.done([wanted.decision]);
    const checked = origin === 'appeal' ? checkedBy(start, granted, nowMs) : { whole: start, entries: [] };
    const done = escalatedIfNobody(checked, readers);
    const stored = sealedCase(done.whole, key, deps);
    if (done.entries.length > 0) await tx.cases.save(stored);
    enterAll(tx, stored, done.entries, deps);
    return stored;
  });
}

/** What the check without a person makes of an appeal. */
function checkedBy(start: WholeCase, granted: OutcomeValue | null, nowMs: number): Done {
  const act =
    granted === null ? ({ act: 'recheck-pass' } as const) : ({ act: 'recheck-grant', outcome: granted } as const);
  return actOn(start, act, { nowMs, leaseMs: LEASE_MS, calendarOf });
}

function startOf(
  { wanted, origin, by, statement, corrections, draw }: Opening,
  decided: Decided,
  { before, nowMs }: { readonly before: readonly StoredCase[]; readonly nowMs: number },
): WholeCase {
  const excluded: Excluded[] = [
    ...(decided.owner === null ? [] : [{ who: decided.owner, why: 'owner' as const }]),
    ...(wanted.decidedBy ?? []).map((who) => ({ who, why: 'decided' as const })),
    { who: by, why: 'opened' },
  ];
  const record: CaseRecord = {
    ...{ id: wanted.id, revision: 1, decision: decided.id, deployment: decided.deployment, system: decided.system },
    ...{ origin, queue: wanted.queue, isHighImpact: wanted.isHighImpact, stage: 'waiting' },
    ...(draw && { drawn: { policy: draw.policy, routes: draw.routes, inclusion: draw.inclusion, day: draw.day } }),
    ...{
      openedAtMs: nowMs,
      openedBy: by,
      excluded: keptFrom(excluded, before),
      clocks: clocksFrom(decided.places, nowMs),
    },
    ...{ resumesTo: null, reads: [], settlement: null, applied: null, notice: null },
  };
  const { outcome: original, scale } = decided;
  return { record, contents: { original, scale, statement, corrections, said: [], outcome: null } };
}

function enterOpening(tx: CaseTx, stored: StoredCase, { crypto }: OversightDeps): void {
  const { id, decision, revision, openedBy: by, deployment, origin, queue, isHighImpact, drawn } = stored.record;
  const of = { case: id, decision, revision, by, digest: digestOfSealed(crypto, stored.sealed) };
  tx.enter(caseOpened({ ...of, deployment, origin, queue, highImpact: isHighImpact }));
  if (drawn !== undefined)
    tx.enter(caseDrawn({ ...of, policy: drawn.policy, routes: [...drawn.routes], inclusion: drawn.inclusion }));
  if (origin !== 'appeal') return;
  tx.enter(appealSubmitted(of));
  const due = answerBy(stored.record);
  tx.enter(appealAcknowledged({ ...of, answerBy: new Date(due!).toISOString() }));
}

function demandDeciders({ id, route }: Decided, { decidedBy }: WantedCase): void {
  if (route === 'automatic' || decidedBy !== undefined) return;
  throw deciderUnknown(`the decision ${id} is ${route}, and it is not said who decided it`, {
    remedy:
      'Give `decidedBy`, the names of their accounts, so that none of them reads the case; an empty list where they have none.',
  });
}

function demandInTime({ id, places, decidedAtMs }: Decided, nowMs: number): void {
  const untilMs = contestableUntil(places, decidedAtMs);
  if (nowMs <= untilMs) return;
  throw tooLate(`the decision ${id} could be contested until ${new Date(untilMs).toISOString()}`, {
    remedy: 'Open a case by hand where it is looked at all the same: POST /v1/cases.',
  });
}

/** One appeal at a time, and no endless row of cases about one decision. */
function demandNone(before: readonly StoredCase[], origin: CaseOrigin, decision: string): void {
  const open = before.find(
    ({ record: { origin: from, stage, known } }) => from === 'appeal' && stage !== 'closed' && known === undefined,
  );
  if (origin === 'appeal' && open !== undefined)
    throw new TribuneError('CONFLICT', `the decision ${decision} is contested already`, {
      remedy: `The case ${open.record.id} is about it; what is new belongs there.`,
    });
  if (before.length < CASE_LIMITS.ofDecision) return;
  throw new TribuneError('CONFLICT', `${before.length} cases are about the decision ${decision}, which is the most`, {
    remedy: 'Nothing more can be looked at within the service.',
  });
}

/** The case that a request opened before; the id belongs to nobody else, to no other decision, and to nothing else that a person said. */
async function demandSame(deps: OversightDeps, known: StoredCase, asked: Opening): Promise<StoredCase> {
  if (isSameCase(known, asked) && (await isSaidAlike(deps, known, asked))) return known;
  throw new TribuneError(
    'CONFLICT',
    `the id ${asked.wanted.id} is that of another case, or of one with other content`,
    {
      remedy: 'Send what was sent first, leave the id out, or give a new UUID.',
    },
  );
}

function isSameCase({ record }: StoredCase, { wanted, origin, by }: Opening): boolean {
  const isExcluded = (name: string): boolean =>
    record.excluded.some(({ who, why }) => who === name && why === 'decided');
  return (
    record.decision === wanted.decision &&
    record.origin === origin &&
    record.openedBy === by &&
    record.queue === wanted.queue &&
    record.isHighImpact === wanted.isHighImpact &&
    (wanted.decidedBy ?? []).every(isExcluded)
  );
}

/** Whether an appeal says what it said before; after an erasure nobody knows. */
async function isSaidAlike(
  deps: OversightDeps,
  known: StoredCase,
  { origin, statement, corrections }: Opening,
): Promise<boolean> {
  const key = origin === 'appeal' ? ((await deps.material(known.record.decision))?.key ?? null) : null;
  if (key === null) return true;
  const { contents } = wholeOf(known, key, deps);
  return contents.statement === statement && canonicalJson(contents.corrections) === canonicalJson(corrections);
}
