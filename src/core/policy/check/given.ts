import { INTEGER_METRICS } from '../../fairness/tally/index.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import { metricWords } from '../sections/metric-needs.js';
import type { OutcomeType } from '../sections/outcomes/index.js';
import { compareOf, type RawRequirement } from '../sections/requirements.js';

/** Columns that one requirement may compare within; more make strata of single people. */
const MOST_COLUMNS = 4;

/** Metrics that are compared within strata, by the type of outcome: rates, and of amounts means too. */
const COMPARED: Readonly<Partial<Record<OutcomeType | 'binary', readonly string[]>>> = {
  binary: INTEGER_METRICS,
  amount: [
    'mean_amount',
    'share_at_least',
    'mean_absolute_error',
    'root_mean_squared_error',
    'mean_error',
    'interval_coverage',
    'interval_width',
  ],
  ordered: ['share_at_least', 'lowered_share', 'raised_share'],
  class: ['class_rate', 'class_recall', 'class_precision'],
  stages: ['stage_rate', 'funnel_rate'],
};
const comparedOf = (type: OutcomeType | 'binary'): readonly string[] => COMPARED[type] ?? [];

/** Finds what is wrong with a comparison within strata. */
export function checkGiven(
  requirement: RawRequirement,
  path: readonly PathPart[],
  reference: RawRequirement['reference'] | null,
  type: OutcomeType | 'binary',
): Finding[] {
  const { id, metric, given, by } = requirement;
  if (given === undefined) return [];
  const at = [...path, 'given'];
  const compare = compareOf(requirement);
  const findings: Finding[] = [];
  if (compare !== 'difference' && compare !== 'ratio')
    findings.push(
      problem(
        at,
        `${id}: only a gap of two groups is compared within strata`,
        'Drop given, or write compare: difference or compare: ratio.',
      ),
    );
  if (!comparedOf(type).includes(metric))
    findings.push(
      problem(
        at,
        type === 'amount'
          ? `${id}: ${metricWords(metric)} is no mean and no share, and a quantile of all people does not follow from those of strata`
          : `${id}: ${metricWords(metric)} is no rate, and only rates are compared within strata`,
        comparedOf(type).length === 0 ? 'Drop given.' : `Use one of ${comparedOf(type).join(', ')}.`,
      ),
    );
  if (reference === 'highest')
    findings.push(
      problem(
        [...path, 'reference'],
        `${id}: within strata no group is the highest in all of them`,
        'Declare a reference, or write `reference: largest` or `all-pairs`.',
      ),
    );
  const twice = given.find((name, i) => given.indexOf(name) !== i);
  if (twice !== undefined) findings.push(problem(at, `${id} names ${twice} twice`, 'Name each column once.'));
  const shared = given.find((name) => by.includes(name));
  if (shared !== undefined)
    findings.push(
      problem(
        at,
        `${id}: within the same ${shared} there is one group of ${shared} only`,
        'Name other columns than those of `by`.',
      ),
    );
  if (given.length > MOST_COLUMNS)
    findings.push(
      problem(
        at,
        `${id} names ${given.length} columns, more than ${MOST_COLUMNS}`,
        'Name the factors that matter, in coarse values.',
      ),
    );
  return findings;
}
