import type { LearnColumn } from '../../../core/learn/index.js';
import { scoreRows, takeRows } from '../../../core/learn/index.js';
import {
  applyRepair,
  chanceOf,
  decorrelate,
  fitWorstGroup,
  learnRepair,
  massage,
  reduce,
  resample,
  reweigh,
} from '../../../core/mitigation/index.js';
import { readNeutral } from '../../../core/models/index.js';
import { type ColumnsFile, columnsWithDigest, indicatorsOf } from '../data/index.js';
import { findRule } from '../rules/index.js';
import {
  byCutoff,
  groupsOf,
  type LearnedModel,
  learned,
  type Made,
  pickRows,
  recorded,
  scoreOthers,
  trainWeights,
  type WithSettings,
} from './learned.js';
import type { GroupKnown, Stage } from './result.js';
import type { LearningTrial } from './trial.js';

/** What a technique is given. */
export interface Attempt extends WithSettings {
  readonly trial: LearningTrial;
  readonly id: string;
  /** The unmitigated model of the learner. */
  readonly plain: LearnedModel;
  /** Commits to the seed of a rule that draws. */
  readonly commit: (id: string) => Promise<string>;
}

/** A way to make another model or rule. */
export interface Technique {
  readonly name: string;
  readonly stage: Stage;
  readonly groupKnown: GroupKnown;
  /** Learners it is tried with; absent: all. */
  readonly learners?: readonly string[];
  /** Why it cannot be tried here; null where it can. */
  readonly unfit?: (trial: LearningTrial) => string | null;
  readonly make: (attempt: Attempt) => Made | Promise<Made>;
  /** The same over scores that are there already, where nothing else of the model is asked for. */
  readonly over?: (attempt: OverScores) => Promise<Made>;
}

/** What is done to scores, whatever made them. */
export type OverScores = Omit<Attempt, 'plain'> & { readonly plain: Pick<LearnedModel, 'score'> };

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

/** Without a penalty of its own the same as of the unmitigated model, whose losses are summed and not averaged. */
const USUAL_L2 = 1;

function forWorstGroup({ trial, id, learner, parameters = {} }: Attempt): Made {
  const { train } = trial.parts;
  const { document, groups } = fitWorstGroup(takeRows(trial.data, train), groupsOf(trial, train), {
    seed: trial.seed,
    penalty: Number(parameters.l2 ?? USUAL_L2) / train.length,
  });
  const most = Math.max(...groups.map(({ weight }) => weight));
  const [heaviest] = groups.filter(({ weight }) => weight === most);
  const alone = `worst-group: it learned from ${Object.values(heaviest!.key).join(', ')} alone: the others are better off whatever is learned`;
  return modelOf(trial, id, {
    document: recorded(trial, document, { learner, technique: 'worst-group' }),
    score: scoreOthers(trial, readNeutral(document, id), trial.data.columns),
    cautions: most > NEARLY_ALL ? [alone] : [],
  });
}

const NEARLY_ALL = 0.999;

