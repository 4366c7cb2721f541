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
import type { CaseStore, Draw } from '../ports/index.js';
import { digestOfSealed } from '../sealing/index.js';
import { endIfErased } from './change-case.js';
import { type CaseTx, type OversightDeps, openCase } from './deps.js';
import { keptFrom } from './kept-from.js';
import { enterAll, escalatedIfNobody, openDecision, sealedCase, wholeOf } from './opened.js';
import { possibleReaders } from './training.js';

/** A case that somebody asks for. */
export interface WantedCase {
  /** Id of the request, so that one that is sent again opens no second case. The case has another one: what a sender chose would be seen by its reader. */
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
  readonly wanted: WantedCase;
  readonly origin: CaseOrigin;
  readonly by: string;
  readonly statement: string | null;
  readonly corrections: Readonly<Record<string, unknown>>;
  /** The draw of a policy that it comes of. */
  readonly draw?: Draw;
  /** Share of such cases that are decided without the machine shown. */
  readonly holdout?: number;
}

/** Opens a case by hand. The same id again opens nothing more. */
export const openByHand = (deps: OversightDeps, wanted: WantedCase, by: string): Promise<StoredCase> =>
  opening(deps, { wanted, origin: 'hand', by, statement: null, corrections: {} });

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
    wanted: { ...wanted, queue: 'appeal' },
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
export const openDrawn = (deps: OversightDeps, draw: Draw, holdout: number): Promise<StoredCase> => {
  const { decision, queue, isHighImpact, policy } = draw;
  const wanted = { decision, queue, isHighImpact };
  return opening(deps, {
    wanted,
    origin: 'policy',
    by: `policy:${policy}`,
    statement: null,
    corrections: {},
    draw,
    holdout,
  });
};

async function opening(deps: OversightDeps, asked: Opening): Promise<StoredCase> {
  const { wanted, origin } = asked;
  // What was sent before is answered as it was then, also where it would come too late now.
  const sentBefore = await requested(deps.store, wanted);
  if (sentBefore !== null) return demandSame(deps, sentBefore, asked);
  const { decided, key } = await openDecision(deps, wanted.decision);
  demandDeciders(decided, wanted);
  demandInputs(decided, asked.corrections);
  const nowMs = deps.nowMs();
  if (origin === 'appeal') demandInTime(decided, nowMs);
  const granted = origin === 'appeal' ? await betterByRecheck(decided, asked.corrections, deps.recheck) : null;
  const readers = await possibleReaders(deps);
  const opened = await deps.acts.run(openCase, async (tx) => {
    const known = await requested(tx.cases, wanted);
    if (known !== null) return demandSame(deps, known, asked);
    const before = await tx.cases.ofDecision(wanted.decision);
    demandNone(before, origin, wanted.decision);
    const holdout = heldOut(asked, key, deps);
    const start = startOf(asked, decided, { id: deps.acts.newId(), before, nowMs, holdout });
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
  await endIfErased(deps, opened.record);
  return opened;
}

/** What the check without a person makes of an appeal. */
function checkedBy(start: WholeCase, granted: OutcomeValue | null, nowMs: number): Done {
  const act =
    granted === null ? ({ act: 'recheck-pass' } as const) : ({ act: 'recheck-grant', outcome: granted } as const);
  return actOn(start, act, { nowMs, leaseMs: LEASE_MS, calendarOf });
}

/**
 * Whether a drawn case is decided without the machine shown; undefined where that is not drawn. What draws follows from the key of the decision, so that
 * nobody knows it before and whoever holds the key can look it up.
 */
function heldOut(
  { wanted: { decision, queue, isHighImpact }, holdout = 0 }: Opening,
  key: Uint8Array,
  { crypto }: OversightDeps,
): CaseRecord['holdout'] {
  if (holdout === 0 || isHighImpact || queue === 'legal' || queue === 'appeal') return undefined;
  const hash = crypto.hmacSha256(key, utf8(`tribune.holdout/v1 ${decision}`));
  const drawn = new DataView(hash.buffer, hash.byteOffset).getUint32(0);
  return { share: holdout, isHeld: drawn < holdout * 2 ** 32 };
}

function startOf(
  { wanted, origin, by, statement, corrections, draw }: Opening,
  decided: Decided,
  {
    id,
    before,
    nowMs,
    holdout,
  }: {
    readonly id: string;
    readonly before: readonly StoredCase[];
    readonly nowMs: number;
    readonly holdout: CaseRecord['holdout'];
  },
): WholeCase {
  const excluded: Excluded[] = [
    ...(decided.owner === null ? [] : [{ who: decided.owner, why: 'owner' as const }]),
    ...(wanted.decidedBy ?? []).map((who) => ({ who, why: 'decided' as const })),
    { who: by, why: 'opened' },
  ];
  const record: CaseRecord = {
    ...{ id, revision: 1, decision: decided.id, deployment: decided.deployment, system: decided.system },
    ...{ origin, queue: wanted.queue, isHighImpact: wanted.isHighImpact, stage: 'waiting' },
    ...(wanted.id !== undefined && { request: wanted.id.toLowerCase() }),
    ...(holdout !== undefined && { holdout }),
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
    tx.enter(
      caseDrawn({
        ...of,
        policy: drawn.policy,
        routes: [...drawn.routes],
        inclusion: drawn.inclusion,
        ...heldOf(stored.record),
      }),
    );
  if (origin !== 'appeal') return;
  tx.enter(appealSubmitted(of));
  const due = answerBy(stored.record);
  tx.enter(appealAcknowledged({ ...of, answerBy: new Date(due!).toISOString() }));
}

/** What the entry says of the holdout. */
const heldOf = ({ holdout }: CaseRecord) =>
  holdout === undefined ? {} : { holdout: holdout.share, held: holdout.isHeld };

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

/** The case that a request with this id opened; null where none did. Cases from before requests had ids of their own have that of the request. */
async function requested(
  store: Pick<CaseStore, 'find' | 'ofRequest'>,
  { id }: Pick<WantedCase, 'id'>,
): Promise<StoredCase | null> {
  return id === undefined ? null : ((await store.ofRequest(id)) ?? store.find(id));
}

/** The case that a request opened before; the id belongs to nobody else, to no other decision, and to nothing else that a person said. */
async function demandSame(deps: OversightDeps, known: StoredCase, asked: Opening): Promise<StoredCase> {
  if (isSameCase(known, asked) && (await isSaidAlike(deps, known, asked))) return known;
  throw new TribuneError(
    'CONFLICT',
    `the id ${asked.wanted.id} is that of another request, or of one with other content`,
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
