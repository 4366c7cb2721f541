import { counted } from '../../../core/base/counted.js';
import type { RequirementResult } from '../../../core/policy/index.js';
import { judgePolicy, policyTally, type RowLookup, readPlan } from '../../../core/policy/index.js';
import { binomialTails, createGenerator, criticalValue, kishEffectiveSize, wilson } from '../../../core/stats/index.js';
import type { Figures, Mean, Moved } from './result.js';
import { DECIDED, SCORED, type Trial } from './trial.js';

/** What a candidate says of every person of a trial but those it learned from. */
export interface Decisions {
  /** Chance of a 1, by the candidate's own cutoffs. */
  readonly chance: Float64Array;
  readonly score: Float64Array;
}

/** A stream of its own, so that a lottery is not that of a split or a learner with the same seed. */
const DRAW_STREAM = 3;

/** The decisions of 0 and 1: drawn by the seed where the chance is neither. */
export function drawn(trial: Trial, chance: Float64Array): Uint8Array {
  const random = createGenerator(trial.seed, DRAW_STREAM);
  return Uint8Array.from(chance, (p) => +(random.nextUniform() < p));
}

/** Judges decisions about some people by the policy. */
export function figuresOf(
  trial: Trial,
  part: Int32Array,
  { predictions, score }: { readonly predictions: Uint8Array; readonly score: Float64Array },
): Figures {
  const { policy, people, rows, gap } = trial;
  const plan = readPlan(policy, { scores: policy.data.score !== null, policyDigest: trial.policyDigest });
  const lookups = function* (): Generator<RowLookup> {
    for (const i of part) {
      const row = rows[i]!;
      yield (column) => {
        if (column === DECIDED) return predictions[i]!;
        return column === SCORED ? score[i]! : people.text(column, row);
      };
    }
  };
  const results = judgePolicy(policy, policyTally(plan, lookups()), { today: trial.today });
  return {
    people: part.length,
    quality: qualityOf(trial, part, predictions),
    gap: results.find(({ id }) => id === gap.requirement.id)!,
    requirements: results.map(({ id, severity, verdict }) => ({ id, severity, verdict })),
    gaps: results
      .filter(({ compare }) => compare === 'difference' || compare === 'ratio')
      .map(({ id, metric, estimate, lower, upper, verdict }) => ({
        requirement: id,
        metric,
        estimate,
        lower,
        upper,
        verdict,
      })),
  };
}

/** What the decision about a person is worth: 1 where it is right, or what the policy says. */
export function worthOf({ utility }: Pick<Trial, 'utility'>, label: number, prediction: number): number {
  if (utility === null) return +(prediction === label);
  const { truePositive, falsePositive, trueNegative, falseNegative } = utility.gains;
  if (prediction === 1) return label === 1 ? truePositive : falsePositive;
  return label === 1 ? falseNegative : trueNegative;
}

function qualityOf(trial: Trial, part: Int32Array, predictions: Uint8Array): Mean {
  if (trial.utility === null && trial.weights === null) {
    let right = 0;
    for (const i of part) right += worthOf(trial, trial.data.target[i]!, predictions[i]!);
    const interval = wilson({ successes: right, n: part.length }, trial.policy.statistics.level)!;
    return { estimate: right / part.length, ...interval };
  }
  return meanOf(trial, part, (i) => worthOf(trial, trial.data.target[i]!, predictions[i]!));
}

/** The difference of quality of two candidates over the same people. */
export const qualityAgainst = (trial: Trial, part: Int32Array, now: Uint8Array, before: Uint8Array): Mean =>
  meanOf(
    trial,
    part,
    (i) => worthOf(trial, trial.data.target[i]!, now[i]!) - worthOf(trial, trial.data.target[i]!, before[i]!),
  );

/** A weighted mean with its normal interval; with sampling weights the variance is that of the ratio (linearised), rows that count several people are several. */
function meanOf(trial: Trial, part: Int32Array, value: (i: number) => number): Mean {
  const { weights, policy } = trial;
  const isCount = policy.data.weightKind === 'count';
  let [total, sum] = [0, 0];
  for (const i of part) {
    const weight = weights?.[i] ?? 1;
    total += weight;
    sum += weight * value(i);
  }
  const estimate = sum / total;
  let squares = 0;
  for (const i of part) {
    const weight = weights?.[i] ?? 1;
    squares += (isCount ? weight : weight * weight) * (value(i) - estimate) ** 2;
  }
  const half = (criticalValue(policy.statistics.level) * Math.sqrt(squares)) / total;
  return { estimate, lower: estimate - half, upper: estimate + half };
}

/** Share of the people who judge below which those whom sampling weights leave are told. */
const FEW_BY_WEIGHT = 0.5;

/** Says so where a few of those who judge weigh so much that the intervals, which are for many, promise too much. */
export function judgedByFew({ weights, parts: { judge }, policy }: Trial): string[] {
  if (weights === null || policy.data.weightKind === 'count') return [];
  let [sum, squares] = [0, 0];
  for (const i of judge) {
    sum += weights[i]!;
    squares += weights[i]! ** 2;
  }
  const effective = kishEffectiveSize(sum, squares);
  if (effective >= FEW_BY_WEIGHT * judge.length) return [];
  return [
    `of the ${counted(judge.length, 'person')} who judge, weights leave ${Math.round(effective)} (Kish): a few decide all figures, whose intervals are too narrow`,
  ];
}

/** Whose decision is another than before, by group, among some people; the shares are by weight, as the gap is. */
export function movedOf(trial: Trial, part: Int32Array, now: Uint8Array, before: Uint8Array): Moved[] {
  const { favourable } = trial.policy.data;
  const { keys, codes } = trial.groups;
  const none = { n: 0, toFavourable: 0, toUnfavourable: 0, total: 0, was: 0, is: 0 };
  const counts = [...keys, null].map((key) => ({ key, ...none }));
  for (const i of part) {
    const one = counts[codes[i]! < 0 ? keys.length : codes[i]!]!;
    const [was, is] = [+(before[i] === favourable), +(now[i] === favourable)];
    const weight = trial.weights?.[i] ?? 1;
    one.n++;
    one.total += weight;
    one.was += weight * was;
    one.is += weight * is;
    if (is > was) one.toFavourable++;
    if (is < was) one.toUnfavourable++;
  }
  return counts
    .filter(({ n }) => n > 0)
    .map(({ total, was, is, ...one }) => ({ ...one, rateBefore: was / total, rateAfter: is / total }));
}

/**
 * Whether people of some group lose the favourable decision more often than they gain it, and those of none gain it more often: beyond
 * chance, by the exact sign test of those whose decision changes. Two who lose and one who gains are no levelling down.
 */
export function levelsDown(moved: readonly Moved[], level: number): boolean {
  const isShown = (more: number, less: number): boolean =>
    2 * binomialTails(more, more + less, 0.5).atLeast <= 1 - level;
  return (
    moved.some(({ toFavourable, toUnfavourable }) => isShown(toUnfavourable, toFavourable)) &&
    !moved.some(({ toFavourable, toUnfavourable }) => isShown(toFavourable, toUnfavourable))
  );
}

/** How far a gap is from none: of a difference its size, of a ratio that of its logarithm. */
export function distanceOf({ compare, estimate }: RequirementResult): number {
  if (estimate === null) return Number.POSITIVE_INFINITY;
  return Math.abs(compare === 'ratio' ? Math.log(estimate) : estimate);
}
