import type { MixtureRule, ThresholdOptimum } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';

/** With this probability whoever has this score or more gets 1. */
export interface RulePart {
  readonly cutoff: number;
  readonly probability: number;
}

export interface RuleGroup {
  readonly key: GroupKey;
  /** By falling cutoff; the probabilities add up to 1. */
  readonly mixture: readonly RulePart[];
}

/** Nobody's score is as high: what a part of a mixture says that gives 1 to nobody. Its negative gives 1 to everybody. */
export const NOBODY = Number.MAX_VALUE;

/** A mixture of the frontier as cutoffs with probabilities, in which nothing is ignored. It must not be flipped. */
export function partsOf({ p0, rule0, p1, rule1, pIgnore, constant }: MixtureRule): RulePart[] {
  const all = new Map<number, number>();
  const add = (cutoff: number | null, probability: number): void => {
    if (probability > 0) all.set(cutoff ?? NOBODY, (all.get(cutoff ?? NOBODY) ?? 0) + probability);
  };
  add(null, pIgnore * (1 - constant));
  add(-NOBODY, pIgnore * constant);
  add(rule0.cutoff, (1 - pIgnore) * p0);
  add(rule1.cutoff, (1 - pIgnore) * p1);
  return [...all].map(([cutoff, probability]) => ({ cutoff, probability })).sort((a, b) => b.cutoff - a.cutoff);
}

/** The cutoffs of every group that has a rule. */
export const ruleGroups = ({ groups }: ThresholdOptimum): RuleGroup[] =>
  groups.map(({ key, rule }) => ({ key, mixture: partsOf(rule) }));

/** Whether a decision has to be drawn for some score. */
export const isDrawn = (groups: readonly RuleGroup[]): boolean => groups.some(({ mixture }) => mixture.length > 1);

/** Probability of a 1 for a score. */
export function chanceOf(mixture: readonly RulePart[], score: number): number {
  const reached = mixture.filter(({ cutoff }) => score >= cutoff);
  // All of them together are certain, whatever the last digit of their sum is.
  return reached.length === mixture.length ? 1 : reached.reduce((sum, { probability }) => sum + probability, 0);
}
