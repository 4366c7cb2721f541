import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
import { betterDirection, metricWords, rangeOf } from '../sections/metric-needs.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Finds what is wrong with the bound of `compare: value`, which is one floor or one ceiling for the metric itself. */
export function checkValueBound(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, metric, min, max } = requirement;
  const words = metricWords(metric);
  if (min !== undefined && max !== undefined)
    return [
      problem(
        [...path, 'max'],
        `${id} has both a floor and a ceiling`,
        'Write two requirements, one with `min` and one with `max`, so that each can be judged and waived by itself. For a range around another group use compare: ratio.',
      ),
    ];
  const [word, bound] = min !== undefined ? (['min', min] as const) : (['max', max] as const);
  if (bound === undefined)
    return [
      problem(
        path,
        `${id} has no bound`,
        `Add \`min\`, the lowest ${words} that a group may have, or \`max\`, the highest.`,
      ),
    ];
  return [...checkRange(requirement, path, { word, bound }), ...checkSense(requirement, path, word)];
}

interface ValueBound {
  readonly word: 'min' | 'max';
  readonly bound: number;
}

/** A bound must lie where values can lie on both of its sides; otherwise it always or never holds. */
function checkRange({ id, metric }: RawRequirement, path: readonly PathPart[], { word, bound }: ValueBound): Finding[] {
  const { lower, upper } = rangeOf(metric);
  const words = metricWords(metric);
  if (bound < lower || bound > upper) {
    const share = 'Write a share such as 0.8, not a percentage, and not a ratio of two groups (compare: ratio).';
    return [
      problem(
        [...path, word],
        `${id}: ${word} is ${bound}, but the ${words} lies ${range(lower, upper)}`,
        Number.isFinite(upper) ? share : 'Write a value that the metric can have.',
      ),
    ];
  }
  const empty = word === 'min' ? bound === lower : bound === upper;
  if (!empty) return [];
  return [
    problem(
      [...path, word],
      `${id}: no ${words} is ${word === 'min' ? 'below' : 'above'} ${bound}, so it never fails`,
      'Write the bound that must hold, or drop the requirement.',
    ),
  ];
}

function range(lower: number, upper: number): string {
  if (!Number.isFinite(lower)) return `at or below ${upper}`;
  return Number.isFinite(upper) ? `between ${lower} and ${upper}` : `at or above ${lower}`;
}

/** Warns of a floor under an error and of a ceiling over a quality. */
function checkSense({ id, metric }: RawRequirement, path: readonly PathPart[], word: 'min' | 'max'): Finding[] {
  const better = betterDirection(metric);
  const odd = (better === 'high' && word === 'max') || (better === 'low' && word === 'min');
  if (!odd) return [];
  const words = metricWords(metric);
  return [
    caution(
      [...path, word],
      `${id} asks that the ${words} be ${word === 'max' ? 'low: a ceiling over what is better high' : 'high: a floor under an error'}`,
      `Write \`${word === 'max' ? 'min' : 'max'}\` unless that is meant.`,
    ),
  ];
}

/** Keys that only a comparison of groups has. */
export function checkNoReference({ id, reference, oneSided }: RawRequirement, path: readonly PathPart[]): Finding[] {
  const remedy = 'Drop it, or compare groups: compare: difference or compare: ratio.';
  const about = 'holds each group to the bound itself and compares it with no other';
  return [
    ...(reference === undefined
      ? []
      : [problem([...path, 'reference'], `${id} ${about}: it has no reference`, remedy)]),
    ...(oneSided === undefined
      ? []
      : [problem([...path, 'oneSided'], `${id} ${about}: oneSided has no meaning`, remedy)]),
  ];
}
