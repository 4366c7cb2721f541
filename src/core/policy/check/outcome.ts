import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import { metricWords } from '../sections/metric-needs.js';
import { outcomeOfMetric } from '../sections/outcomes/index.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Keys of `data` that say something about decisions of 0 and 1 only. */
const BINARY_KEYS = [
  'prediction',
  'score',
  'cutoff',
  'favourable',
  'scoreScale',
  'scoreBins',
  'live',
  'strata',
] as const;

const typeOf = ({ outcome }: RawData): 'binary' | 'amount' => outcome?.type ?? 'binary';

/** Finds what does not go together with `data.outcome`. */
export function checkOutcome(data: RawData): Finding[] {
  if (typeOf(data) === 'binary') {
    if (data.favourable !== undefined) return [];
    return [
      problem(
        ['data', 'favourable'],
        'data has no "favourable"',
        'Add `favourable: 1` if prediction 1 is good for the person, `favourable: 0` if it is bad.',
      ),
    ];
  }
  const findings = BINARY_KEYS.filter((key) => data[key] !== undefined).map((key) => ({
    ...problem(
      ['data', key],
      `data.${key} has no meaning where decisions are amounts`,
      REMEDIES[key] ?? `Drop ${key}.`,
    ),
    at: 'key' as const,
  }));
  if (data.label !== undefined && typeof data.label !== 'string')
    findings.push({
      ...problem(
        ['data', 'label'],
        'data.label names values of 0 and 1, but decisions are amounts',
        'Write the column of the amounts that turned out right: `label: COLUMN`.',
      ),
      at: 'key' as const,
    });
  if (data.weightKind === 'sampling')
    findings.push({
      ...problem(
        ['data', 'weightKind'],
        'amounts with sampling weights are not audited by this version',
        'Use count weights, or audit the sample as it is and say so.',
      ),
      at: 'key' as const,
    });
  return findings;
}

const REMEDIES: Readonly<Partial<Record<(typeof BINARY_KEYS)[number], string>>> = {
  prediction: 'Drop prediction: the decision is the column of data.outcome.',
  favourable: 'Drop it: data.outcome.favourable says whether more or less is good.',
  strata: 'Drop strata: comparisons of amounts within strata belong to a later version.',
  live: 'Drop live: amounts of recorded decisions belong to a later version.',
};

/** Finds what does not fit the type of outcome in one requirement, which is compared with `reference`. */
export function checkMeasure(
  requirement: RawRequirement,
  path: readonly PathPart[],
  data: RawData,
  reference: RawRequirement['reference'],
): Finding[] {
  const { metric, id, compare, q, value } = requirement;
  const [type, wanted] = [typeOf(data), outcomeOfMetric(metric)];
  if (type !== wanted)
    return [
      problem(
        [...path, 'metric'],
        wanted === 'binary'
          ? `${id}: ${metricWords(metric)} measures decisions of 0 and 1, but data.outcome says that they are amounts`
          : `${id}: ${metricWords(metric)} measures amounts, but the decisions of this policy are 0 or 1`,
        wanted === 'binary'
          ? 'Use mean_amount, median_amount, amount_quantile, share_at_least or a metric of errors.'
          : 'Declare `outcome: { type: amount, column: COLUMN, unit: USD, favourable: higher }` under data, or use another metric.',
      ),
    ];
  const findings = [
    ...parameter([...path, 'q'], { id, metric, name: 'q', of: 'amount_quantile', given: q, example: 'q: 0.9' }),
    ...parameter([...path, 'value'], {
      id,
      metric,
      name: 'value',
      of: 'share_at_least',
      given: value,
      example: 'value: 5000',
    }),
  ];
  if (q !== undefined && metric === 'amount_quantile' && !(q > 0 && q < 1))
    findings.push(
      problem([...path, 'q'], `${id}: q is ${q}, not between 0 and 1`, 'Write a share of people such as 0.9.'),
    );
  if (metric === 'mean_error' && compare === 'ratio')
    findings.push(
      problem(
        [...path, 'compare'],
        `${id} compares mean errors by their ratio, which says nothing where errors of both signs cancel`,
        'Use compare: difference.',
      ),
    );
  return [...findings, ...(reference === 'highest' ? checkLessIsGood(requirement, path, data) : [])];
}

interface Parameter {
  readonly id: string;
  readonly metric: string;
  readonly name: string;
  /** The metric that takes the parameter. */
  readonly of: string;
  readonly given: number | undefined;
  readonly example: string;
}

function parameter(path: readonly PathPart[], { id, metric, name, of, given, example }: Parameter): Finding[] {
  if (metric === of && given === undefined)
    return [problem(path.slice(0, -1), `${id}: ${of} needs ${name}`, `Add ${name}, such as \`${example}\`.`)];
  if (metric === of || given === undefined) return [];
  return [
    { ...problem(path, `${id}: ${name} has no meaning with ${metric}`, `Drop it, or use ${of}.`), at: 'key' as const },
  ];
}

/** Warns of a ratio to the highest group where less is good, as of a price: the group that pays most is not the one to reach. */
function checkLessIsGood(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const { id, compare, metric } = requirement;
  const { outcome } = data;
  if (outcome?.type !== 'amount' || outcome.favourable === 'higher' || metric.includes('error')) return [];
  if (compare !== 'ratio') return [];
  return [
    caution(
      [...path, 'min'],
      `${id} holds every group near the one with the highest ${metricWords(metric)}, though less is good for the person`,
      'Name a reference and bound the ratio from above with `max`, or bound the difference.',
    ),
  ];
}
