import { countCharacters, hasAtMost } from '../../base/characters.js';
import { type ErrorCode, TribuneError } from '../../base/errors.js';
import { nearName, slipOf } from '../../base/suggest.js';

/** Longest name in a file that a person wrote; longer ones are mistakes or attacks. */
const MAX_TEXT = 2000;
/** Most entries of one list or table in such a file. */
const MAX_ENTRIES = 10_000;

/**
 * Reads values from a parser (`unknown`) and reports the place of a mistake. From `path` the caller finds line and column: keys joined by
 * dots, positions in brackets, as `features.duration.min` or `linked[0].when`.
 */
export interface Reader {
  readonly path: string;
  fail(what: string, remedy?: string): TribuneError;
  object(value: unknown, known?: readonly string[]): Map<string, unknown>;
  list(value: unknown): readonly unknown[];
  text(value: unknown): string;
  number(value: unknown): number;
  flag(value: unknown): boolean;
  at(key: string | number): Reader;
}

/** A reader whose errors carry `code`; `root` names the file in messages, `path` stays relative to the file's top. */
export function reader(code: ErrorCode, root: string, path = ''): Reader {
  const self: Reader = {
    path,
    fail: (what, remedy) =>
      new TribuneError(code, `${root}${path === '' ? '' : ` at ${path}`}: ${what}`, {
        remedy: remedy ?? 'Correct the entry.',
        place: { name: path },
      }),
    object: (value, known) => readObject(self, value, known),
    list: (value) => {
      if (!Array.isArray(value)) throw self.fail(`expected a list, found ${kindOf(value)}`);
      if (value.length > MAX_ENTRIES) throw self.fail(`has ${value.length} entries, more than ${MAX_ENTRIES}`);
      return value;
    },
    text: (value) => {
      if (typeof value !== 'string' || value.trim() === '') throw self.fail(`expected text, found ${kindOf(value)}`);
      if (!hasAtMost(value, MAX_TEXT))
        throw self.fail(`has ${countCharacters(value)} characters, more than ${MAX_TEXT}`);
      return value;
    },
    number: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw self.fail(`expected a finite number, found ${kindOf(value)}`);
      return value;
    },
    flag: (value) => {
      if (typeof value !== 'boolean') throw self.fail(`expected true or false, found ${kindOf(value)}`);
      return value;
    },
    at: (key) => reader(code, root, typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
  };
  return self;
}

/**
 * Refuses a name that is no input and one slip away from one. A protected attribute need not be an input of the model, so an unknown name is
 * right; but a misspelt one would leave the input it means without protection.
 */
export function demandNoSlip(names: readonly string[], inputs: readonly string[], at: Reader): void {
  for (const [i, name] of names.entries()) {
    const meant = slipOf(name, inputs);
    if (meant === null) continue;
    throw at
      .at(i)
      .fail(
        `"${name}" is no input, and one slip away from the input "${meant}"`,
        `Did you mean "${meant}"? If it is another attribute, leave it out: what is no input is never asked to change and never a reason.`,
      );
  }
}

function readObject(self: Reader, value: unknown, known: readonly string[] | undefined): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw self.fail(`expected a table of keys, found ${kindOf(value)}`);
  }
  const entries = Object.entries(value);
  if (entries.length > MAX_ENTRIES) throw self.fail(`has ${entries.length} keys, more than ${MAX_ENTRIES}`);
  const stray = known === undefined ? undefined : entries.find(([key]) => !known.includes(key));
  if (stray !== undefined) {
    throw self
      .at(stray[0])
      .fail('is no key that is known here', `${nearName(stray[0], known!)}Known keys: ${known!.join(', ')}.`);
  }
  return new Map(entries);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a table';
  return typeof value === 'string' ? `the text "${value.slice(0, 40)}"` : String(value);
}