const modelOf = (trial: LearningTrial, id: string, { document, score, cautions }: LearnedModel): Made => ({
  score,
  chance: byCutoff(trial, score),
  files: { [`models/${id}.json`]: document },
  cautions,
});

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
  { people, policy }: LearningTrial,
  technique: 'repair' | 'decorrelation',
  columns: ColumnsFile['columns'],
): object {
  const { attributes, missing } = policy.data;
  return columnsWithDigest({
    tribune: 'columns/v1',
    technique,
    attributes: [...people.by],
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
const oneGroup = ({ groups }: LearningTrial): string | null =>
  groups.keys.length < 2 ? 'all people are of one group' : null;

/** A mixture of models that keeps a bound on the learning part. */
const reduced =
  (bound: number): Technique['make'] =>
  ({ trial, id, learner, parameters = {} }: Attempt): Made => {
    const { train } = trial.parts;
    const found = reduce(takeRows(trial.data, train), groupsOf(trial, train), {
      constraint: trial.gap.reduction!,
      bound,
      learner,
      parameters,
      seed: trial.seed,
    });
    const score = new Float64Array(trial.data.rows);
    const chance = new Float64Array(trial.data.rows);
    const files: Record<string, unknown> = {};
    const mixture = found.mixture.map(({ document, probability }, m) => {
      const scores = scoreOthers(trial, readNeutral(document, id), trial.data.columns);
      scores.forEach((value, i) => {
        score[i]! += probability * value;
        chance[i]! += probability * +(value >= HALF);
      });
      const model = `models/${id}-${m + 1}.json`;
      files[model] = recorded(trial, document, { learner, technique: 'reductions', bound });
      return { model, probability };
    });
    files[`rules/${id}.json`] = { tribune: 'mixture/v1', cutoff: HALF, mixture };
    const missed = `no mixture of the models found keeps the bound ${bound} on the learning part: the nearest is at ${found.largest.toPrecision(3)}`;
    return { score, chance, files, settings: { bound }, cautions: found.reached ? [] : [missed] };
  };

/** The models of a mixture are learned to decide at this score. */
const HALF = 0.5;

const withWeights = ({ weights }: LearningTrial): string | null =>
  weights === null ? null : 'it does not count weights';

const unfitForReduction = ({ gap, weights }: LearningTrial): string | null => {
  if (gap.reduction === null) return `reductions know no bound on ${gap.requirement.metric}`;
  return weights === null ? null : 'reductions do not count weights';
};

/** Cutoffs by group over the scores of the unmitigated model. */
async function cutoffs({ trial, id, plain, commit }: OverScores): Promise<Made> {
  const part = trial.parts.cutoffs;
  const { people, policy, gap, utility } = trial;
  const { rule } = await findRule({
    people: {
      ...people,
      groups: groupsOf(trial, part),
      label: pickRows(trial.data.target, part),
      score: pickRows(plain.score, part),
      weight: trial.weights === null ? new Float64Array(part.length).fill(1) : pickRows(trial.weights, part),
    },
    policy: { ...policy, data: { ...policy.data, score: 'score', cutoff: trial.cutoff } },
    constraint: gap.constraint!,
    objective: utility === null ? 'accuracy' : 'profit',
    utility: utility?.gains,
    deployment: policy.name,
    commit: () => commit(id),
  });
  const mixtures = new Map(rule.groups.map(({ key, mixture }) => [textOf(rule.attributes, key), mixture]));
  const byCode = trial.groups.keys.map((key) => mixtures.get(textOf(rule.attributes, key)) ?? null);
  const chance = plain.score.map((score, i) => {
    const code = trial.groups.codes[i]!;
    const mixture = code < 0 ? null : byCode[code]!;
    return mixture === null ? +(score >= trial.cutoff) : chanceOf(mixture, score);
  });
  const without = trial.groups.keys.length - rule.groups.length;
  const cautions =
    without === 0 ? [] : [`${without} groups have too few people for cutoffs of their own, and get that of everybody`];
  return { score: plain.score, chance, files: { [`rules/${id}.json`]: rule }, cautions };
}

const textOf = (names: readonly string[], key: Readonly<Record<string, string | null>>): string =>
  JSON.stringify(names.map((name) => key[name]));

const unfitForCutoffs = ({ gap }: LearningTrial): string | null =>
  gap.constraint === null ? `no cutoffs are known that make ${gap.requirement.metric} equal` : null;

/** Distances from the rate of all people that reductions are asked to keep: two groups may differ by twice as much. */
const BOUNDS = [0.01, 0.025, 0.05];
/** Reductions learn dozens of models, which takes too long with any other learner; the worst group's is a logistic regression. */
const FAST = ['logistic'];

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
  {
    name: 'worst-group',
    stage: 'in',
    groupKnown: 'trainer',
    learners: FAST,
    unfit: (trial) => oneGroup(trial) ?? withWeights(trial),
    make: forWorstGroup,
  },
  { name: 'cutoffs', stage: 'after', groupKnown: 'decider', unfit: unfitForCutoffs, make: cutoffs, over: cutoffs },
];
