import type { Caution, Learner, LearnerInput, LearnerOutput } from '../base/index.js';
import { makeBins } from '../binning/index.js';
import { wordsOf } from './conditions.js';
import { findRules, type RuleInput, type Sums, sumsOf } from './find-rules.js';
import { ruleTree } from './rule-tree.js';

const PARAMETERS = {
  rules: { default: 5, min: 1, max: 10, whole: true, help: 'most rules of the list' },
  conditions: { default: 2, min: 1, max: 2, whole: true, help: 'most conditions of a rule' },
  minRows: { default: 20, min: 1, whole: true, help: 'fewest people whom a rule covers, and whom it leaves' },
  penalty: {
    default: 0.005,
    min: 0,
    max: 1,
    help: 'share of the squared error that each condition must take away',
  },
  smooth: { default: 1, min: 0, help: 'rows at the mean of all that are added to each rule' },
  bins: { default: 16, min: 2, max: 64, whole: true, help: 'most bins of an input, whose cuts are asked for' },
} as const;

function fitRules({ data, weights, seed, parameters }: LearnerInput): LearnerOutput {
  const number = (name: keyof typeof PARAMETERS): number => Number(parameters[name]);
  const bins = makeBins(data, number('bins'), seed);
  const input: RuleInput = { data, bins, weights: weights ?? new Float64Array(data.rows).fill(1) };
  const { rules, rest } = findRules(input, {
    rules: number('rules'),
    conditions: number('conditions'),
    minRows: number('minRows'),
    penalty: number('penalty'),
  });
  const whole = sumsOf(input, Int32Array.from(data.target.keys()));
  const smooth = number('smooth');
  const chanceOf = ({ weight, sum }: Sums): number => (sum + (smooth * whole.sum) / whole.weight) / (weight + smooth);
  const chances = { ofRule: rules.map(({ sums }) => chanceOf(sums)), otherwise: chanceOf(rest) };
  const listed = rules.map(({ conditions, sums }, r) => ({
    if: conditions.map((condition) => wordsOf(bins, data, condition)),
    chance: chances.ofRule[r],
    rows: sums.rows,
    weight: sums.weight,
  }));
  const otherwise = { chance: chances.otherwise, rows: rest.rows, weight: rest.weight };
  return {
    document: ruleTree(input, rules, chances),
    cautions: [...bins.cautions, ...(rules.length > 0 ? [] : noRule(parameters))],
    details: { ruleList: { rules: listed, otherwise } },
  };
}

function noRule({ minRows, penalty }: LearnerInput['parameters']): Caution[] {
  const message = `no rule gains anything with minRows ${minRows} and penalty ${penalty}: the model says the same of everybody`;
  return [{ kind: 'same-for-all', column: null, message }];
}

export const rulesLearner: Learner = {
  name: 'rules',
  summary: 'a short list of rules: the first that fits says the chance',
  tasks: ['binary'],
  parameters: PARAMETERS,
  fit: fitRules,
  uncalibrated: 'the chance of a rule is the share of the people whom it covered, as its words say',
};
