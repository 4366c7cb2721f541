import { counted } from '../../../core/base/counted.js';
import {
  aggregationGains,
  type Finding,
  type Gram,
  judgeMeasured,
  type PartedGroup,
} from '../../../core/fairness/sources/index.js';
import {
  type AggregateRow,
  attributeSets,
  type DataGroup,
  groupsOf,
  peopleOf,
  sumOf,
  type Term,
} from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { numberFeatures } from './features.js';
import { unknownNotes } from './rate-test.js';
import type { SourceTest, TestContext } from './source-test.js';
import { groupText, intervalText, openText, shareText } from './words.js';

/** Most gain of R squared that passes. */
const MAX_GAIN = 0.02;
/** Parts of the people, each predicted from all others. */
const PARTS = 20;
/** Most inputs of a model: the sums of their products are its price. */
const MOST_INPUTS = 40;
/** Levels of a feature of texts that become inputs: those of at least a hundredth of the people, at most these. */
const MOST_LEVELS = 10;
const RAREST_LEVEL = 0.01;
const MOST_DISTINCT = 1000;

/** Whether one model of all does for every group what a model of its own would do. */
export const aggregationTest: SourceTest = {
  name: 'aggregation',
  title: 'One model for all, or one for each group',
  source: BIAS_SOURCES.aggregation,
  measure: { name: 'gain of a model of its own, share of the variance', unit: 'points' },
  basis: { kind: 'ours', source: 'built in: two hundredths of the variance are what another feature often brings' },
  async run(context) {
    const { policy, data, section } = context;
    if (policy.data.label === null) return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    if (policy.data.weight !== null)
      return {
        notApplicable: 'Rows that stand for several people cannot be parted into those a model has seen and others.',
      };
    const { terms, left } = await inputsOf(context);
    if (terms.length === 0)
      return { notApplicable: 'No feature can be an input: neither numbers with some spread nor texts of few values.' };
    const rows = await data.aggregate({
      keys: [{ kind: 'label' }, { kind: 'part', parts: PARTS }],
      sums: productsOf(terms),
    });
    const known = rows.filter(({ keys }) => keys[0] !== null);
    const measures = attributeSets(policy).flatMap((by) => {
      const { groups } = groupsOf(known, by, policy);
      return groups.length < 2
        ? []
        : aggregationGains(
            groups.map((one) => partedGroup(one, terms.length + 1)),
            policy.data.minGroupSize,
          );
    });
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have labels.' };
    const max = section.aggregation?.maxGain ?? MAX_GAIN;
    const judged = judgeMeasured(measures, {
      allowed: { max },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    const message =
      decisive === null
        ? 'No group has people for a model of its own.'
        : `${sentence(decisive, max)}${openText(judged)}`;
    const notes = [
      `Linear models of ${counted(terms.length, 'input')}; missing numbers are taken as the mean.`,
      ...(left > 0
        ? [`${counted(left, 'feature')} ${left === 1 ? 'is' : 'are'} no input: too many, or texts of too many values.`]
        : []),
      ...unknownNotes(rows, policy),
    ];
    return { judged, message, notes };
  },
};

/** The inputs of the models: numbers as they are, texts of few values as one input for each frequent value but the first. */
async function inputsOf(context: TestContext): Promise<{ terms: Term[]; left: number }> {
  const { data, features } = context;
  const numbers = await numberFeatures(context);
  const terms: Term[] = numbers.map(({ column, mean, deviation }) => ({
    kind: 'scaled',
    column,
    centre: mean,
    scale: deviation,
    missing: 0,
  }));
  let left = 0;
  for (const { name, numeric, distinct } of data.columns) {
    if (numeric || !features.includes(name)) continue;
    if (distinct > MOST_DISTINCT) {
      left += 1;
      continue;
    }
    const rows = await data.aggregate({ keys: [{ kind: 'value', column: name }] });
    terms.push(...levelsOf(rows).map((value): Term => ({ kind: 'is', column: name, value })));
  }
  const kept = terms.slice(0, MOST_INPUTS);
  return {
    terms: kept,
    left: left + new Set(terms.slice(MOST_INPUTS).map((term) => ('column' in term ? term.column : ''))).size,
  };
}

function levelsOf(rows: readonly AggregateRow[]): string[] {
  const people = new Map<string, number>();
  for (const { keys, n } of rows) {
    const value = keys[0];
    if (value != null) people.set(value, (people.get(value) ?? 0) + n);
  }
  const frequent = [...people].filter(([, n]) => n >= RAREST_LEVEL * peopleOf(rows));
  return frequent
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(1, MOST_LEVELS)
    .map(([value]) => value);
}

/** Sums of each input, then of each product of two. */
function productsOf(terms: readonly Term[]) {
  const singles = terms.map((term) => ({ kind: 'product', factors: [term] }) as const);
  const pairs = terms.flatMap((one, i) =>
    terms.slice(i).map((other) => ({ kind: 'product', factors: [one, other] }) as const),
  );
  return [...singles, ...pairs];
}

function partedGroup({ group, rows }: DataGroup, size: number): PartedGroup {
  return {
    group,
    parts: Array.from({ length: PARTS }, (_, part) => {
      const own = rows.filter(({ keys }) => keys[1] === String(part));
      return own.length === 0 ? null : gramOf(own, size);
    }),
  };
}

function gramOf(rows: readonly AggregateRow[], size: number): Gram {
  const ones = rows.filter(({ keys }) => keys[0] === '1');
  const inputs = new Float64Array(size * size);
  const outcome = new Float64Array(size);
  const put = (i: number, j: number, value: number): void => {
    inputs[i * size + j] = value;
    inputs[j * size + i] = value;
  };
  put(0, 0, peopleOf(rows));
  outcome[0] = peopleOf(ones);
  let place = size - 1;
  for (let i = 1; i < size; i++) {
    put(0, i, sumOf(rows, i - 1));
    outcome[i] = sumOf(ones, i - 1);
    for (let j = i; j < size; j++) put(i, j, sumOf(rows, place++));
  }
  return { n: peopleOf(rows), inputs, outcome, squares: peopleOf(ones) };
}

function sentence(finding: Finding, max: number): string {
  const { group, estimate } = finding;
  const gain = estimate! > 0 ? `would gain ${shareText(estimate)} of the variance of the label` : 'would gain nothing';
  return `${groupText(group)}: on people it has not seen, a model of its own ${gain} over one model of all (${intervalText(finding, shareText)}; at most ${shareText(max)} is allowed).`;
}
