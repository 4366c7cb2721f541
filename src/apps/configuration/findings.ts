import type { z } from 'zod';
import { didYouMean } from '../../core/base/suggest.js';
import { type Finding, pathText, problem } from '../../core/policy/read/index.js';
import { type Path, type Shape, shapeAt } from './shape.js';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

/** Gives the mistakes that the schema found, each with its path. `isHidden` tells whether the content at a path must not be shown. */
export function findingsOf(
  issues: readonly Issue[],
  { document, shape, isHidden }: { document: unknown; shape: Shape; isHidden: (path: Path) => boolean },
): Finding[] {
  return issues.flatMap((issue) => {
    const path = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(shapeAt(shape, path)?.properties ?? {});
      const where = path.length === 0 ? 'the configuration' : pathText(path);
      return issue.keys.map((key): Finding => {
        return { ...problem([...path, key], `${where} has no key "${key}"`, didYouMean(key, known)), at: 'key' };
      });
    }
    const value = valueAt(document, path);
    const name = pathText(path) || 'the configuration';
    if (value === undefined && issue.code === 'custom') return [problem(path, `${name}: ${issue.message}`, 'Mend it.')];
    if (value === undefined) return [problem(path, `${name} is missing`, `Add ${String(path.at(-1))}.`)];
    const shown = isHidden(path) ? '' : ` is ${show(value)}`;
    if (issue.code === 'invalid_value') {
      return [
        problem(
          path,
          `${name}${shown}, not one of its possible values`,
          didYouMean(String(value), issue.values.map(String)),
        ),
      ];
    }
    return [
      problem(
        path,
        `${name}${shown}${shown === '' ? ' is not as it should be' : ''}: ${expectation(issue, shapeAt(shape, path))}`,
        'Mend the value.',
      ),
    ];
  });
}

function expectation(issue: Issue, shape: Shape | undefined): string {
  if (issue.code === 'invalid_type' && shape?.type === 'integer') return 'a whole number is expected';
  if (issue.code === 'invalid_type') return `${KINDS[issue.expected] ?? issue.expected} is expected`;
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'text is expected' : `at least ${issue.minimum} is expected`;
  }
  if (issue.code === 'too_big') return `at most ${issue.maximum} is expected`;
  return issue.message;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 100 ? `${shown.slice(0, 97)}..."` : shown;
}

export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
