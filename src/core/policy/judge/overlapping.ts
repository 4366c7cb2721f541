import type { Policy, ValueRequirement } from '../sections/types.js';
import { finiteOrNull, outcomeOf } from './frame.js';
import type { Judged } from './message.js';
import type { SubjectSource } from './subject-source.js';
import { describeReading, partOf, readValues, type ValueReading, valueSpan } from './value.js';

/**
 * Judges a measure that is the largest value among overlapping groups (everyone, each attribute, declared intersections). The bound holds where
 * every group keeps it, as for a ceiling over each; but the result is the largest value, with the interval by which it passes and fails: the farthest
 * plain upper end, since the largest true value is among them, and the largest lower end at the level that allows for all groups.
 */
export function judgeOverlapping(requirement: ValueRequirement, policy: Policy, source: SubjectSource): Judged {
  const { context, readings } = readValues(requirement, policy, source);
  const { levels, decision } = context;
  const judged = readings.filter((one) => one.judged);
  const among = judged.length > 0 ? judged : readings;
  const largest = [...among].sort((a, b) => (b.estimate ?? -1) - (a.estimate ?? -1))[0] ?? null;
  const shown = decision.verdict === 'pass' || decision.reason === 'small-groups' ? largest : decision.decider;
  return {
    ...outcomeOf(context),
    ...(shown === null ? {} : describeReading(context, shown)),
    estimate: finiteOrNull(largest?.estimate),
    ...rangeOf(judged, levels.simultaneous),
    parts: readings.map(({ subject }) => partOf(subject, levels.plain)),
  };
}

function rangeOf(judged: readonly ValueReading[], level: number): Pick<Judged, 'lower' | 'upper'> {
  if (judged.length === 0 || judged.some(({ plain }) => plain === null)) return { lower: null, upper: null };
  const lower = Math.max(...judged.map(({ subject }) => valueSpan(subject, level)?.lower ?? 0));
  return { lower, upper: Math.max(...judged.map(({ plain }) => plain!.upper)) };
}
