import { didYouMean } from '../../base/suggest.js';
import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import { measureWords, metricWords, needsLabel } from '../sections/metric-needs.js';
import {
  metricsOfOutcome,
  OUTCOME_EXAMPLES,
  OUTCOME_WORDS,
  type OutcomeType,
  outcomesOfMetric,
  RELATIVE_METRICS,
  type RelativeMetric,
} from '../sections/outcomes/index.js';
import type { RawRequirement } from '../sections/requirements.js';
import { checkParameters } from './parameters.js';
import { checkRepresentation } from './representation.js';
import { checkStages } from './stages.js';
import { twice } from './twice.js';

/** Keys of `data` that say something about decisions of 0 and 1 only. */
const BINARY_KEYS = ['prediction', 'score', 'cutoff', 'favourable', 'scoreScale', 'scoreBins', 'strata'] as const;

/** Types of which a policy binds no label. */
const UNLABELLED: ReadonlySet<OutcomeType> = new Set(['stages', 'ranking']);

const typeOf = ({ outcome }: RawData): OutcomeType | 'binary' => outcome?.type ?? 'binary';

/** Finds what does not go together with `data.outcome`. */
export function checkOutcome(data: RawData): Finding[] {
  const { outcome } = data;
  if (outcome === undefined || outcome.type === 'binary') {
    if (data.favourable !== undefined) return [];
    return [
      problem(
        ['data', 'favourable'],
        'data has no "favourable"',
        'Add `favourable: 1` if prediction 1 is good for the person, `favourable: 0` if it is bad.',
      ),
    ];
  }
  const words = OUTCOME_WORDS[outcome.type];
  const findings = BINARY_KEYS.filter((key) => data[key] !== undefined).map((key) =>
    atKey(['data', key], `data.${key} has no meaning where decisions are ${words}`, remedyOf(key, words)),
  );
  if (data.label !== undefined && typeof data.label !== 'string' && outcome.type !== 'stages')
    findings.push(
      atKey(
        ['data', 'label'],
        `data.label names values of 0 and 1, but decisions are ${words}`,
        `Write the column of the ${words} that turned out right: \`label: COLUMN\`.`,
      ),
    );
  if (data.weightKind === 'sampling')
    findings.push(
      atKey(
        ['data', 'weightKind'],
        `${words} with sampling weights are not audited${NO_SAMPLING[outcome.type]?.because ?? ' by this version'}`,
        NO_SAMPLING[outcome.type]?.remedy ?? 'Use count weights, or audit the sample as it is and say so.',
      ),
    );
  for (const name of UNLABELLED.has(outcome.type) ? ['prediction', 'score', 'label'] : ['prediction', 'score'])
    if (Object.hasOwn(data.live ?? {}, name))
      findings.push(
        atKey(
          ['data', 'live', name],
          `data.live.${name} has no meaning where decisions are ${words}`,
          outcome.type === 'ranking' && name === 'label'
            ? 'Drop it; what a candidate was worth is bound by `live: { relevance: NAME }`, and is the label unless said.'
            : 'Drop it: what is recorded as the outcome is the decision.',
        ),
      );
  return [...findings, ...checkColumns(data), ...checkWords(data), ...checkStages(data), ...checkRanking(data)];
}

const atKey = (path: readonly PathPart[], message: string, remedy: string) => ({
  ...problem(path, message, remedy),
  at: 'key' as const,
});

/** Why a type takes no sampling weights, and what can be asked of such a sample. */
const NO_SAMPLING: Readonly<Partial<Record<OutcomeType, { readonly because: string; readonly remedy: string }>>> = {
  ordered: {
    because:
      ': their tally counts whole people, and the interval of the chance to outrank (Brunner-Munzel) is one of unweighted ranks',
    remedy:
      'Use count weights; or audit a share of levels as decisions of 0 and 1, which take sampling weights: `prediction: { column: COLUMN, positive: [GOOD], negative: [OTHER] }`.',
  },
  class: {
    because:
      ': their tally counts whole people, and the interval of an expected cost (Gaffke) is one of unweighted people',
    remedy:
      'Use count weights; or audit a class as decisions of 0 and 1, which take sampling weights: `prediction: { column: COLUMN, positive: [CLASS], negative: [OTHER] }`.',
  },
  stages: {
    because: ': their tally counts whole people, and the steps of a funnel add up only for counts',
    remedy:
      'Use count weights; or audit one stage as decisions of 0 and 1, which take sampling weights: `prediction: COLUMN`, with `where` for those who passed the stage before.',
  },
};

/** What is compared within strata by requirements that say so. */
const COMPARED_WITHIN: ReadonlySet<string> = new Set([
  OUTCOME_WORDS.amount,
  OUTCOME_WORDS.ordered,
  OUTCOME_WORDS.class,
  OUTCOME_WORDS.stages,
]);

