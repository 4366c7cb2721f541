import type { Caution, Dataset, Learner, LearnerInput, LearnerOutput } from '../base/index.js';
import { makeDataset, readMonotone } from '../base/index.js';
import { makeBins } from '../binning/index.js';
import { planLinear } from '../linear/index.js';
import { binColumns, type CardColumn } from './bin-columns.js';
import { cardDocument, cardTable, makeCard } from './points.js';

/** Bins that are merged to those of the card: quantiles of numbers, or the commonest categories. */
const FINE_BINS = 32;

const PARAMETERS = {
  bins: { default: 8, min: 2, max: FINE_BINS, whole: true, help: 'most bins of an input' },
  share: { default: 0.05, min: 0, max: 0.5, help: 'least share of all weight that a bin holds' },
  iv: {
    default: 0.02,
    min: 0,
    help: 'an input of a smaller information value gets no points',
  },
  l2: { default: 1, min: 0, help: 'weight of half the sum of squared coefficients of the weights of evidence' },
  monotone: {
    default: '',
    help: 'inputs along which points only rise or fall: NAME:+,NAME:- (others go the way that says more)',
  },
  pdo: { default: 20, min: 1, max: 1000, help: 'points that double the odds of the target 1' },
  points: { default: 600, min: -1e6, max: 1e6, help: 'points that stand for odds' },
  odds: { default: 20, min: 1e-6, max: 1e6, help: 'odds of the target 1 to 0 at points' },
} as const;

function fitScorecard(input: LearnerInput): LearnerOutput {
  const { data, weights, seed, parameters } = input;
  const number = (name: keyof typeof PARAMETERS): number => Number(parameters[name]);
  const monotone = readMonotone(String(parameters.monotone), data.columns);
  const bins = makeBins(data, FINE_BINS, seed);
  const rules = { share: number('share'), maxBins: number('bins'), monotone };
  const { columns, cautions } = binColumns({ data, weights, bins }, rules);
  const telling = columns.filter(
    ({ evidence }) => evidence.informationValue >= number('iv') && evidence.woe.length > 1,
  );
  const dropped = columns.filter((column) => !telling.includes(column)).map((column) => tooLittle(data, column));
  const found = withoutReversed(input, telling);
  const scale = { pdo: number('pdo'), points: number('points'), odds: number('odds') };
  const card = makeCard(scale, found.intercept, found.inputs);
  return {
    document: cardDocument(data, card),
    cautions: [...bins.cautions, ...cautions, ...dropped, ...found.cautions, ...sameForAll(found.inputs)],
    details: { scorecard: { ...scale, base: card.base, table: cardTable(data, card) } },
  };
}

const tooLittle = (data: Dataset, { column, evidence, isWholly }: CardColumn): Caution => ({
  kind: 'column-unused',
  column: data.columns[column]!.name,
  message: isWholly
    ? `no cut of "${data.columns[column]!.name}" leaves both classes on both sides, so its evidence has no bound: it gets no points`
    : `"${data.columns[column]!.name}" has an information value of ${evidence.informationValue.toPrecision(2)}: it gets no points`,
});

interface Weighed {
  readonly column: CardColumn;
  readonly coefficient: number;
}

/**
 * Regression on the weights of evidence, without inputs whose coefficient turns their evidence round: their points would say the opposite of what their bins
 * show, because other inputs say the same and more. The most reversed one leaves first.
 */
function withoutReversed(
  { data, weights, seed, parameters }: LearnerInput,
  columns: readonly CardColumn[],
): { intercept: number; inputs: Weighed[]; cautions: Caution[] } {
  let left = [...columns];
  const cautions: Caution[] = [];
  for (;;) {
    const { intercept, coefficients, cautions: own } = weigh(data, left, { weights, seed, l2: Number(parameters.l2) });
    const lowest = Math.min(0, ...coefficients);
    if (lowest === 0) {
      const inputs = left.map((column, j) => ({ column, coefficient: coefficients[j]! }));
      return { intercept, inputs, cautions: [...cautions, ...own] };
    }
    const reversed = left[coefficients.indexOf(lowest)]!;
    const { name } = data.columns[reversed.column]!;
    cautions.push({
      kind: 'column-unused',
      column: name,
      message: `"${name}" would get points against what its bins show, since other inputs say the same: it gets none`,
    });
    left = left.filter((column) => column !== reversed);
  }
}

function weigh(
  { target, rows }: Dataset,
  columns: readonly CardColumn[],
  { weights, seed, l2 }: Pick<LearnerInput, 'weights' | 'seed'> & { l2: number },
): { intercept: number; coefficients: number[]; cautions: readonly Caution[] } {
  if (columns.length === 0) {
    let [one, all] = [0, 0];
    target.forEach((y, r) => {
      one += (weights?.[r] ?? 1) * y;
      all += weights?.[r] ?? 1;
    });
    return { intercept: Math.log(one / (all - one)), coefficients: [], cautions: [] };
  }
  const evidence = columns.map(({ column, binOfRow, evidence: { woe } }) => {
    const ofBin = Float64Array.from(woe, (value) => value ?? 0);
    return { name: `woe ${column}`, values: Float64Array.from({ length: rows }, (_, r) => ofBin[binOfRow[r]!]!) };
  });
  const plan = planLinear(makeDataset({ columns: evidence, target, task: 'binary' }), { l2, standardize: false });
  const { document, cautions } = plan.fit({ seed, ...(weights === null ? {} : { weights }) });
  if (document.kind !== 'linear') throw new Error('weights of evidence are never missing');
  const isOwn = (kind: Caution['kind']): boolean => kind === 'not-settled';
  return {
    intercept: document.intercept[0]!,
    coefficients: [...document.coef[0]!],
    cautions: cautions.filter(({ kind }) => isOwn(kind)),
  };
}

const sameForAll = (inputs: readonly Weighed[]): Caution[] =>
  inputs.length > 0
    ? []
    : [{ kind: 'same-for-all', column: null, message: 'no input gets points: the card says the same of everybody' }];

export const scorecardLearner: Learner = {
  name: 'scorecard',
  summary: 'whole points for each bin of an input, which add up: bins by weight of evidence that go one way',
  tasks: ['binary'],
  parameters: PARAMETERS,
  fit: fitScorecard,
  uncalibrated: 'its points are whole, so that what is printed on the card is what decides',
};
