import { agree, counted } from '../../../core/base/counted.js';
import {
  type Finding,
  judgeMeasured,
  labelSeparation,
  type PlacementSums,
} from '../../../core/fairness/sources/index.js';
import { type AggregateRow, peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import type { SourceTest, TestContext } from './source-test.js';
import { besideText, countText, intervalText, openText } from './words.js';

/** Most AUC of one feature alone that passes. */
const MAX_AUC = 0.99;
/** A feature of texts is ordered by its own label rates, which flatters it unless every value has people: at most these, and so many each. */
const MOST_LEVELS = 100;
const PEOPLE_PER_LEVEL = 20;

/** Whether a feature knows the label. */
export const leakageTest: SourceTest = {
  name: 'leakage',
  title: 'Features that know the label',
  source: BIAS_SOURCES.evaluation,
  measure: { name: 'AUC of one feature alone, in its better direction', unit: 'number', neutral: 0.5 },
  basis: {
    kind: 'practice',
    source: 'built in: one feature that is nearly always right is mostly made from the label',
  },
  async run(context) {
    const { policy, data, features, section } = context;
    if (policy.data.label === null) return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    const { minGroupSize } = policy.data;
    const measures = [];
    let left = 0;
    for (const name of features) {
      const sums = await placementsOf(context, name);
      if (sums === null) left += 1;
      else measures.push(labelSeparation(name, sums, minGroupSize));
    }
    if (measures.length === 0)
      return { notApplicable: 'No feature can be ordered: neither numbers nor texts of few values.' };
    const max = section.leakage?.maxAuc ?? MAX_AUC;
    const judged = judgeMeasured(measures, {
      allowed: { max },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    const { conflicting, repeated } = await data.repeats(features, null);
    const message = decisive === null ? 'No feature can be judged.' : `${sentence(decisive, max)}${openText(judged)}`;
    return {
      judged,
      message,
      notes: [
        ...(repeated > 0
          ? [
              `${counted(countText(repeated), 'person')} ${agree(repeated, 'shares', 'share')} all features with somebody; ${counted(countText(conflicting), 'person')} with somebody of the other label, and no model can be right about both.`,
            ]
          : []),
        ...(left > 0
          ? [`${counted(left, 'feature')} ${agree(left, 'is a text', 'are texts')} of too many values to be ordered.`]
          : []),
      ],
    };
  },
};

function sentence(finding: Finding, max: number): string {
  const { subject, estimate } = finding;
  const show = besideText(finding, [max, 1], 4);
  const copy = estimate === 1 ? ', as a copy of the label would' : '';
  return `${subject} alone tells the labels apart with an AUC of ${show(estimate!)}${copy} (${intervalText(finding, show)}; at most ${max} is allowed).`;
}

async function placementsOf({ data }: TestContext, name: string): Promise<PlacementSums | null> {
  const column = data.columns.find((one) => one.name === name)!;
  if (column.numeric) return data.separation(name);
  if (column.distinct > MOST_LEVELS || column.present < PEOPLE_PER_LEVEL * column.distinct) return null;
  return orderedByRate(await data.aggregate({ keys: [{ kind: 'value', column: name }, { kind: 'label' }] }));
}

/** Placements of the values of a text in the order of their label rates. */
function orderedByRate(rows: readonly AggregateRow[]): PlacementSums {
  const known = rows.filter(({ keys }) => keys[0] !== null && keys[1] !== null);
  const levels = [...new Set(known.map(({ keys }) => keys[0]))].map((value) => {
    const own = known.filter(({ keys }) => keys[0] === value);
    const p = BigInt(peopleOf(own.filter(({ keys }) => keys[1] === '1')));
    return { p, n: BigInt(peopleOf(own)) - p };
  });
  levels.sort((a, b) => Number(a.p * (b.p + b.n) - b.p * (a.p + a.n)));
  const [positives, negatives] = [sum(levels.map(({ p }) => p)), sum(levels.map(({ n }) => n))];
  let [below, above] = [0n, positives];
  const placements = { positive: [0n, 0n], negative: [0n, 0n] } as Record<'positive' | 'negative', [bigint, bigint]>;
  for (const { p, n } of levels) {
    above -= p;
    const [under, over] = [2n * below + n, 2n * above + p];
    placements.positive = [placements.positive[0] + p * under, placements.positive[1] + p * under * under];
    placements.negative = [placements.negative[0] + n * over, placements.negative[1] + n * over * over];
    below += n;
  }
  return {
    positives: Number(positives),
    negatives: Number(negatives),
    positivePlacements: placements.positive,
    negativePlacements: placements.negative,
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