function remedyOf(key: (typeof BINARY_KEYS)[number], words: string): string {
  switch (key) {
    case 'prediction':
      return 'Drop prediction: the decision is what data.outcome names.';
    case 'favourable':
      return words === OUTCOME_WORDS.amount
        ? 'Drop it: data.outcome.favourable says whether more or less is good.'
        : 'Drop it: data.outcome says what is good for the person.';
    case 'strata':
      return COMPARED_WITHIN.has(words)
        ? 'Drop strata: a requirement compares its groups within the values of columns with `given: [COLUMN]`.'
        : `Drop strata: comparisons of ${words} within strata belong to a later version.`;
    default:
      return `Drop ${key}.`;
  }
}

/** The ends of an interval are two columns, and neither is the amount or its label: the amount itself holds no label but by chance. */
function checkColumns({ outcome, label }: RawData): Finding[] {
  if (outcome?.type !== 'amount' || outcome.interval === undefined) return [];
  const { lower, upper } = outcome.interval;
  const path = ['data', 'outcome', 'interval'];
  if (lower === upper)
    return [problem([...path, 'upper'], `both ends of the interval are column "${lower}"`, 'Name a column for each.')];
  return (['lower', 'upper'] as const).flatMap((end) => {
    const column = outcome.interval![end];
    const what = column === outcome.column ? 'the amount' : column === label ? 'the label' : null;
    return what === null
      ? []
      : [
          problem(
            [...path, end],
            `the ${end} end of the interval is column "${column}", which is ${what}`,
            'Name the column of the end.',
          ),
        ];
  });
}

/** Declared words that stand twice, or where they have no meaning. */
function checkWords({ outcome }: RawData): Finding[] {
  if (outcome?.type !== 'ordered' && outcome?.type !== 'class') return [];
  const [key, words] =
    outcome.type === 'ordered' ? (['levels', outcome.levels] as const) : (['classes', outcome.classes] as const);
  const texts = words.map(String);
  const path = ['data', 'outcome'];
  const favourable = outcome.type === 'class' ? (outcome.favourable ?? []) : [];
  return [
    ...twice(texts).map((i) =>
      problem([...path, key, i], `data.outcome.${key} names ${JSON.stringify(texts[i])} twice`, 'Declare each once.'),
    ),
    ...favourable.flatMap((word, i) =>
      texts.includes(String(word))
        ? []
        : [
            problem(
              [...path, 'favourable', i],
              `${JSON.stringify(String(word))} is not among data.outcome.classes`,
              didYouMean(String(word), texts),
            ),
          ],
    ),
    ...(outcome.none ?? []).flatMap((word, i) =>
      texts.includes(String(word))
        ? [
            problem(
              [...path, 'none', i],
              `${JSON.stringify(String(word))} is among data.outcome.${key} and says that nothing was decided`,
              'Keep it in one of the two.',
            ),
          ]
        : [],
    ),
  ];
}

/** What has no meaning beside a ranking, and numbers of first places that stand twice. */
function checkRanking({ outcome, label, weight }: RawData): Finding[] {
  if (outcome?.type !== 'ranking') return [];
  const { k = [] } = outcome;
  return [
    ...(label === undefined
      ? []
      : [
          atKey(
            ['data', 'label'],
            'data.label has no meaning where decisions are rankings',
            'Drop it; what a candidate was worth is `relevance: COLUMN` in data.outcome.',
          ),
        ]),
    ...(weight === undefined
      ? []
      : [
          atKey(
            ['data', 'weight'],
            'data.weight has no meaning where decisions are rankings: a position is held by one candidate',
            'Write one row for each candidate of each list.',
          ),
        ]),
    ...twice(k.map(String)).map((i) =>
      problem(['data', 'outcome', 'k', i], `data.outcome.k names ${k[i]} twice`, 'Name each once.'),
    ),
  ];
}

/** Finds what does not fit the type of outcome in one requirement, which is compared with `reference`. */
export function checkMeasure(
  requirement: RawRequirement,
  path: readonly PathPart[],
  data: RawData,
  reference: RawRequirement['reference'],
): Finding[] {
  const { metric, id, compare, q } = requirement;
  const [type, wanted] = [typeOf(data), outcomesOfMetric(metric)];
  if (!wanted.includes(type))
    return [
      problem(
        [...path, 'metric'],
        `${id}: ${metricWords(metric)} measures decisions that are ${wanted.map((one) => OUTCOME_WORDS[one]).join(' or ')}, but the decisions of this policy are ${OUTCOME_WORDS[type]}`,
        type === 'binary'
          ? `Declare data.outcome, such as \`outcome: ${OUTCOME_EXAMPLES[wanted[0] as OutcomeType]}\`, or use another metric.`
          : `Use one of: ${metricsOfOutcome(type).join(', ')}.`,
      ),
    ];
  const findings = checkParameters(requirement, path, data);
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
  if (metric === 'r_squared' && compare === 'ratio')
    findings.push(
      problem(
        [...path, 'compare'],
        `${id} compares R² by its ratio, which says nothing: R² is below 0 where the mean of the labels would err less`,
        'Use compare: difference, or a floor in each group: compare: value with min.',
      ),
    );
  return [
    ...findings,
    ...checkInterval(requirement, path, data),
    ...checkCapped(requirement, path),
    ...checkRelative(requirement, path),
    ...checkRepresentation(requirement, path),
    ...(type === 'ranking' ? checkPool(requirement, path) : []),
    ...(reference === 'highest' ? checkLessIsGood(requirement, path, data) : []),
  ];
}

