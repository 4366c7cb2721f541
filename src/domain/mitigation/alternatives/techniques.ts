import type { LearnColumn } from '../../../core/learn/index.js';
import { fit as fitOf, LEARNERS, makeDataset, scoreRows, takeRows } from '../../../core/learn/index.js';
import {
  applyRepair,
  decorrelate,
  learnRepair,
  massage,
  resample,
  reweigh,
  synthesize,
} from '../../../core/mitigation/index.js';
import { readNeutral } from '../../../core/models/index.js';
import { type ColumnsFile, columnsWithDigest, indicatorsOf } from '../../group-rules/data/index.js';
import { cutoffs, nearCutoffs, unfitForCutoffs, unfitForNear } from './after-training.js';
import {
  againstAdversary,
  forWorstGroup,
  overGrid,
  penalised,
  reduced,
  unfitForPenalty,
  unfitForReduction,
  withWeights,
} from './in-training.js';
import { groupsOf, learned, type Made, modelOf, pickRows, recorded, scoreOthers, trainWeights } from './learned.js';
import { type Attempt, oneGroup, type Technique } from './technique.js';
import type { LearningTrial } from './trial.js';

function reweighed(attempt: Attempt): Made {
  const { trial, id } = attempt;
  const { train } = trial.parts;
  const found = reweigh(groupsOf(trial, train), pickRows(trial.data.target, train), trainWeights(trial));
  return modelOf(trial, id, learned(trial, attempt, { weights: found.weights, technique: 'reweighing' }));
}

/** Scores of the unmitigated model for those it was learned from, who are put in order by them. */
const ranked = ({ trial, id, plain }: Attempt): Float64Array =>
  scoreRows(readNeutral(plain.document, id), trial.data.columns, trial.parts.train);

function resampled(attempt: Attempt): Made {
  const { trial, id } = attempt;
  const { train } = trial.parts;
  const label = pickRows(trial.data.target, train);
  const { times } = resample(groupsOf(trial, train), label, { kind: 'preferential', score: ranked(attempt) });
  const own = trainWeights(trial);
  const weights = own === undefined ? times : times.map((count, i) => count * own[i]!);
  return modelOf(trial, id, learned(trial, attempt, { weights, technique: 'resampling' }));
}

function massaged(attempt: Attempt): Made {
  const { trial, id } = attempt;
  const { train } = trial.parts;
  const { label, changed } = massage(groupsOf(trial, train), pickRows(trial.data.target, train), ranked(attempt));
  const target = trial.data.target.slice();
  train.forEach((row, i) => {
    target[row] = label[i]!;
  });
  const made = modelOf(trial, id, learned(trial, attempt, { data: { ...trial.data, target }, technique: 'massaging' }));
  return {
    ...made,
    cautions: [
      ...made.cautions,
      `massaging: ${changed.length} of ${train.length} labels that are learned are not true of these people`,
    ],
  };
}

/** Learns from people and new rows besides, which are in no group that is judged. */
function synthesised(attempt: Attempt): Made {
  const { trial, id, learner, parameters = {} } = attempt;
  const { train } = trial.parts;
  const own = takeRows(trial.data, train);
  const label = trial.policy.data.favourable;
  const found = synthesize(own.columns, groupsOf(trial, train), own.target, { label, seed: trial.seed });
  const made = found.codes.length;
  const joined = makeDataset({
    columns: own.columns.map((column, c) => ({
      ...column,
      values: joinedOf(column.values, found.columns[c]!.values),
    })),
    target: joinedOf(own.target, new Float64Array(made).fill(label)),
    task: 'binary',
  });
  const { document, model, cautions } = fitOf(joined, { learner, parameters, seed: trial.seed, lookForTelling: false });
  const lacking = found.groups.filter((group) => group.lacking > 0);
  return modelOf(trial, id, {
    document: recorded(trial, document, { learner, technique: 'synthesis', made }),
    score: scoreOthers(trial, model, trial.data.columns),
    cautions: [
      ...cautions.map(({ message }) => message),
      `synthesis: ${made} of ${joined.rows} rows that are learned from are nobody`,
      ...(lacking.length === 0 ? [] : [`synthesis: ${lacking.length} groups have nobody to make rows from`]),
    ],
  });
}

