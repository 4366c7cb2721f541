import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { withoutScores } from '../../../core/fairness/index.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import { strataOf } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { judgeTally } from '../judge-tally.js';
import { type PolicyChoice, readPolicy } from '../policy-text.js';
import type { AuditResult } from '../result/result.js';
import type { ArraysAudit } from './audit-arrays.js';

export interface JudgeArraysOptions {
  /** The present day as `YYYY-MM-DD`, UTC, by which waivers expire. The library reads no clock. */
  readonly today: string;
  /** Path of the policy, for messages and the result. */
  readonly file?: string;
  /** A parsed audit.json that the new audit must not be worse than. */
  readonly baseline?: unknown;
}

/** Source of the rows in the audit. */
const ARRAYS = 'arrays';

/**
 * Judges an audit of arrays by a policy: the verdict with its evidence, as `tribune audit` gives it. Rows are used as they are, so a policy
 * that filters or bins them is refused by name.
 *
 * @param policy text of the policy file; its digest is computed from it
 * @throws TribuneError POLICY_UNREADABLE, POLICY_INVALID, or INVALID_ARGUMENT for a policy that needs data that the arrays do not hold
 * @example
 * const result = judge(auditArrays({ label, prediction, attributes: { race }, favourable: 1 }), text, { today: '2026-11-28' });
 * result.verdict; // 'fail'
 */
export function judge(audit: ArraysAudit, policy: string, options: JudgeArraysOptions): AuditResult {
  const { file, today, baseline } = options;
  const choice: PolicyChoice = readPolicy(policy, file);
  checkFits(audit, choice.policy);
  const tally = choice.policy.data.score === null ? withoutScores(audit.tally) : audit.tally;
  const sources = [{ path: ARRAYS, sha256: null, rows: audit.tally.rowsRead }];
  return judgeTally(
    { tally: { ...tally, policyDigest: choice.policyDigest }, sources },
    { ...choice, today, ...defined({ baseline }) },
  );
}

function refuse(what: string, remedy: string): TribuneError {
  return new TribuneError('INVALID_ARGUMENT', `judge: ${what}`, { remedy });
}

function checkFits({ favourable, tally }: ArraysAudit, { data }: Policy): void {
  if (data.favourable !== favourable)
    throw refuse(
      `the policy calls ${data.favourable} favourable, the audit ${favourable}`,
      'Audit the arrays with the same favourable outcome.',
    );
  const named = [...data.attributes.map(({ name }) => name), ...strataOf(data)];
  const lacking = named.find((name) => !tally.attributes.includes(name));
  if (lacking !== undefined)
    throw refuse(
      `the policy names the attribute "${lacking}", which the audit does not have`,
      `Add it to attributes; the audit has: ${tally.attributes.join(', ')}.`,
    );
  if (data.where !== null)
    throw refuse(
      'the policy filters rows (data.where)',
      'Filter the arrays before the audit and leave data.where out.',
    );
  const binned = data.attributes.find(({ bins }) => bins !== null);
  if (binned !== undefined)
    throw refuse(
      `the policy puts "${binned.name}" into bins`,
      'Give its bins as groups, and leave data.attributes.*.bins out.',
    );
  if (data.weightKind !== tally.weightKind)
    throw refuse(
      `the policy has weights of kind ${data.weightKind}, the audit ${tally.weightKind}`,
      'Pass weight and weightKind as the policy has them.',
    );
  checkMissing(tally, data);
  checkScores(tally, data);
}

/** Refuses the policy's words for missing among the values, because they would be groups of their own. */
function checkMissing(tally: Tally, { missing, attributes }: Policy['data']): void {
  for (const { name } of attributes) {
    const place = tally.attributes.indexOf(name);
    const word = tally.cells
      .map(({ values }) => values[place] ?? null)
      .find((value) => value !== null && missing.includes(value));
    if (word != null)
      throw refuse(
        `"${name}" holds "${word}", which the policy calls missing`,
        'Give null in the arrays where a value is missing.',
      );
  }
}

function checkScores(tally: Tally, { score, scoreScale, cutoff, prediction }: Policy['data']): void {
  if (score === null) return;
  if (tally.score.kind === 'none')
    throw refuse('the policy needs scores, and the audit has none', 'Pass the column of scores.');
  if (scoreScale !== tally.scoreScale)
    throw refuse(
      `the policy divides scores by ${scoreScale}`,
      'Divide them before the audit and leave data.scoreScale out.',
    );
  if (prediction !== null || cutoff === null) return;
  if (tally.score.kind !== 'distinct')
    throw refuse(
      'the policy decides by a cutoff, and the scores are too many to check it',
      'Name a prediction in the policy.',
    );
  const other = tally.cells.find((cell) => cell.score === null || (cell.score >= cutoff ? 1 : 0) !== cell.prediction);
  if (other !== undefined)
    throw refuse(
      `the policy decides by score >= ${cutoff}, and a prediction of ${other.prediction} has the score ${other.score}`,
      'Give predictions of that cutoff, or name a prediction in the policy.',
    );
}
