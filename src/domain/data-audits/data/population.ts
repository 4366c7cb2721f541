import { TribuneError } from '../../../core/base/errors.js';

/** A file that counts the people of a population, by group. */
export interface PopulationFile {
  /** Digest of its bytes, `sha256:...`. */
  readonly digest: string;
  /** People of each group, in the order of the file. */
  readonly counts: ReadonlyMap<string, number>;
  /** People whose row names no group. */
  readonly unknown: number;
}

/** Files by the place of their population in `dataAudit.representation.population`. */
export type PopulationFiles = ReadonlyMap<number, PopulationFile>;

/** Digits, with a fraction where figures are estimates: `1748066`, `812.5`. */
const COUNT = /^\d{1,15}(\.\d{1,12})?$/;

/**
 * Sums the people of each group over the rows of a table of counts. Several rows may be of one group, as in a census by race and age.
 *
 * @throws TribuneError DATA_VALUE_INVALID for a count that is none, with its row; DATA_EMPTY where nobody has a group
 * @example
 * populationCounts(['A', 'B', 'A'], ['10', '5', '2'], 'census.csv').counts; // A 12, B 5
 */
export function populationCounts(
  groups: readonly (string | null)[],
  counts: readonly (string | null)[],
  path: string,
): Pick<PopulationFile, 'counts' | 'unknown'> {
  const people = new Map<string, number>();
  let unknown = 0;
  groups.forEach((group, row) => {
    const count = countOf(counts[row] ?? null, row, path);
    if (group === null) unknown += count;
    else people.set(group, (people.get(group) ?? 0) + count);
  });
  if (![...people.values()].some((count) => count > 0))
    throw new TribuneError('DATA_EMPTY', `${path} counts nobody of any group`, {
      remedy: 'Give one row for each group, with the people of it.',
      place: { file: path },
    });
  return { counts: people, unknown };
}

function countOf(text: string | null, row: number, path: string): number {
  const trimmed = text?.trim() ?? '';
  if (COUNT.test(trimmed)) return Number(trimmed);
  const shown = text === null ? 'nothing' : JSON.stringify(trimmed.slice(0, 60));
  throw new TribuneError('DATA_VALUE_INVALID', `${path} has ${shown} as count in row ${row + 1}`, {
    remedy: 'Write counts of people in digits, without separators of thousands: 1748066.',
    place: { file: path },
  });
}