/** Examples of a bound of metrics that hold a group against other people already. */
const RELATIVE_BOUNDS: Readonly<Record<RelativeMetric, string>> = {
  superiority: '`compare: value` with `min: 0.45`; one half means that neither tends to better levels',
  mean_rank: '`compare: value` with `min: 0.45`; one half means that the group stands where all others do on average',
  dominance_shortfall: '`compare: value` with `max: 0.1`; 0 means that the group falls short at no level',
  turned_pairs: '`compare: value` with `max: 0.1`; 0 means that the order is kept',
};

const isRelative = (metric: string): metric is RelativeMetric => RELATIVE_METRICS.some((one) => one === metric);

/** What is measured against other people is no value of a group by itself, so that a gap of two such values says nothing. */
function checkRelative(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, metric, compare, change, by } = requirement;
  if (!isRelative(metric)) return [];
  if (change === undefined && compare !== 'value')
    return [
      problem(
        [...path, 'compare'],
        `${id}: the ${measureWords({ metric, pairs: requirement.pairs })} compares ${metric === 'turned_pairs' ? 'people' : 'two groups'} already`,
        `Bound it by itself: ${RELATIVE_BOUNDS[metric]}.`,
      ),
    ];
  if (metric === 'dominance_shortfall' && change?.relative === true)
    return [
      problem(
        [...path, 'change', 'relative'],
        `${id}: a shortfall of 0, where the group falls short at no level, has no relative change`,
        'Bound the change itself: `maxRise: 0.05` without `relative`.',
      ),
    ];
  if (by.length > 0) return [];
  return [problem([...path, 'by'], `${id} compares groups, but by is empty`, 'Name an attribute, such as [sex].')];
}

/**
 * Members of two groups share their institutions, so a gap of two such shares has no interval from each; and no accepted audit holds what each institution had.
 */
function checkCapped(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, metric, compare, change, by, institution } = requirement;
  if (metric !== 'capped_share') return [];
  if (change !== undefined || compare !== 'value')
    return [
      problem(
        [...path, change === undefined ? 'compare' : 'change'],
        change === undefined
          ? `${id}: groups share their institutions, so a gap of two capped shares is not judged`
          : `${id}: an accepted audit does not say what each institution had, so the change of a capped share is not judged`,
        'Bound it in each group: `compare: value` with `max: 0.02`.',
      ),
    ];
  if (institution === undefined || !by.includes(institution)) return [];
  return [
    problem(
      [...path, 'by'],
      `${id}: by names the institution itself, and one institution says nothing of how much institutions differ`,
      `Leave ${institution} out of by; \`by: []\` asks about everybody.`,
    ),
  ];
}

/** Warns of a requirement about prediction intervals that the policy does not name. */
function checkInterval({ id, metric }: RawRequirement, path: readonly PathPart[], { outcome }: RawData): Finding[] {
  if (metric !== 'interval_coverage' && metric !== 'interval_width') return [];
  if (outcome?.type === 'amount' && outcome.interval !== undefined) return [];
  return [
    caution(
      [...path, 'metric'],
      `${id} is not applicable: ${metricWords(metric)} needs data.outcome.interval`,
      'Name the columns of its ends: `interval: { lower: COLUMN, upper: COLUMN }`.',
    ),
  ];
}

/** Pairs across groups, and gains of a group among themselves, do not add up to those of several groups together. */
function checkPool({ id, smallGroups }: RawRequirement, path: readonly PathPart[]): Finding[] {
  if (smallGroups !== 'pool') return [];
  return [
    problem(
      [...path, 'smallGroups'],
      `${id} cannot pool small groups: what groups of rankings have together does not follow from what each has`,
      'Write `smallGroups: inconclusive` or `report`.',
    ),
  ];
}

/** Warns of a ratio to the highest group where less is good, as of a price: the group that pays most is not the one to reach. */
function checkLessIsGood(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const { id, compare, metric } = requirement;
  const { outcome } = data;
  if (outcome?.type !== 'amount' || outcome.favourable === 'higher' || needsLabel(metric)) return [];
  if (compare !== 'ratio' || metric === 'interval_width') return [];
  return [
    caution(
      [...path, 'min'],
      `${id} holds every group near the one with the highest ${metricWords(metric)}, though less is good for the person`,
      'Name a reference and bound the ratio from above with `max`, or bound the difference.',
    ),
  ];
}
