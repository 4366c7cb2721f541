import { counted } from '../../../core/base/counted.js';
import { defined } from '../../../core/base/defined.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { encodeBase64 } from '../../../core/ledger/index.js';
import type { DeclaredOutcome } from '../../../core/policy/sections/index.js';
import type { Reader } from '../../decisions/api/index.js';
import type { DecisionHistory, ProvenSize } from '../../decisions/history/index.js';
import type { LateRepeat } from '../../decisions/ports/index.js';
import { demandGroupsOnly, SEES_PERSONS } from '../../disclosure/index.js';
import { readPolicy } from '../policy-text.js';
import {
  bindLive,
  demandDeclared,
  type ListCounts,
  type LivePolicy,
  type LogEvidence,
  type RepeatCounts,
} from '../source/index.js';

export interface AuditQuery {
  readonly deployment: string;
  /** Start of the audit in milliseconds since 1970, widened to whole hours; null for no limit. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Time at which a label must have been known to count, widened to the whole hour; null or absent for every label. */
  readonly knownAtMs?: number | null;
  /** Number of entries from the start of the log, to repeat an audit that was made at this size; null or absent for all. */
  readonly size?: number | null;
  /** Text of the policy file. */
  readonly policyText: string;
  readonly reader: Reader;
  /** What the caller may see. A caller with `groups` sees no single person, only cells of enough people over whole days. */
  readonly sight: 'persons' | 'groups';
}

/** The decisions and labels that count, by whole hours. */
export interface AuditWindow {
  readonly deployment: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Labels that became known in this hour or later do not count. */
  readonly knownBeforeMs: number;
}

/** A fully specified audit: its entries, hours, labels and columns. */
export interface AuditJob extends AuditWindow {
  readonly live: LivePolicy;
  /** Where the bands of amounts begin that the deployment declares; empty without such. */
  readonly bands: readonly number[];
  readonly sight: AuditQuery['sight'];
  readonly policyDigest: string;
  readonly proven: ProvenSize;
  /** Entries that repeat an earlier decision; they are not counted. */
  readonly repeats: ReadonlyMap<number, LateRepeat>;
}

/** Prepares a job. The log is published first, so that repetitions are searched in everything that is read. */
export async function prepareJob(query: AuditQuery, access: DecisionHistory): Promise<AuditJob> {
  const { policy, policyDigest } = readPolicy(query.policyText, 'policy');
  const deployment = await access.deployment(query.deployment);
  // Of a deployment that nobody registered nothing is recorded, which is said once the log was read.
  if (deployment !== undefined) demandDeclared(policy.data.outcome, deployment.outcome, query.deployment);
  const live = bindLive(policy);
  if (query.sight === 'groups') demandNoDifference(query, live, deployment?.outcome);
  const stepMs = query.sight === 'groups' ? DAY_MS : HOUR_MS;
  const head = await access.head();
  const proven = await access.proveSize(query.size ?? head.size);
  await access.repeats?.findUpTo(head.size);
  const repeats = (await access.repeats?.between(0, proven.size)) ?? [];
  return {
    deployment: query.deployment,
    live,
    bands: deployment?.outcome?.type === 'amount' ? (deployment.outcome.bands ?? []) : [],
    sight: query.sight,
    policyDigest,
    proven,
    repeats: new Map(repeats.map((one) => [one.index, one])),
    fromMs: query.sinceMs === null ? Number.NEGATIVE_INFINITY : Math.floor(query.sinceMs / stepMs) * stepMs,
    toMs: endOf(query.untilMs, stepMs),
    knownBeforeMs: endOf(query.knownAtMs ?? null, stepMs),
  };
}

const endOf = (ms: number | null, stepMs: number): number =>
  ms === null ? Number.POSITIVE_INFINITY : Math.ceil(ms / stepMs) * stepMs;

/** Refuses a size for callers who may see no person, because audits of two neighbouring sizes of the log differ by one decision. */
function demandNoDifference({ size }: AuditQuery, live: LivePolicy, declared: DeclaredOutcome | undefined): void {
  demandGroupsOnly(live, declared);
  if (size === null || size === undefined) return;
  throw new TribuneError('FORBIDDEN', 'this caller sees no person, and sizes of the log tell single decisions apart', {
    remedy: `Audit the log as it stands. ${SEES_PERSONS}`,
  });
}

export const belongs = (job: AuditWindow, deployment: string, hourMs: number): boolean =>
  deployment === job.deployment && hourMs >= job.fromMs && hourMs < job.toMs;

export function nothingRecorded({ deployment }: Pick<AuditJob, 'deployment'>, erased: number): TribuneError {
  const also = erased === 0 ? '' : `; ${erased} were erased`;
  return new TribuneError('DATA_EMPTY', `no decision of ${deployment} is left in this time${also}`, {
    remedy: 'Check --deployment, --since and --until; times are those of the decisions (decidedAt).',
  });
}

/** Where cases are on record and none of them can be audited. */
export const nothingInOrder = ({ deployment }: Pick<AuditJob, 'deployment'>, outOfOrder: number): TribuneError =>
  new TribuneError(
    'DATA_EMPTY',
    `no case of ${deployment} in this time went through the stages in their order: ${counted(outOfOrder, 'case')} with a decision at a stage that it did not reach`,
    { remedy: 'Record the decisions that are missing: a case reaches a stage by a 1 at the one before.' },
  );

/** @param candidates number of candidates on record, also of lists of which the filter keeps none */
export function noWholeList(
  { deployment }: Pick<AuditJob, 'deployment'>,
  { notWhole }: ListCounts,
  candidates: number,
): TribuneError {
  const none = `no list of ${deployment} in this time is whole`;
  if (notWhole.length === 0)
    return new TribuneError('DATA_EMPTY', `${none}, and data.where keeps none of ${counted(candidates, 'candidate')}`, {
      remedy: 'Check data.where against what is recorded, or take another time.',
    });
  const why = notWhole.map(({ reason, lists }) => `${lists} ${reason}`).join(', ');
  return new TribuneError('DATA_EMPTY', `${none} (${why})`, {
    remedy: 'A list counts once all its candidates are recorded, as many as listSize says and no two at one position.',
  });
}

const isoOrNull = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);

/** Description of the source of the numbers in the result. */
export function evidenceOf(
  job: AuditJob,
  {
    rows,
    erased,
    decidedAgain,
    lists,
  }: Pick<LogEvidence, 'erased' | 'decidedAgain' | 'lists'> & { readonly rows: number },
): LogEvidence {
  const { size, root, head } = job.proven;
  return {
    name: head.log,
    size,
    root: encodeBase64(root),
    first: 0,
    last: size - 1,
    deployment: job.deployment,
    since: isoOrNull(job.fromMs),
    until: isoOrNull(job.toMs),
    erased,
    recorded: rows + erased,
    knownBefore: isoOrNull(job.knownBeforeMs),
    ...(job.sight === 'persons' ? defined({ decidedAgain, lists }) : {}),
    repeats: countRepeats(job),
  };
}

function countRepeats(job: AuditJob): RepeatCounts {
  const counts = { found: 0, same: 0, other: 0, unknown: 0, counted: 'first' as const };
  for (const { deployment, hourMs, content } of job.repeats.values()) {
    if (!belongs(job, deployment, hourMs)) continue;
    counts.found += 1;
    counts[content] += 1;
  }
  return counts;
}
