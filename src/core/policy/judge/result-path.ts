import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import { type PathStep, resultPath } from '../sections/result-field.js';
import type { FromSpec, ValueRequirement } from '../sections/types.js';

/** Another command's result, parsed, with the digest of its bytes. */
export interface ResultFile {
  /** `sha256:...` */
  readonly digest: string;
  readonly value: unknown;
}

export type ResultFiles = Readonly<Record<string, ResultFile>>;

/**
 * What stands at a path of another result.
 *
 * @param remedy what mends a path that leads nowhere, where the reader of the message did not write the path
 * @throws TribuneError `RESULT_INVALID` where the path leads nowhere, with how far it came
 */
export function resultAt(
  document: unknown,
  { result, field }: FromSpec,
  { id, line }: Pick<ValueRequirement, 'id' | 'line'>,
  remedy?: string,
): unknown {
  let value = document;
  let walked = '';
  for (const step of resultPath(field) ?? []) {
    const next = stepInto(value, step);
    if (!next.found)
      throw resultRefusal(
        `${id}: ${result} has no ${field}: ${walked === '' ? 'the document' : walked} ${next.why}`,
        remedy ?? next.remedy,
        line,
      );
    value = next.value;
    walked += stepText(step, walked === '');
  }
  return value;
}

type Step =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly why: string; readonly remedy: string };

function stepInto(value: unknown, step: PathStep): Step {
  const none = (why: string, remedy: string): Step => ({ found: false, why, remedy });
  if (step.kind === 'name') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return none(
        `is ${shown(value)}, which has no members`,
        Array.isArray(value) ? 'Name an entry: [0], or [name=...].' : 'Shorten the path.',
      );
    if (Object.hasOwn(value, step.name)) return { found: true, value: (value as Record<string, unknown>)[step.name] };
    const names = Object.keys(value);
    return none(`has no "${step.name}"`, `${nearName(step.name, names)}It has: ${namesText(names)}.`);
  }
  if (!Array.isArray(value)) return none(`is ${shown(value)}, no list`, 'Name a member of it: a point and its name.');
  if (step.kind === 'place') {
    if (step.place < value.length) return { found: true, value: value[step.place] };
    return none(`has ${counted(value.length, 'entry')}`, 'The first entry is [0].');
  }
  const fitting = value.filter((entry) => isMatch(entry, step));
  if (fitting.length === 1) return { found: true, value: fitting[0] };
  return none(
    `has ${counted(fitting.length, 'entry')} with ${step.name} = ${step.value}`,
    'Name one entry, by its place or by a member that only it has.',
  );
}

const isMatch = (entry: unknown, { name, value }: Extract<PathStep, { kind: 'match' }>): boolean =>
  typeof entry === 'object' &&
  entry !== null &&
  Object.hasOwn(entry, name) &&
  String((entry as Record<string, unknown>)[name]) === value;

function stepText(step: PathStep, isFirst: boolean): string {
  if (step.kind === 'place') return `[${step.place}]`;
  if (step.kind === 'match') return `[${step.name}=${step.value}]`;
  return isFirst ? step.name : `.${step.name}`;
}

/** Most names that a remedy lists, and most characters of a value. */
const MOST_NAMES = 12;
const MOST_SHOWN = 60;

export const namesText = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : `${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ', ...' : ''}`;

export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  return (JSON.stringify(value) ?? 'nothing').slice(0, MOST_SHOWN);
}

export const resultRefusal = (message: string, remedy: string, line: number): TribuneError =>
  new TribuneError('RESULT_INVALID', message, { remedy, place: { line } });
