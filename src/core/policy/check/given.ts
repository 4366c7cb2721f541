import { INTEGER_METRICS } from '../../fairness/tally/index.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import { metricWords } from '../sections/metric-needs.js';
import type { OutcomeType } from '../sections/outcomes/index.js';
import { compareOf, type RawRequirement } from '../sections/requirements.js';

/** Columns that one requirement may compare within; more make strata of single people. */
const MOST_COLUMNS = 4;

/** Metrics that are rates, by the type of outcome. */
const RATES: Readonly<Partial<Record<OutcomeType | 'binary', readonly string[]>>> = {
  binary: INTEGER_METRICS,
  ordered: ['share_at_least'],
  class: ['class_rate', 'class_recall', 'class_precision'],
  stages: ['stage_rate', 'funnel_rate'],
};
const ratesOf = (type: OutcomeType | 'binary'): readonly string[] => RATES[type] ?? [];

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
  if (!ratesOf(type).includes(metric))
    findings.push(
      problem(
        at,
        `${id}: ${metricWords(metric)} is no rate, and only rates are compared within strata`,
        ratesOf(type).length === 0 ? 'Drop given.' : `Use one of ${ratesOf(type).join(', ')}.`,
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
