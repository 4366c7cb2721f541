import { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import type { Policy } from '../../core/policy/index.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { AuditResult } from '../audits/index.js';
import type { StoredAudit } from '../audits/recorded/ports.js';
import { SEES_PERSONS } from '../disclosure/index.js';
import { auditedOf, GATE_LEVEL, gateEvidence, MOST_DECISIONS, nextDecision } from '../gate-sequence/index.js';
import { auditSequenceEvents, sequenceDecided } from './events/index.js';
import type { KeptDecision, SequenceStore } from './ports.js';

const decideAct = defineAct('audit-sequence.decide', { enters: auditSequenceEvents });

/** The acts of sequences. */
export const auditSequenceActs = [decideAct] as const;

const noEvidence = defineReason(
  'audit-sequence.no-evidence',
  'INVALID',
  'The audit gives no evidence about any blocking requirement, so it can be no decision of a sequence.',
);
const otherLevel = defineReason(
  'audit-sequence.other-level',
  'CONFLICT',
  'The sequence was begun with another share of false findings, which holds for all of its decisions.',
);
const sameTime = defineReason(
  'audit-sequence.same-time',
  'CONFLICT',
  'Another decision of the sequence was entered at the same time by another process.',
);
const isFull = defineReason('audit-sequence.full', 'CONFLICT', 'The sequence has as many decisions as one may have.');
const unknownSequence = defineReason(
  'audit-sequence.unknown',
  'NOT_FOUND',
  'No decision of a sequence of this name was entered.',
);

/** Reasons for which nothing is entered or found. */
export const auditSequenceReasons: readonly Reason[] = [noEvidence, otherLevel, sameTime, isFull, unknownSequence];

export interface AuditSequenceDeps {
  readonly store: () => SequenceStore;
  readonly acts: Pick<Acts<{ readonly sequenceDecisions: SequenceStore }>, 'run'>;
  readonly nowMs: () => number;
}

/** An audit that a sequence is to decide by. */
export interface NextAudit {
  readonly sequence: string;
  /** Share of false findings; null for that of the sequence, 0.1 of a new one. */
  readonly level: number | null;
  readonly audit: Pick<StoredAudit, 'id' | 'deployment' | 'sight'>;
  readonly policy: Policy;
  readonly result: AuditResult;
}

type Sight = StoredAudit['sight'];

/** Evidence and verdict of an audit that shows persons would confirm a guess about one of them, and so would how many findings there are. */
function demandSight({ sequence, sight }: Pick<KeptDecision, 'sequence' | 'sight'>, caller: Sight): void {
  if (sight === 'persons' && caller === 'groups')
    throw new TribuneError(
      'FORBIDDEN',
      `the sequence ${JSON.stringify(sequence)} decided by an audit that shows every cell, and this caller sees no person`,
      { remedy: SEES_PERSONS },
    );
}

/**
 * Enters an audit as the next decision of a sequence, with its entry, in one transaction. The same audit again is the decision that it was.
 *
 * @returns the decision, whether it is new, and blocking requirements that give no evidence, with why
 * @throws TribuneError INVALID without evidence, FORBIDDEN for a caller who sees no person of a sequence that decided by an audit that shows some, CONFLICT for another level, at the same moment as another one, and beyond 100,000
 * @example await decideNext(deps, { sequence: 'credit', level: null, audit, policy, result }, { by: 'ci', sight: 'groups' }) // { decision: { place: 12, isFinding: false }, ... }
 */
export async function decideNext(
  { acts, nowMs }: AuditSequenceDeps,
  { sequence, level, audit, policy, result }: NextAudit,
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
  return acts.run(decideAct, async (tx) => {
    const last = await tx.sequenceDecisions.last(sequence);
    if (last !== null) demandSight(last, sight);
    if (last !== null && level !== null && level !== last.level)
      throw otherLevel(`the sequence ${JSON.stringify(sequence)} was begun with the level ${last.level}`, {
        remedy: 'Leave the level out, or begin another sequence: the promise is about the decisions of one.',
      });
    const known = await tx.sequenceDecisions.about(sequence, of);
    if (known !== null) return { decision: known, isNew: false, without };
    const before = { tested: last?.place ?? 0, found: last?.findings ?? 0 };
    if (before.tested >= MOST_DECISIONS)
      throw isFull(`the sequence ${JSON.stringify(sequence)} has ${MOST_DECISIONS} decisions`, {
        remedy: 'Begin another sequence.',
      });
    const share = last?.level ?? level ?? GATE_LEVEL;
    const next = nextDecision(before, log, share);
    const decision: KeptDecision = {
      ...{
        sequence,
        place: before.tested + 1,
        of,
        audit: audit.id,
        deployment: audit.deployment,
        verdict: result.verdict,
      },
      ...{ logEvidence: log, ...next, findings: before.found + (next.isFinding ? 1 : 0), level: share },
      ...{ requirements, by, madeAtMs: nowMs() },
      sight: last?.sight === 'persons' ? 'persons' : audit.sight,
    };
    if (!(await tx.sequenceDecisions.add(decision)))
      throw sameTime(`another decision of the sequence ${JSON.stringify(sequence)} was entered meanwhile`, {
        remedy: 'Send it again.',
      });
    tx.enter(entryOf(decision));
    return { decision, isNew: true, without };
  });
}

function entryOf(decision: KeptDecision): ReturnType<typeof sequenceDecided> {
  const { of: _, isFinding: finding, madeAtMs: __, sight: ___, requirements, ...rest } = decision;
  return sequenceDecided({ ...rest, requirements: [...requirements], finding });
}

/** How a sequence stands: that of its last decision. */
export interface KnownSequence {
  readonly sequence: string;
  readonly level: number;
  readonly decisions: number;
  readonly findings: number;
}

const standOf = ({ sequence, level, place, findings }: KeptDecision): KnownSequence => ({
  ...{ sequence, level, decisions: place, findings },
});

/** A sequence with decisions before a place, the newest first. @throws TribuneError NOT_FOUND for one without decisions, FORBIDDEN as `decideNext` */
export async function readSequence(
  { store }: Pick<AuditSequenceDeps, 'store'>,
  query: Parameters<SequenceStore['list']>[0],
  sight: Sight,
): Promise<{ readonly stand: KnownSequence; readonly decisions: readonly KeptDecision[] }> {
  const last = await store().last(query.sequence);
  if (last === null)
    throw unknownSequence(`there is no sequence ${JSON.stringify(query.sequence)}`, {
      remedy: 'GET /v1/audit-sequences lists them.',
    });
  demandSight(last, sight);
  return { stand: standOf(last), decisions: await store().list(query) };
}

/** A page of sequences by their names, those alone that the caller may see; `next` is the last name of the page where there are more. */
export async function listSequences(
  { store }: Pick<AuditSequenceDeps, 'store'>,
  { after, limit }: Parameters<SequenceStore['sequences']>[0],
  sight: Sight,
): Promise<{ readonly sequences: readonly KnownSequence[]; readonly next: string | null }> {
  const found = await store().sequences({ after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const seen = page.filter((one) => sight === 'persons' || one.sight === 'groups');
  return { sequences: seen.map(standOf), next: found.length > limit ? page.at(-1)!.sequence : null };
}
