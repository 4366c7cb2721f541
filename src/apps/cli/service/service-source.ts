import { TribuneError } from '../../../core/base/errors.js';
import { tallyFromJson } from '../../../core/fairness/tally/api.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import {
  type LogEvidence,
  type OutcomeTally,
  outcomeTallyFromJson,
  type SourceRecord,
  type TallyPlan,
  type TallySource,
} from '../../../domain/audits/source/index.js';
import { type AuditPart, type FilterUse, protectionOf, type WordPart } from '../../../domain/disclosure/index.js';
import { readTextFile, sha256Digest } from '../frame/io.js';
import { list, type ParsedArguments, text } from '../frame/spec.js';
import { readVerifierKey } from '../ledger/trust.js';
import { checkRoot } from './check-root.js';
import { apiKey } from './connection.js';
import { httpAdmin } from './http-admin.js';
import { readWhen } from './times.js';

/** Time limit of a long audit of a large log, ms. */
const TIMEOUT_MS = 600_000;

/**
 * A source of decisions that a running service recorded: the service makes the tally under the policy, and the verdict is computed here.
 *
 * @throws TribuneError USAGE; from `tally` SERVER_UNREACHABLE, FORBIDDEN, POLICY_INVALID, DATA_EMPTY and others of the service
 */
export function openServiceSource(
  service: string,
  args: ParsedArguments,
): TallySource & Required<Pick<TallySource, 'outcome'>> {
  const deployment = text(args, 'deployment');
  const policyPath = text(args, 'policy');
  if (deployment === undefined || policyPath === undefined) {
    throw new TribuneError('USAGE', '--service needs --deployment NAME', { remedy: 'For example compas/prod.' });
  }
  if (!URL.canParse(service)) {
    throw new TribuneError('USAGE', `--service ${service}: not an address`, {
      remedy: 'Such as http://127.0.0.1:8080.',
    });
  }
  const request = { deployment, ...requestedTimes(args), ...requestedSize(args) };
  /** Asks the service, and checks what it answers against the signed checkpoint. */
  async function asked<Read extends Pick<Answer, 'log'>>(
    plan: Omit<TallyPlan, 'scores'>,
    progress: ((message: string) => void) | undefined,
    read: (answer: unknown) => Read,
  ): Promise<Read & { readonly source: (rows: number) => SourceRecord }> {
    const keys = await Promise.all(list(args, 'key').map(readVerifierKey));
    const policy = await readTextFile(policyPath!, 'policy', 'POLICY_UNREADABLE');
    demandSame(sha256Digest(policy), plan);
    const key = await apiKey(text(args, 'key-file'));
    const admin = httpAdmin(service, key, TIMEOUT_MS);
    progress?.(`asking ${new URL(service).origin} for the tally of ${deployment}`);
    const answer = await admin.post('/v1/audits', { ...request, policy });
    const shown = read(answer);
    progress?.('checking its root against the signed checkpoint');
    const checkpoint = await checkRoot({ service, apiKey: key, keys, log: shown.log, answer: proofOf(answer) });
    const path = `${new URL(service).origin}/v1/audits`;
    return { ...shown, source: (rows) => ({ path, sha256: null, rows, log: { ...shown.log, checkpoint } }) };
  }
  return {
    async tally(plan, progress) {
      const read = (answer: unknown): Answer => readAnswer(answer, { service, plan });
      const { tally, parts, source } = await asked(plan, progress, read);
      return { tally, sources: [source(tally.rowsRead)], ...(parts === undefined ? {} : { parts }) };
    },
    async outcome(plan, progress) {
      const read = (answer: unknown): OutcomeAnswer => readOutcome(answer, { service, plan });
      const { tally, parts, source } = await asked(plan, progress, read);
      return { tally, sources: [source(tally.rowsRead)], ...(parts === undefined ? {} : { parts }) };
    },
  };
}

const TIMES = { since: 'since', until: 'until', 'known-at': 'knownAt' } as const;

