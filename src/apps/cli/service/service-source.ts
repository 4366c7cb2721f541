import { TribuneError } from '../../../core/errors.js';
import { tallyFromJson } from '../../../core/fairness/index.js';
import type { LogEvidence, SourcedTally, TallyPlan, TallySource } from '../../../domain/audit/source.js';
import { readTextFile, sha256Digest } from '../io.js';
import { type ParsedArguments, text } from '../spec.js';
import { apiKey } from './admin-target.js';
import { httpAdmin } from './http-admin.js';
import { readWhen } from './times.js';

/** A long audit of a large log, ms. */
const TIMEOUT_MS = 600_000;

/**
 * Decisions that a running service recorded: the service makes the tally under the policy, the verdict is computed here.
 *
 * @throws TribuneError USAGE; from `tally` SERVER_UNREACHABLE, FORBIDDEN, POLICY_INVALID, DATA_EMPTY and others of the service
 */
export function openServiceSource(service: string, args: ParsedArguments): TallySource {
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
  const moment = (option: 'since' | 'until'): Record<string, string> => {
    const value = text(args, option);
    return value === undefined ? {} : { [option]: new Date(readWhen(value, option, Date.now())).toISOString() };
  };
  const request = { deployment, ...moment('since'), ...moment('until') };
  return {
    async tally(plan, progress) {
      const policy = await readTextFile(policyPath, 'policy', 'POLICY_UNREADABLE');
      demandSame(sha256Digest(policy), plan);
      const admin = httpAdmin(service, await apiKey(text(args, 'key-file')), TIMEOUT_MS);
      progress?.(`asking ${new URL(service).origin} for the tally of ${deployment}`);
      return readAnswer(await admin.post('/v1/audits', { ...request, policy }), { service, plan });
    },
  };
}

function demandSame(digest: string, { policyDigest }: TallyPlan): void {
  if (digest === policyDigest) return;
  throw new TribuneError('POLICY_INVALID', 'the policy file changed while it was used', { remedy: 'Run it again.' });
}

function readAnswer(answer: unknown, { service, plan }: { service: string; plan: TallyPlan }): SourcedTally {
  const { tally: json, log } = (answer ?? {}) as { tally?: unknown; log?: LogEvidence };
  const tally = tallyFromJson(json);
  if (tally.policyDigest !== plan.policyDigest || typeof log?.root !== 'string') {
    throw new TribuneError('TALLY_INVALID', `${service} answered a tally of another policy or of no log`, {
      remedy: 'Check that the address is that of a Tribune service of the same version.',
    });
  }
  const url = new URL(service);
  return { tally, sources: [{ path: `${url.origin}/v1/audits`, sha256: null, rows: tally.rowsRead, log }] };
}