function joinedOf(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

type ChangeOfColumn = ColumnsFile['columns'][string];

/** Learns from columns that were changed, as they would be for people who come later. */
function fromChanged(
  attempt: Attempt,
  technique: 'repair' | 'decorrelation',
  change: (column: LearnColumn) => { values: Float64Array; rule: ChangeOfColumn } | null,
): Made {
  const { trial, id } = attempt;
  const rules: Record<string, ChangeOfColumn> = {};
  const columns = trial.data.columns.map((column) => {
    const changed = column.categories === undefined ? change(column) : null;
    if (changed === null) return column;
    rules[column.name] = changed.rule;
    return { ...column, values: changed.values };
  });
  const made = modelOf(trial, id, learned(trial, attempt, { data: { ...trial.data, columns }, technique }));
  const file = columnsFile(trial, technique, rules);
  return { ...made, files: { ...made.files, [`columns/${id}.json`]: file } };
}

/** How columns change, for whoever decides by the model. */
function columnsFile(
  { people, policy, groups }: LearningTrial,
  technique: 'repair' | 'decorrelation',
  columns: ColumnsFile['columns'],
): object {
  const { attributes, missing } = policy.data;
  return columnsWithDigest({
    tribune: 'columns/v1',
    technique,
    attributes: [...people.by],
    groups: groups.keys.map((key) => ({ ...key }) as Record<string, string>),
    columns,
    read: {
      attributes: attributes
        .filter(({ name }) => people.by.includes(name))
        .map(({ name, column, bins }) => ({ name, column, bins: bins === null ? null : [...bins] })),
      missing: [...missing],
    },
  });
}

function repaired(attempt: Attempt): Made {
  const { trial } = attempt;
  const { train } = trial.parts;
  return fromChanged(attempt, 'repair', ({ values }) => {
    const repair = learnRepair(pickRows(values, train), groupsOf(trial, train), 1);
    return { values: applyRepair(repair, values, trial.groups), rule: repair as ChangeOfColumn };
  });
}

function decorrelated(attempt: Attempt): Made {
  const { trial } = attempt;
  const { train } = trial.parts;
  const indicators = indicatorsOf(trial.groups);
  return fromChanged(attempt, 'decorrelation', ({ values }) => {
    const known = pickRows(values, train);
    if (known.every(Number.isNaN)) return null;
    const { coefficients, means } = decorrelate(
      known,
      indicators.map((one) => pickRows(one.values, train)),
      1,
    );
    const changed = values.map((value, i) => {
      const taken = indicators.reduce((sum, one, j) => sum + coefficients[j]! * (one.values[i]! - means[j]!), 0);
      return Number.isNaN(taken) ? value : value - taken;
    });
    const terms = indicators.map(({ key }, j) => ({ key, coefficient: coefficients[j]!, mean: means[j]! }));
    return { values: changed, rule: { terms } as ChangeOfColumn };
  });
}

const isNumber = ({ categories }: LearnColumn): boolean => categories === undefined;
const withoutNumbers = ({ data }: LearningTrial): string | null =>
  data.columns.some(isNumber) ? null : 'no column that is learned from holds numbers';
const inOtherNotation = ({ policy: { data } }: LearningTrial): string | null =>
  data.numbers !== undefined && data.attributes.some(({ bins }) => bins !== null)
    ? 'attributes in bins are of numbers in another notation, which nobody who decides would read'
    : null;

/** Distances from the rate of all people that reductions are asked to keep: two groups may differ by twice as much. */
const BOUNDS = [0.01, 0.025, 0.05];
/** Reductions learn dozens of models, which takes too long with any other learner; the worst group's is a logistic regression. */
const FAST = ['logistic'];

/** Prices of squared covariances of the score with the group, beside the mean loss. */
const STRENGTHS = [1, 10];
const PENALISED = LEARNERS.filter((learner) => learner.penalised === true).map(({ name }) => name);

/** All techniques, in the order in which they are tried. */
export const TECHNIQUES: readonly Technique[] = [
  {
    name: 'none',
    stage: 'none',
    groupKnown: 'nobody',
    make: ({ trial, id, plain }) => modelOf(trial, id, plain),
  },
  { name: 'reweighing', stage: 'before', groupKnown: 'trainer', make: reweighed },
  { name: 'resampling', stage: 'before', groupKnown: 'trainer', unfit: oneGroup, make: resampled },
  {
    name: 'synthesis',
    stage: 'before',
    groupKnown: 'trainer',
    unfit: (trial) => oneGroup(trial) ?? withWeights(trial),
    make: synthesised,
  },
  { name: 'massaging', stage: 'before', groupKnown: 'trainer', unfit: oneGroup, make: massaged },
  {
    name: 'repair',
    stage: 'before',
    groupKnown: 'trainer and decider',
    unfit: (trial) => withoutNumbers(trial) ?? inOtherNotation(trial),
    make: repaired,
  },
  {
    name: 'decorrelation',
    stage: 'before',
    groupKnown: 'trainer and decider',
    unfit: (trial) => oneGroup(trial) ?? withoutNumbers(trial) ?? inOtherNotation(trial),
    make: decorrelated,
  },
  ...BOUNDS.map(
    (bound): Technique => ({
      name: `reductions-${bound}`,
      stage: 'in',
      groupKnown: 'trainer',
      learners: FAST,
      unfit: unfitForReduction,
      make: reduced(bound),
    }),
  ),
  ...STRENGTHS.map(
    (strength): Technique => ({
      name: `penalty-${strength}`,
      stage: 'in',
      groupKnown: 'trainer',
      learners: PENALISED,
      unfit: (trial) => oneGroup(trial) ?? unfitForPenalty(trial),
      make: penalised(strength),
    }),
  ),
  {
    name: 'adversarial',
    stage: 'in',
    groupKnown: 'trainer',
    learners: ['mlp'],
    unfit: (trial) => oneGroup(trial) ?? unfitForPenalty(trial) ?? withWeights(trial),
    make: againstAdversary,
  },
  { name: 'grid', stage: 'in', groupKnown: 'trainer', learners: FAST, unfit: unfitForReduction, make: overGrid },
  {
    name: 'worst-group',
    stage: 'in',
    groupKnown: 'trainer',
    learners: FAST,
    unfit: (trial) => oneGroup(trial) ?? withWeights(trial),
    make: forWorstGroup,
  },
  {
    name: 'near-cutoffs',
    stage: 'after',
    groupKnown: 'decider',
    unfit: (trial) => unfitForCutoffs(trial) ?? unfitForNear(trial),
    make: nearCutoffs,
    over: nearCutoffs,
  },
  { name: 'cutoffs', stage: 'after', groupKnown: 'decider', unfit: unfitForCutoffs, make: cutoffs, over: cutoffs },
];
