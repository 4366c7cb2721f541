import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Declared shares are parts of one whole; so much may their sum exceed 1 by binary rounding. */
const ROUNDING = 1e-9;

/** Finds what is wrong with a requirement on the share of the first places, which compares a group with a target already. */
export function checkRepresentation(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, metric, compare, change, by } = requirement;
  if (metric !== 'representation_in_top_k') return [];
  const findings: Finding[] = [];
  if (change === undefined && compare !== 'value')
    findings.push(
      problem(
        [...path, 'compare'],
        `${id}: the share of the first places is held against a target already`,
        'Bound it by itself: `compare: value` with `min: 0.8`. To compare groups with each other use share_in_top_k.',
      ),
    );
  if (by.length === 0)
    findings.push(problem([...path, 'by'], `${id}: everybody holds all places`, 'Name an attribute, such as [sex].'));
  return [...findings, ...checkTargets(requirement, path)];
}

function checkTargets({ id, by, target }: RawRequirement, path: readonly PathPart[]): Finding[] {
  if (target === undefined || target === 'pool') return [];
  if (by.length > 1)
    return [
      problem(
        [...path, 'target'],
        `${id} declares shares for groups of ${by.join(' x ')}`,
        'Declare shares for one attribute, or write `target: pool`.',
      ),
    ];
  const shares = Object.entries(target);
  const wrong = shares.filter(([, share]) => !(share > 0 && share <= 1));
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  return [
    ...(shares.length === 0
      ? [problem([...path, 'target'], `${id} declares no share`, 'Write { VALUE: 0.5 }, or `target: pool`.')]
      : []),
    ...wrong.map(([value, share]) =>
      problem(
        [...path, 'target', value],
        `${id}: the share of ${value} is ${share}, not above 0 and at most 1`,
        'Write a share such as 0.5, not a percentage.',
      ),
    ),
    ...(wrong.length === 0 && sum > 1 + ROUNDING
      ? [
          problem(
            [...path, 'target'],
            `${id}: the declared shares add up to ${sum}, more than all places`,
            'Write shares that add up to at most 1.',
          ),
        ]
      : []),
  ];
}
