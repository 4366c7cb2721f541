import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { compareValues, type GroupKey } from '../../fairness/tally/index.js';

/** The group of every row. */
export interface RowGroups {
  /** The groups that occur, in the order of their values. */
  readonly keys: readonly GroupKey[];
  /** Place of each row's group in `keys`; -1 where an attribute of the row is not known. */
  readonly codes: Int32Array;
}

/** Most groups: with more of them most have too few people to say anything about. */
const MOST_GROUPS = 10_000;

/**
 * Groups of rows by every combination of their attributes that occurs. A row without a value of some attribute is in no group.
 *
 * @param attributes values of every row by the name of the attribute; null where it is not known
 * @throws TribuneError INVALID_ARGUMENT for columns of different lengths, no attribute, or more than 10,000 groups
 * @example
 * groupRows({ sex: ['f', 'm', null], member: ['yes', 'yes', 'no'] }).codes; // Int32Array [0, 1, -1]
 */
export function groupRows(attributes: Readonly<Record<string, readonly (string | null)[]>>): RowGroups {
  const names = Object.keys(attributes);
  const [first] = names;
  if (first === undefined) throw refused('no attribute is named', 'Name at least one attribute to compare people by.');
  const rows = attributes[first]!.length;
  const other = names.find((name) => attributes[name]!.length !== rows);
  if (other !== undefined)
    throw refused(
      `"${other}" has ${counted(attributes[other]!.length, 'value')}, "${first}" ${rows}`,
      'Give every attribute one value a row.',
    );
  const places = new Map<string, number>();
  const found: (readonly string[])[] = [];
  const drawn = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    const values = names.map((name) => attributes[name]![r] ?? null);
    if (values.includes(null)) {
      drawn[r] = -1;
      continue;
    }
    const text = JSON.stringify(values);
    let place = places.get(text);
    if (place === undefined) {
      place = found.length;
      if (place === MOST_GROUPS)
        throw refused(`more than ${MOST_GROUPS} groups by ${names.join(', ')}`, 'Leave out attributes that are ids.');
      places.set(text, place);
      found.push(values as string[]);
    }
    drawn[r] = place;
  }
  const order = found.map((_, place) => place).sort((a, b) => compareValues(found[a]!, found[b]!));
  const rank = new Int32Array(found.length);
  order.forEach((place, at) => {
    rank[place] = at;
  });
  return {
    keys: order.map((place) => Object.fromEntries(names.map((name, a) => [name, found[place]![a]!]))),
    codes: drawn.map((place) => (place < 0 ? -1 : rank[place]!)),
  };
}

/**
 * Refuses groups that do not fit these rows.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function checkGroups({ keys, codes }: RowGroups, rows: number): void {
  if (codes.length !== rows)
    throw refused(`groups of ${codes.length} rows, not of ${rows}`, 'Give every row one group.');
  const odd = codes.findIndex((code) => code < -1 || code >= keys.length);
  if (odd >= 0) throw refused(`row ${odd} is of group ${codes[odd]}, of ${keys.length}`, 'Codes are places in keys.');
}

export const refused = (what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', what, { remedy });