function requestedTimes(args: ParsedArguments): Record<string, string> {
  const given = Object.entries(TIMES).flatMap(([option, field]) => {
    const value = text(args, option);
    return value === undefined ? [] : [[field, new Date(readWhen(value, option, Date.now())).toISOString()]];
  });
  return Object.fromEntries(given);
}

function requestedSize(args: ParsedArguments): { size?: number } {
  const value = text(args, 'at-size');
  if (value === undefined) return {};
  if (/^[1-9]\d{0,14}$/.test(value)) return { size: Number(value) };
  throw new TribuneError('USAGE', `--at-size ${value}: not a number of entries`, {
    remedy: 'Give data.sources[0].log.size of the audit.json to be made again.',
  });
}

function demandSame(digest: string, { policyDigest }: Pick<TallyPlan, 'policyDigest'>): void {
  if (digest === policyDigest) return;
  throw new TribuneError('POLICY_INVALID', 'the policy file changed while it was used', { remedy: 'Run it again.' });
}

/** The proof in an answer. Parts that an older service does not send are missing, and the proof then fails. */
function proofOf(answer: unknown): { checkpoint: string; consistency: string[] } {
  const { checkpoint, consistency } = answer as { checkpoint?: unknown; consistency?: unknown };
  return {
    checkpoint: typeof checkpoint === 'string' ? checkpoint : '',
    consistency: Array.isArray(consistency) ? consistency.map(String) : [],
  };
}

interface Answer {
  readonly tally: Tally;
  readonly log: LogEvidence;
  readonly parts?: readonly AuditPart[];
}

interface Sent {
  readonly tally?: unknown;
  readonly parts?: unknown;
  readonly log?: LogEvidence;
  readonly filter?: FilterUse;
}

interface OutcomeAnswer {
  readonly tally: OutcomeTally;
  readonly log: LogEvidence;
  readonly parts?: readonly WordPart[];
}

/** The answer about decisions that are not 0 or 1. */
function readOutcome(
  answer: unknown,
  { service, plan }: { service: string; plan: Omit<TallyPlan, 'scores'> },
): OutcomeAnswer {
  const { tally: whole, parts, log, filter } = (answer ?? {}) as Sent;
  const read = Array.isArray(parts) && parts.length > 0 ? (parts as WordPart[]).map(readWordPart) : null;
  const tally = read === null ? outcomeTallyFromJson(whole, plan.policy.data.outcome!) : read[0]!.tally;
  const same = (read ?? [{ tally }]).every((part) => part.tally.policyDigest === plan.policyDigest);
  if (!same || typeof log?.root !== 'string') throw notOurs(service);
  return read === null
    ? { tally, log }
    : { tally, log: { ...log, protection: protectionOf(read, filter) }, parts: read };
}

function readWordPart({ attributes, tally, withheld, bands }: WordPart): WordPart {
  const read = outcomeTallyFromJson(tally, { type: tally.outcome });
  return { attributes, withheld, bands, tally: read as WordPart['tally'] };
}

const notOurs = (service: string): TribuneError =>
  new TribuneError('TALLY_INVALID', `${service} answered a tally of another policy or of no log`, {
    remedy: 'Check that the address is that of a Tribune service of the same version.',
  });

function readAnswer(answer: unknown, { service, plan }: { service: string; plan: TallyPlan }): Answer {
  const { tally: whole, parts, log, filter } = (answer ?? {}) as Sent;
  const read = Array.isArray(parts) && parts.length > 0 ? readParts(parts as AuditPart[]) : null;
  const tally = read === null ? tallyFromJson(whole) : read[0]!.tally;
  const same = (read ?? [{ tally }]).every((part) => part.tally.policyDigest === plan.policyDigest);
  if (!same || typeof log?.root !== 'string') throw notOurs(service);
  if (read === null) return { tally, log };
  return { tally, log: { ...log, protection: protectionOf(read, filter) }, parts: read };
}

const readParts = (parts: readonly AuditPart[]): AuditPart[] =>
  parts.map(({ attributes, tally, withheld }) => ({ attributes, withheld, tally: tallyFromJson(tally) }));
