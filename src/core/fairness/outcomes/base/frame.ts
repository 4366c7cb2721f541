import { counted } from '../../../base/counted.js';
import { TribuneError } from '../../../base/errors.js';
import { didYouMean } from '../../../base/suggest.js';
import { addExclusions } from '../../tally/cells.js';
import type { Exclusion } from '../../tally/types.js';

/** What every tally of outcomes says besides its cells. */
export interface OutcomeFrame {
  readonly schemaVersion: '1';
  /** `sha256:...` of the bytes of the policy file; empty when the tally was made without one. */
  readonly policyDigest: string;
  /** Attributes whose values the cells carry. */
  readonly attributes: readonly string[];
  /** Number of rows read, excluded ones included. */
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
}

/** Reason under which rows without an outcome are counted as excluded. */
export const MISSING_OUTCOME = 'missing outcome';

export const invalidArgument = (what: string, remedy: string, name?: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', what, { remedy, ...(name === undefined ? {} : { place: { name } }) });

export const invalidValue = (what: string, remedy: string): TribuneError =>
  new TribuneError('DATA_VALUE_INVALID', what, { remedy });

/** Refuses attributes that are named twice. */
export function checkAttributes(attributes: readonly string[]): void {
  if (new Set(attributes).size === attributes.length) return;
  throw invalidArgument(`attributes ${attributes.join(', ')} name one twice`, 'Name each attribute once.');
}

/**
 * Refuses a declared list of names (levels, classes, stages) that is too short, too long, or names one twice.
 *
 * @param least fewest names with which the outcome has a meaning
 */
export function checkNames(what: string, names: readonly string[], least: number, most: number): void {
  if (names.length < least || names.length > most) {
    throw invalidArgument(`there are ${names.length} ${what}`, `Declare between ${least} and ${most} ${what}.`, what);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw invalidArgument(`${what} name ${JSON.stringify(twice)} twice`, 'Declare each once.', what);
}

/** What every row has: one value per attribute, and people where it stands for more or fewer than one. */
interface RowFrame {
  readonly values: readonly (string | null)[];
  readonly people?: number;
}

/**
 * Refuses a row with a name that rows do not have, with values that do not match the attributes, or with a number of people that is none; rows are
 * numbered from 1. Rows may come from programs without types, and a misspelt `label` must not become a row without a label.
 *
 * @param names what a row may have besides values
 */
export function checkRowFrame(
  attributes: readonly string[],
  row: RowFrame,
  number: number,
  names: readonly string[],
): void {
  if (typeof row !== 'object' || row === null || !Array.isArray(row.values)) {
    throw invalidArgument(
      `row ${number} has no list of values`,
      'Pass rows as objects with `values`, one for each attribute.',
    );
  }
  for (const name in row) {
    if (name === 'values' || names.includes(name)) continue;
    throw invalidArgument(`row ${number} has a ${JSON.stringify(name)}`, didYouMean(name, ['values', ...names]));
  }
  if (row.values.length !== attributes.length) {
    throw invalidArgument(
      `row ${number} has ${counted(row.values.length, 'value')} for ${counted(attributes.length, 'attribute')}`,
      `Pass one value for each of: ${attributes.join(', ') || 'no attributes'}.`,
    );
  }
  const odd = row.values.find((value) => value !== null && typeof value !== 'string');
  if (odd !== undefined || row.values.includes(undefined as unknown as null)) {
    throw invalidArgument(
      `a value of row ${number} is ${String(odd)}`,
      'Values are texts, or null where they are missing.',
    );
  }
  const people = row.people ?? 1;
  if (Number.isSafeInteger(people) && people >= 0) return;
  throw invalidValue(`people ${people} in row ${number}`, 'A row stands for a whole number of people, at least 0.');
}

/**
 * Place of a word among those declared.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for a word that is not declared, with the row
 */
export function declaredPlace(
  word: unknown,
  names: readonly string[],
  { what, kind, number }: { readonly what: string; readonly kind: string; readonly number: number },
): number {
  const place = names.indexOf(word as string);
  if (place >= 0) return place;
  const shown = typeof word === 'string' ? JSON.stringify(word) : String(word);
  const remedy =
    typeof word === 'string' ? didYouMean(word, names) : `Pass one of the declared words as text, or null.`;
  throw invalidValue(`${what} ${shown} in row ${number} is no declared ${kind}`, remedy);
}

/** The frames of two tallies that add, added; refuses tallies of different policies or attributes. */
export function mergeFrames<T extends OutcomeFrame>(a: T, b: T): Pick<OutcomeFrame, 'rowsRead' | 'excluded'> {
  checkAlike('policy', a.policyDigest, b.policyDigest);
  checkAlike('attributes', a.attributes, b.attributes);
  return { rowsRead: wholeSum(a.rowsRead, b.rowsRead), excluded: addExclusions(a.excluded, b.excluded) };
}

/** Refuses to add tallies that differ in what they were declared under. */
export function checkAlike(what: string, one: unknown, two: unknown): void {
  if (JSON.stringify(one) === JSON.stringify(two)) return;
  throw new TribuneError(
    'TALLY_INVALID',
    `the tallies differ in ${what}: ${JSON.stringify(one)} and ${JSON.stringify(two)}`,
    {
      remedy: 'Make both under the same policy file.',
    },
  );
}

/** The sum of two counts; refuses a sum that a double does not hold exactly. */
export function wholeSum(a: number, b: number): number {
  const sum = a + b;
  if (Number.isSafeInteger(sum)) return sum;
  throw new TribuneError('TALLY_INVALID', `a count of the tally passes 2^53: ${a} and ${b}`, {
    remedy: 'Audit fewer people at once.',
  });
}

/** Exclusions by reason from the numbers of rows; a reason without rows is left out. */
export const exclusionsOf = (rowsByReason: Readonly<Record<string, number>>): Exclusion[] =>
  addExclusions(
    [],
    Object.entries(rowsByReason).map(([reason, rows]) => ({ reason, rows })),
  );
