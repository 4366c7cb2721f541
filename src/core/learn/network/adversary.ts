import { aucFromDistribution, logitDelongInterval, type ScoreCounts } from '../../stats/index.js';
import { makeDataset } from '../base/index.js';
import { planLinear } from '../linear/index.js';

/** Coefficients of the adversary's log-odds: score, its square, and the constant. */
export type AdversaryCoefficients = readonly [number, number, number];

/** How well an adversary tells from a score who is of a group. */
export interface AdversaryAuc {
  readonly estimate: number;
  /** Ends of its interval; null where the people held out do not determine one. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What adversaries are, in words: a bound on them says nothing of others. */
export const ADVERSARY_CLASS = 'logistic regression on the score and its square, one against all others for each group';

/** Its log-odds that a person of this score is of the group. */
export const guess = ([a, b, c]: AdversaryCoefficients, score: number): number => a * score + b * score * score + c;

/** The best adversary of its class on these people; null where all of them or none are of the group. */
export function bestAdversary(scores: Float64Array, member: Float64Array): AdversaryCoefficients | null {
  const known = Array.from(member.keys()).filter((i) => !Number.isNaN(member[i]!));
  const target = Float64Array.from(known, (i) => member[i]!);
  if (target.every((value) => value === target[0])) return null;
  const columns = [
    { name: 'score', values: Float64Array.from(known, (i) => scores[i]!) },
    { name: 'square', values: Float64Array.from(known, (i) => scores[i]! ** 2) },
  ];
  const { document } = planLinear(makeDataset({ columns, target, task: 'binary' }), { l2: 1e-6 }).fit({ seed: 0 });
  if (document.kind !== 'linear') return null;
  const [[a, b], [c]] = [document.coef[0]!, document.intercept];
  return [a!, b!, c!];
}

/** What an adversary reaches on other people; null where all of them or none are of the group. */
export function reachOf(
  found: AdversaryCoefficients,
  scores: Float64Array,
  { member, level }: { readonly member: Float64Array; readonly level: number },
): AdversaryAuc | null {
  const of = (wanted: number): ScoreCounts => {
    const values = Array.from(scores)
      .flatMap((score, i) => (member[i] === wanted ? [guess(found, score)] : []))
      .sort((a, b) => a - b);
    const distinct: number[] = [];
    const counts: number[] = [];
    for (const value of values) {
      if (distinct.at(-1) === value) counts[counts.length - 1]!++;
      else {
        distinct.push(value);
        counts.push(1);
      }
    }
    return { scores: Float64Array.from(distinct), counts: Float64Array.from(counts) };
  };
  const { auc, variance } = aucFromDistribution(of(1), of(0));
  if (auc === null) return null;
  const interval = logitDelongInterval(auc, variance, level);
  return { estimate: auc, lower: interval?.lower ?? null, upper: interval?.upper ?? null };
}
