import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawRequirement } from '../sections/requirements.js';
import { RESULT_FIELD, RESULT_MEASURE_NAMES, resultPath } from '../sections/result-field.js';

/** Keys that say something about people, of whom a result file is not. */
const OF_PEOPLE = ['change', 'reference', 'oneSided', 'given', 'of', 'q', 'value'] as const;

/** Finds what is wrong with a requirement on a number of another command's result. */
export function checkFrom(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, from, metric, by, compare, evidence } = requirement;
  if (from === undefined)
    return [
      problem(
        [...path, 'metric'],
        `${id}: ${RESULT_FIELD} is said by \`from\``,
        'Add `from: { result: FILE, field: PATH }`.',
      ),
    ];
  const findings: Finding[] = [];
  const refuse = (key: string, message: string, remedy: string) =>
    findings.push(problem([...path, key], `${id}: ${message}`, remedy));
  if (metric !== RESULT_FIELD)
    refuse('metric', `from reads a number of another result, and that is no ${metric}`, 'Drop metric.');
  if (by.length > 0) refuse('by', 'a number of another result has no groups', 'Drop by.');
  if (compare !== 'value')
    refuse('compare', 'a number of another result is compared with nothing but the bound', 'Drop compare.');
  if (evidence !== 'point' && from.measure === undefined)
    refuse(
      'evidence',
      `a number of another result has no interval to show ${evidence} by`,
      `Drop evidence, or name a measure that is read with its intervals: from: { result: FILE, measure: ${RESULT_MEASURE_NAMES.join(' | ')} }.`,
    );
  for (const key of OF_PEOPLE)
    if (requirement[key] !== undefined) refuse(key, `${key} has no meaning with from`, `Drop ${key}.`);
  findings.push(...(from.measure === undefined ? checkNumber(requirement, path) : checkMeasure(requirement, path)));
  return findings;
}

/** A number as it stands: one bound, and a path to it. */
function checkNumber({ id, from, min, max, smallGroups }: RawRequirement, path: readonly PathPart[]): Finding[] {
  const findings: Finding[] = [];
  const refuse = (key: string, message: string, remedy: string) =>
    findings.push(problem([...path, key], `${id}: ${message}`, remedy));
  if (smallGroups !== undefined) refuse('smallGroups', 'smallGroups has no meaning with from', 'Drop smallGroups.');
  if (min === undefined && max === undefined)
    findings.push(
      problem(path, `${id} has no bound`, 'Add `min`, the smallest number allowed, or `max`, the largest.'),
    );
  if (min !== undefined && max !== undefined)
    refuse('max', 'it has both a floor and a ceiling', 'Write two requirements, one with `min` and one with `max`.');
  if (from?.field === undefined)
    refuse('from', 'nothing says which number is read', 'Add `field: PATH`, or `measure: NAME`.');
  else if (resultPath(from.field) === null)
    refuse(
      'from',
      `"${from.field}" is no path`,
      'Join names by points, entries of lists as [0] or [name=value]: `checks[check=stability].value`.',
    );
  return findings;
}

/** A measure with its intervals: a ceiling, and no path, since its place is known. */
function checkMeasure({ id, from, min, max, smallGroups }: RawRequirement, path: readonly PathPart[]): Finding[] {
  const findings: Finding[] = [];
  const refuse = (at: readonly PathPart[], message: string, remedy: string) =>
    findings.push(problem([...path, ...at], `${id}: ${message}`, remedy));
  const { measure, field } = from!;
  if (field !== undefined)
    refuse(['from', 'field'], 'field stands beside measure, whose place is known', 'Drop field.');
  if (min !== undefined) refuse(['min'], `${measure} should be small, and min asks that it be large`, 'Write `max`.');
  if (max === undefined) refuse([], 'it has no bound', `Add \`max\`, the most ${measure} that is allowed.`);
  else if (max < 0) refuse(['max'], `no ${measure} is below 0`, 'Write a bound of 0 or more.');
  if (smallGroups === 'pool')
    refuse(['smallGroups'], 'groups of another result are not pooled', 'Write `inconclusive` or `report`.');
  return findings;
}
