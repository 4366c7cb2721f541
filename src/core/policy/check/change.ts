import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
import { betterDirection, largestDifference, metricWords } from '../sections/metric-needs.js';
import { outcomesOfMetric } from '../sections/outcomes/index.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Kinds of outcomes of which an accepted audit carries what a change is tested by. */
const TESTED: ReadonlySet<string> = new Set(['binary', 'amount', 'ordered', 'class', 'stages', 'ranking']);

const EXAMPLE = '`change: { against: baseline, maxDrop: 0.15, relative: true }`';

/** Metrics whose values may have either sign. */
const SIGNED: Readonly<Record<string, string>> = {
  mean_error: 'a mean error',
  r_squared: 'R²',
  expected_cost: 'an expected cost',
};

/** Finds what is wrong with a requirement on the change since an accepted audit. */
export function checkChange(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, compare, change, metric } = requirement;
  const measured = metricWords(metric);
  if (change === undefined)
    return [problem(path, `${id} has no "change"`, `Say how far the metric may move: ${EXAMPLE}.`)];
  if (!outcomesOfMetric(metric).some((type) => TESTED.has(type)))
    return [
      problem(
        [...path, 'change'],
        `${id}: the change of ${measured} is not tested: an accepted audit carries too little of it`,
        'Bound the value itself (compare: value), or a gap between groups.',
      ),
    ];
  const signed = SIGNED[metric];
  if (signed !== undefined && change.relative)
    return [
      problem(
        [...path, 'change', 'relative'],
        `${id}: ${signed} may be 0 or negative, so that a change relative to it says nothing`,
        'Drop `relative` and bound the change in the unit of the metric.',
      ),
    ];
  const findings = [
    ...checkKeys(requirement, path),
    ...checkSize(requirement, path),
    ...checkPromise(requirement, path),
  ];
  if (compare !== 'difference' && compare !== 'ratio') return findings;
  return [
    problem(
      [...path, 'compare'],
      `${id} bounds the change of each group's own value, and compare: ${compare} is a gap between groups`,
      'Drop `compare`. Whether a gap grew is tested for every requirement by --baseline.',
    ),
    ...findings,
  ];
}

/**
 * Metrics whose change is judged from an interval that the accepted audit reported, because an audit carries no more of them. At the bound
 * it errs in up to half of simulated audits (30 people then, skewed scores: docs/explanations/verdicts.md), so that it may only warn.
 */
const WITHOUT_PROMISE: ReadonlySet<string> = new Set(['mean_score', 'brier', 'log_loss', 'expected_calibration_error']);

function checkPromise({ id, metric, severity }: RawRequirement, path: readonly PathPart[]): Finding[] {
  if (severity !== 'block' || !WITHOUT_PROMISE.has(metric)) return [];
  return [
    problem(
      [...path, 'severity'],
      `${id} cannot block: an accepted audit carries too little of the ${metricWords(metric)} to keep the promised error of a change`,
      'Write `severity: warn`, bound the value itself (compare: value), or the change of auc or of a rate.',
    ),
  ];
}

function checkKeys({ id, min, max, smallGroups }: RawRequirement, path: readonly PathPart[]): Finding[] {
  const findings = (['min', 'max'] as const)
    .filter((key) => ({ min, max })[key] !== undefined)
    .map((key) =>
      problem(
        [...path, key],
        `${id} bounds a change, which has no ${key}`,
        `Write maxDrop or maxRise under change; a floor of the value itself is a requirement of its own (compare: value).`,
      ),
    );
  if (smallGroups !== 'pool') return findings;
  return [
    ...findings,
    problem(
      [...path, 'smallGroups'],
      `${id} cannot pool small groups: an accepted audit holds no pool to compare with`,
      'Write `smallGroups: inconclusive` or `report`.',
    ),
  ];
}

function checkSize(
  { id, metric, change = { against: 'baseline' } }: RawRequirement,
  path: readonly PathPart[],
): Finding[] {
  const { maxDrop, maxRise, relative = false } = change;
  const at = (key: string): PathPart[] => [...path, 'change', key];
  if (maxDrop === undefined && maxRise === undefined)
    return [problem([...path, 'change'], `${id} has no bound`, `Add maxDrop or maxRise, such as ${EXAMPLE}.`)];
  const reach = relative ? 1 : largestDifference(metric);
  const findings = Object.entries({ maxDrop, maxRise }).flatMap(([key, size]) => {
    if (size === undefined) return [];
    if (size < 0)
      return [
        problem(at(key), `${id}: ${key} is ${size}, below 0`, 'Write the size of the change allowed, such as 0.15.'),
      ];
    // A relative rise has no end; a fall cannot exceed the whole value.
    const never = relative && key === 'maxRise' ? Number.POSITIVE_INFINITY : reach;
    return size < never
      ? []
      : [neverFails(at(key), { id, key, size, what: relative ? 'relative' : metricWords(metric) })];
  });
  return [...findings, ...checkSense({ id, metric }, { maxDrop, maxRise }, at)];
}

const neverFails = (
  path: readonly PathPart[],
  { id, key, size, what }: { readonly id: string; readonly key: string; readonly size: number; readonly what: string },
): Finding =>
  problem(
    path,
    `${id}: ${key} is ${size}, which no change of ${what === 'relative' ? 'a value by a part of itself' : what} exceeds, so it never fails`,
    'Write a share such as 0.15, not a percentage.',
  );

/** Warns where only a change for the better is bounded. */
function checkSense(
  { id, metric }: Pick<RawRequirement, 'id' | 'metric'>,
  { maxDrop, maxRise }: { readonly maxDrop: number | undefined; readonly maxRise: number | undefined },
  at: (key: string) => PathPart[],
): Finding[] {
  const better = betterDirection(metric);
  const [odd, other] = better === 'high' ? ['maxRise', 'maxDrop'] : ['maxDrop', 'maxRise'];
  const only = better === 'high' ? maxDrop === undefined : maxRise === undefined;
  if (better === null || !only) return [];
  return [
    caution(
      at(odd),
      `${id} bounds only how far the ${metricWords(metric)} may ${better === 'high' ? 'rise, which is better' : 'fall, which is better'}`,
      `Write \`${other}\` unless that is meant.`,
    ),
  ];
}
