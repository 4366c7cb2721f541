import { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import type { Policy } from '../../core/policy/index.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { AuditResult } from '../audits/index.js';
import type { StoredAudit } from '../audits/recorded/ports.js';
import { SEES_PERSONS } from '../disclosure/index.js';
import { auditedOf, GATE_LEVEL, gateEvidence, MOST_DECISIONS, nextDecision } from '../gate-sequence/index.js';
import { gateDecided, gateRecordEvents } from './events/index.js';
import type { GateStore, KeptDecision } from './ports.js';

const decideGateAct = defineAct('gate.decide', { enters: gateRecordEvents });

/** The acts of gates. */
export const gateRecordActs = [decideGateAct] as const;

const noEvidence = defineReason(
  'gate.no-evidence',
  'INVALID',
  'The audit gives no evidence about any blocking requirement, so it can be no decision of a gate.',
);
const otherLevel = defineReason(
  'gate.other-level',
  'CONFLICT',
  'The gate was begun with another share of false findings, which holds for all of its decisions.',
);
const sameTime = defineReason(
  'gate.same-time',
  'CONFLICT',
  'Another decision of the gate was entered at the same time by another process.',
);
const isFull = defineReason('gate.full', 'CONFLICT', 'The gate has as many decisions as one may have.');
const unknownGate = defineReason('gate.unknown', 'NOT_FOUND', 'No decision of a gate of this name was entered.');

/** Reasons for which nothing is entered or found. */
export const gateRecordReasons: readonly Reason[] = [noEvidence, otherLevel, sameTime, isFull, unknownGate];

export interface GateRecordDeps {
  readonly store: () => GateStore;
  readonly acts: Pick<Acts<{ readonly gateDecisions: GateStore }>, 'run'>;
  readonly nowMs: () => number;
}

/** An audit that a gate is to decide by. */
export interface GatedAudit {
  readonly gate: string;
  /** Share of false findings; null for that of the gate, 0.1 of a new one. */
  readonly level: number | null;
  readonly audit: Pick<StoredAudit, 'id' | 'deployment' | 'sight'>;
  readonly policy: Policy;
  readonly result: AuditResult;
}

type Sight = StoredAudit['sight'];

/** Evidence and verdict of an audit that shows persons would confirm a guess about one of them, and so would how many findings there are. */
function demandSight({ gate, sight }: Pick<KeptDecision, 'gate' | 'sight'>, caller: Sight): void {
  if (sight === 'persons' && caller === 'groups')
    throw new TribuneError(
      'FORBIDDEN',
      `the gate ${JSON.stringify(gate)} decided by an audit that shows every cell, and this caller sees no person`,
      { remedy: SEES_PERSONS },
    );
}

/**
 * Enters an audit as the next decision of a gate, with its entry, in one transaction. The same audit again is the decision that it was.
 *
 * @returns the decision, whether it is new, and blocking requirements that give no evidence, with why
 * @throws TribuneError INVALID without evidence, FORBIDDEN for a caller who sees no person of a gate that decided by an audit that shows some, CONFLICT for another level, at the same moment as another one, and beyond 100,000
 * @example await decideGate(deps, { gate: 'credit', level: null, audit, policy, result }, { by: 'ci', sight: 'groups' }) // { decision: { place: 12, isFinding: false }, ... }
 */
export async function decideGate(
  { acts, nowMs }: GateRecordDeps,
  { gate, level, audit, policy, result }: GatedAudit,
  { by, sight }: { readonly by: string; readonly sight: Sight },
): Promise<{
  readonly decision: KeptDecision;
  readonly isNew: boolean;
  readonly without: ReturnType<typeof gateEvidence>['without'];
}> {
  const { log, of: requirements, without } = gateEvidence(policy, result);
  if (log === null) {
    const why = without.map((one) => `${one.requirement}: ${one.why}`).join('; ');
    throw noEvidence(
      `audit ${audit.id} gives no evidence${why === '' ? ': its policy has no blocking requirement' : ` (${why})`}`,
      {
        remedy: 'Decide by an audit whose policy has a blocking requirement about a rate of groups.',
      },
    );
  }
  const of = auditedOf(result);
  return acts.run(decideGateAct, async (tx) => {
    const last = await tx.gateDecisions.last(gate);
    if (last !== null) demandSight(last, sight);
    if (last !== null && level !== null && level !== last.level)
      throw otherLevel(`the gate ${JSON.stringify(gate)} was begun with the level ${last.level}`, {
        remedy: 'Leave the level out, or begin another gate: the promise is about the decisions of one.',
      });
    const known = await tx.gateDecisions.about(gate, of);
    if (known !== null) return { decision: known, isNew: false, without };
    const before = { tested: last?.place ?? 0, found: last?.findings ?? 0 };
    if (before.tested >= MOST_DECISIONS)
      throw isFull(`the gate ${JSON.stringify(gate)} has ${MOST_DECISIONS} decisions`, {
        remedy: 'Begin another gate.',
      });
    const share = last?.level ?? level ?? GATE_LEVEL;
    const next = nextDecision(before, log, share);
    const decision: KeptDecision = {
      ...{ gate, place: before.tested + 1, of, audit: audit.id, deployment: audit.deployment, verdict: result.verdict },
      ...{ logEvidence: log, ...next, findings: before.found + (next.isFinding ? 1 : 0), level: share },
      ...{ requirements, by, madeAtMs: nowMs() },
      sight: last?.sight === 'persons' ? 'persons' : audit.sight,
    };
    if (!(await tx.gateDecisions.add(decision)))
      throw sameTime(`another decision of the gate ${JSON.stringify(gate)} was entered meanwhile`, {
        remedy: 'Send it again.',
      });
    tx.enter(entryOf(decision));
    return { decision, isNew: true, without };
  });
}

function entryOf(decision: KeptDecision): ReturnType<typeof gateDecided> {
  const { of: _, isFinding: finding, madeAtMs: __, sight: ___, requirements, ...rest } = decision;
  return gateDecided({ ...rest, requirements: [...requirements], finding });
}

/** How a gate stands: that of its last decision. */
export interface KnownGate {
  readonly gate: string;
  readonly level: number;
  readonly decisions: number;
  readonly findings: number;
}

const standOf = ({ gate, level, place, findings }: KeptDecision): KnownGate => ({
  ...{ gate, level, decisions: place, findings },
});

/** A gate with decisions before a place, the newest first. @throws TribuneError NOT_FOUND for one without decisions, FORBIDDEN as `decideGate` */
export async function readGate(
  { store }: Pick<GateRecordDeps, 'store'>,
  query: Parameters<GateStore['list']>[0],
  sight: Sight,
): Promise<{ readonly stand: KnownGate; readonly decisions: readonly KeptDecision[] }> {
  const last = await store().last(query.gate);
  if (last === null)
    throw unknownGate(`there is no gate ${JSON.stringify(query.gate)}`, { remedy: 'GET /v1/gates lists them.' });
  demandSight(last, sight);
  return { stand: standOf(last), decisions: await store().list(query) };
}

/** A page of gates by their names, those alone that the caller may see; `next` is the last name of the page where there are more. */
export async function listGates(
  { store }: Pick<GateRecordDeps, 'store'>,
  { after, limit }: Parameters<GateStore['gates']>[0],
  sight: Sight,
): Promise<{ readonly gates: readonly KnownGate[]; readonly next: string | null }> {
  const found = await store().gates({ after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const seen = page.filter((one) => sight === 'persons' || one.sight === 'groups');
  return { gates: seen.map(standOf), next: found.length > limit ? page.at(-1)!.gate : null };
}
