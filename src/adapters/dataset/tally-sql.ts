import { TribuneError } from '../../core/base/errors.js';
import { DISTINCT_SCORE_LIMIT } from '../../core/fairness/tally/index.js';
import { outcomePlan, readPlan } from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/sections/index.js';
import type { DialectName } from './sql/dialect.js';
import { DIALECTS } from './sql/dialects.js';
import { tallyStatement } from './statement/statement.js';

export interface TallySqlOptions {
  /** Digest of the policy, which goes into the result so that `audit --tally` can tell whether it was made under the same policy. */
  readonly policyDigest?: string;
  /** Whether scores are tallied; false for rates only. */
  readonly scores?: boolean;
  /** Limit of distinct scores, for tests; the contract fixes the default. */
  readonly distinctScoreLimit?: number;
}

/**
 * The aggregation of a policy as one SELECT for a warehouse. `openTallyFile` reads its result, exported as CSV or JSON lines with every
 * row. `table` may have parts (`schema.table`); names are quoted, so their case counts.
 *
 * @example tallySql(policy, 'bigquery', 'lending.decisions')
 */
export function tallySql(policy: Policy, dialect: DialectName, table: string, options: TallySqlOptions = {}): string {
  const engine = DIALECTS[dialect];
  if (engine === undefined) {
    throw new TribuneError('INVALID_ARGUMENT', `no dialect "${dialect}"`, {
      remedy: `Dialects: ${Object.keys(DIALECTS).join(', ')}.`,
    });
  }
  const { scores = true, distinctScoreLimit = DISTINCT_SCORE_LIMIT, policyDigest = '' } = options;
  const plan =
    policy.data.outcome === undefined
      ? readPlan(policy, { scores, policyDigest })
      : outcomePlan(policy, { policyDigest });
  const source = {
    from: `${table
      .split('.')
      .map((part) => engine.quoteName(part))
      .join('.')} AS source`,
    column: (name: string) => ({ sql: engine.quoteName(name), kind: 'any' as const }),
    file: null,
  };
  return tallyStatement(plan, engine, source, { distinctScoreLimit });
}
