import { type Finding, type PathPart, pathText, problem } from '../read/mistakes.js';
import { largestDifference, metricWords } from '../sections/metric-needs.js';
import { compareOf, type RawRequirement } from '../sections/requirements.js';
import { checkChange } from './change.js';
import { checkValueBound } from './value.js';

/** Checks whether `min` and `max` fit what the requirement compares; `reference` is null where it is not known. */
export function checkBounds(
  requirement: RawRequirement,
  path: readonly PathPart[],
  reference: RawRequirement['reference'] | null,
): Finding[] {
  const compare = compareOf(requirement);
  if (compare === null) return [noCompare(path)];
  if (compare === 'value') return checkValueBound(requirement, path);
  if (compare === 'change') return checkChange(requirement, path);
  return compare === 'difference'
    ? checkDifference(requirement, path)
    : checkRatio(requirement, path, reference ?? null);
}

/** Said as every other missing key is. */
const noCompare = (path: readonly PathPart[]): Finding =>
  problem(
    [...path, 'compare'],
    `${pathText(path)} has no "compare"`,
    'Add `compare: difference`, `compare: ratio` or `compare: value`, or `change: { against: baseline, ... }`.',
  );

function checkDifference({ id, metric, min, max }: RawRequirement, path: readonly PathPart[]): Finding[] {
  if (min !== undefined)
    return [
      problem(
        [...path, 'min'],
        `${id} bounds a difference from below`,
        'A difference is bounded by `max`: it may lie between -max and max. For `min`, use compare: ratio.',
      ),
    ];
  if (max === undefined)
    return [problem(path, `${id} has no bound`, 'Add `max`, the largest difference allowed, such as `max: 0.1`.')];
  if (max < 0)
    return [
      problem(
        [...path, 'max'],
        `${id}: max is ${max}, below 0`,
        'Write the size of the difference allowed, such as 0.1.',
      ),
    ];
  const reach = largestDifference(metric);
  if (max <= reach) return [];
  return [
    problem(
      [...path, 'max'],
      `${id}: max is ${max}, but no difference of ${metricWords(metric)} exceeds ${reach}`,
      'Write a share such as 0.1, not a percentage.',
    ),
  ];
}

function checkRatio(
  { id, min, max }: RawRequirement,
  path: readonly PathPart[],
  reference: RawRequirement['reference'] | null,
): Finding[] {
  if (min === undefined && max === undefined)
    return [problem(path, `${id} has no bound`, 'Add `min`, the smallest ratio allowed, such as `min: 0.8`.')];
  const findings: Finding[] = [];
  if (min !== undefined && (min <= 0 || min > 1))
    findings.push(
      problem(
        [...path, 'min'],
        `${id}: min is ${min}, not above 0 and at most 1`,
        'Write the smallest ratio allowed, such as 0.8.',
      ),
    );
  if (max !== undefined && max < 1)
    findings.push(
      problem(
        [...path, 'max'],
        `${id}: max is ${max}, below 1`,
        'Write the largest ratio allowed, such as 1.25, or use `min`.',
      ),
    );
  if (max !== undefined && reference === 'highest')
    findings.push(
      problem(
        [...path, 'max'],
        `${id}: no ratio to the highest group exceeds 1, so max never fails`,
        'Use `min`, or another reference: declared, largest, all-pairs, or a group.',
      ),
    );
  return findings;
}
