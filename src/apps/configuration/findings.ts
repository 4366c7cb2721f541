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

/** A document with the shape it should have. `isHidden` tells whether the content at a path must not be shown. */
interface Checked {
  readonly document: unknown;
  readonly shape: Shape;
  readonly isHidden: (path: Path) => boolean;
}

/** Gives the mistakes that the schema found, each with its path. */
export const findingsOf = (issues: readonly Issue[], checked: Checked): Finding[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, checked.shape) : [findingOf(issue, checked)],
  );

function unknownKeys({ path: at, keys }: Issue & { code: 'unrecognized_keys' }, shape: Shape): Finding[] {
  const path = at as (string | number)[];
  const known = Object.keys(shapeAt(shape, path)?.properties ?? {});
  const where = path.length === 0 ? 'the configuration' : pathText(path);
  return keys.map((key) => ({
    ...problem([...path, key], `${where} has no key "${key}"`, didYouMean(key, known)),
    at: 'key',
  }));
}

function findingOf(issue: Issue, { document, shape, isHidden }: Checked): Finding {
  const path = issue.path as (string | number)[];
  const value = valueAt(document, path);
  const name = pathText(path) || 'the configuration';
  if (value === undefined && issue.code === 'custom') return problem(path, `${name}: ${issue.message}`, 'Mend it.');
  if (value === undefined) return problem(path, `${name} is missing`, `Add ${String(path.at(-1))}.`);
  const hidden = isHidden(path);
  const here = shapeAt(shape, path);
  const shown = hidden ? '' : ` is ${show(value, here)}`;
  if (issue.code === 'invalid_value')
    return wrongChoice(issue, { name: `${name}${shown}`, value: hidden ? null : value });
  const what = hidden ? ' is not as it should be' : shown;
  return problem(path, `${name}${what}: ${expectation(issue, { shape: here, hidden })}`, 'Mend the value.');
}

/** A value that is hidden is null here, and no near word is suggested for it. */
function wrongChoice(
  { path, values }: Issue & { code: 'invalid_value' },
  { name, value }: { name: string; value: unknown },
): Finding {
  const choices = values.map(String);
  const remedy = value === null ? `One of: ${choices.join(', ')}.` : didYouMean(String(value), choices);
  return problem(path as (string | number)[], `${name}, not one of its possible values`, remedy);
}

function expectation(issue: Issue, { shape, hidden }: { shape: Shape | undefined; hidden: boolean }): string {
  if (issue.code === 'invalid_type' && shape?.type === 'integer') return 'a whole number is expected';
  if (issue.code === 'invalid_type') return `${KINDS[issue.expected] ?? issue.expected} is expected`;
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'text is expected' : `at least ${issue.minimum} is expected`;
  }
  if (issue.code === 'too_big') return `at most ${issue.maximum} is expected`;
  // A message that a section wrote itself may quote what it read.
  return hidden && issue.code === 'custom' ? 'it has another form' : issue.message;
}

/** A text is shown only where one is expected: in the place of a map it may be a secret that was written a level too high. */
function show(value: unknown, shape: Shape | undefined): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string' && !isScalar(shape)) return 'a text';
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 100 ? `${shown.slice(0, 97)}..."` : shown;
}

const isScalar = (shape: Shape | undefined): boolean =>
  shape !== undefined &&
  (shape.enum !== undefined ||
    shape.const !== undefined ||
    ['string', 'integer', 'number', 'boolean'].includes(shape.type ?? ''));

export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
