import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawRequirement } from '../sections/requirements.js';
import { RESULT_FIELD, resultPath } from '../sections/result-field.js';

/** Keys that say something about people, of whom a result file is not. */
const OF_PEOPLE = ['change', 'reference', 'oneSided', 'given', 'of', 'q', 'value', 'smallGroups'] as const;

/** Finds what is wrong with a requirement on a number of another command's result. */
export function checkFrom(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const { id, from, metric, by, compare, evidence, min, max } = requirement;
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
  if (evidence !== 'point')
    refuse(
      'evidence',
      `a number of another result has no interval to show ${evidence} by`,
      'Drop evidence, or write `evidence: point`.',
    );
  for (const key of OF_PEOPLE)
    if (requirement[key] !== undefined) refuse(key, `${key} has no meaning with from`, `Drop ${key}.`);
  if (min === undefined && max === undefined)
    findings.push(
      problem(path, `${id} has no bound`, 'Add `min`, the smallest number allowed, or `max`, the largest.'),
    );
  if (min !== undefined && max !== undefined)
    refuse('max', 'it has both a floor and a ceiling', 'Write two requirements, one with `min` and one with `max`.');
  if (resultPath(from.field) === null)
    refuse(
      'from',
      `"${from.field}" is no path`,
      'Join names by points, entries of lists as [0] or [name=value]: `checks[check=stability].value`.',
    );
  return findings;
}
