import { z } from 'zod';
import { isDigest } from '../../../core/base/digest.js';
import { DAY_MS } from '../../../core/base/durations.js';
import type { EvidenceItem, SeenEvidence } from '../../../core/gates/index.js';
import type { StoredAudit } from '../../audits/recorded/ports.js';
import type { Deployment } from '../../registry/index.js';
import { days, defineKind, type GateMoment } from './define-kind.js';
import { dayOf, digestOf } from './digest-of.js';

/** Greatest number of decisions that can be asked for. */
const MOST_DECISIONS = 1e9;

/** What is seen of audits: the newest first. */
export interface SeenAudits {
  /** The deployment whose audits they are; null for one that is not registered. */
  readonly of: Deployment | null;
  readonly audits: readonly StoredAudit[];
  /** Whether there are more than were looked at. */
  readonly isMore: boolean;
}

interface AuditDemand {
  readonly of?: string | undefined;
  readonly withinDays: number;
  readonly decisions: number;
  readonly policy?: string | undefined;
}

/** A verdict of an audit of recorded decisions that is not too old, was made of enough of them, and of those of this version alone. */
export const audit = defineKind(
  'audit',
  'An audit of recorded decisions of this version, by the policy of the deployment, passed; nothing newer says otherwise.',
  {
    of: z.string().min(1).max(256).optional().meta({
      description:
        'The deployment whose decisions are audited, such as one where the version is tried; this one, unless named',
    }),
    withinDays: days().meta({ description: 'From so many days after it was made on, an audit is too old' }),
    decisions: z.int().min(1).max(MOST_DECISIONS).meta({ description: 'Fewest decisions that it must have counted' }),
    policy: z.string().refine(isDigest, 'expected sha256: and 64 hexadecimal digits').optional().meta({
      description:
        'Digest of the policy by which it is judged; the one that the registry names for this deployment, unless given',
    }),
  },
  { who: () => ['auditor', 'validator', 'owner'], judge: judgeAudits },
);

function judgeAudits(
  demand: AuditDemand,
  { of, audits, isMore }: SeenAudits,
  { subject, deployment, nowMs }: GateMoment,
): SeenEvidence {
  const name = demand.of ?? deployment;
  if (of === null)
    return { status: 'lacking', why: `no deployment ${name} is registered, so there are no audits of it` };
  const policy = demand.policy ?? subject.policyDigest;
  if (policy === null)
    return {
      status: 'lacking',
      why: 'the registry names no policy for the deployment, so no audit can be judged by it',
    };
  const items: EvidenceItem[] = [];
  const notes: string[] = [];
  for (const one of audits) {
    if (one.policyDigest !== policy) continue;
    const looked = look(one, { demand, of, version: subject.version, nowMs });
    if (looked.is === 'beside') {
      if (looked.why !== null) notes.push(looked.why);
      continue;
    }
    if (looked.is === 'good') items.push(itemOf(one, { name, policy, untilMs: looked.untilMs }));
    else if (items.length === 0) return { status: 'lacking', why: looked.why, sinceMs: looked.sinceMs };
    // What is older than one that is too old, or that did not pass, is no better.
    else break;
  }
  const [first, ...others] = items;
  if (first !== undefined) return { status: 'met', items: [first, ...others] };
  return noneFound(notes[0] ?? `no audit of ${name} by the policy ${policy} passed`, isMore);
}

/** Where nobody looked at the older ones, that none of them passed is not known. */
const noneFound = (why: string, isMore: boolean): SeenEvidence =>
  isMore ? { status: 'unknown', why: `${why}; only the newest audits were looked at` } : { status: 'lacking', why };

/** What an audit is for a gate: good, of no account beside others, or the end of those that are good. */
type Looked =
  | { readonly is: 'good'; readonly untilMs: number }
  | { readonly is: 'beside'; readonly why: string | null }
  | { readonly is: 'end'; readonly why: string; readonly sinceMs: number };

function look(
  one: StoredAudit,
  {
    demand,
    of,
    version,
    nowMs,
  }: {
    readonly demand: AuditDemand;
    readonly of: Deployment;
    readonly version: string;
    readonly nowMs: number;
  },
): Looked {
  const { id, verdict, madeAtMs, decisions } = one;
  const foreign = otherVersionIn(one, of, version);
  if (foreign !== null) return { is: 'beside', why: `audit ${id} ${foreign}` };
  const isLarge = decisions !== undefined && decisions >= demand.decisions;
  if (verdict !== 'pass') {
    // Few decisions decide nothing; but that they show a breach is shown.
    if (!isLarge && verdict !== 'fail') return { is: 'beside', why: null };
    return { is: 'end', why: `audit ${id} says ${verdict}, and none later passed`, sinceMs: madeAtMs };
  }
  if (decisions === undefined) return { is: 'beside', why: `how many decisions audit ${id} counted was not kept` };
  if (!isLarge)
    return { is: 'beside', why: `audit ${id} counted ${decisions} decisions, and ${demand.decisions} are asked for` };
  const untilMs = madeAtMs + demand.withinDays * DAY_MS;
  if (untilMs > nowMs) return { is: 'good', untilMs };
  const why = `the last audit that passed, ${id}, is of ${dayOf(madeAtMs)}, and counts for ${demand.withinDays} days`;
  return { is: 'end', why, sinceMs: untilMs };
}

/**
 * The audit as evidence. The entry `audit.run` of its id names the digest of the result, which would confirm a guess about what it shows to those
 * who may not read it.
 */
const itemOf = (
  { id, madeAtMs, decisions }: StoredAudit,
  { name, policy, untilMs }: { readonly name: string; readonly policy: string; readonly untilMs: number },
): EvidenceItem => ({
  digest: digestOf({ audit: id, policy, madeAtMs }),
  kind: 'audit',
  what: `audit ${id} of ${decisions} decisions of ${name}, passed on ${dayOf(madeAtMs)}`,
  untilMs,
});

/** Why an audit is not one of this version alone; null where it is. Where another version served meanwhile, it may be its decisions that passed. */
function otherVersionIn(
  { window, madeAtMs }: StoredAudit,
  { activations }: Deployment,
  version: string,
): string | null {
  if (window === undefined) return 'does not say which decisions it counted';
  const fromMs = window.since === null ? Number.NEGATIVE_INFINITY : Date.parse(window.since);
  const untilMs = window.until === null ? madeAtMs : Math.min(Date.parse(window.until), madeAtMs);
  const served = activations.filter(
    (one, at) => one.fromMs < untilMs && (activations[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY) > fromMs,
  );
  if (served.length === 0) return 'counted decisions of a time when no version served';
  return served.every((one) => one.version === version)
    ? null
    : 'counted decisions of a time when another version served';
}
