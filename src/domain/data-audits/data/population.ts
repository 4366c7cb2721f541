import { TribuneError } from '../../../core/base/errors.js';

/** A file that counts the people of a population by group, or gives their shares. */
export interface PopulationFile {
  /** Digest of its bytes, `sha256:...`. */
  readonly digest: string;
  /** People of each group, or its share of all, in the order of the file. */
  readonly counts: ReadonlyMap<string, number>;
  /** People whose row names no group, or their share. */
  readonly unknown: number;
  /** Whether the figures are shares: they sum to 1 or less, which no people do. */
  readonly areShares: boolean;
}

/** Files by the place of their population in `dataAudit.representation.population`. */
export type PopulationFiles = ReadonlyMap<number, PopulationFile>;

/** A number as people and programs write it, with a fraction where figures are estimates or shares: `1748066`, `812.5`, `1.75e+06`. */
const COUNT = /^\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;
const LONGEST_COUNT = 60;
/** More people than there can be, and fewer than whose sums lose a person. */
const MOST_PEOPLE = 1e15;
/** How far the sum of shares may lie above 1: each is rounded. */
const SHARES_SLACK = 1e-6;

/**
 * Sums the people, or the shares, of each group over the rows of a table of counts. Several rows may be of one group, as in a census by race and age.
 *
 * @throws TribuneError DATA_VALUE_INVALID for a count that is none, with its row; DATA_EMPTY where nobody has a group
 * @example
 * populationCounts(['A', 'B', 'A'], ['10', '5', '2'], 'census.csv').counts; // A 12, B 5
 */
export function populationCounts(
  groups: readonly (string | null)[],
  counts: readonly (string | null)[],
  path: string,
): Omit<PopulationFile, 'digest'> {
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
  const figures = [...people.values(), unknown];
  const all = figures.reduce((sum, figure) => sum + figure, 0);
  const areShares = all <= 1 + SHARES_SLACK && !figures.every(Number.isInteger);
  return { counts: people, unknown, areShares };
}

function countOf(text: string | null, row: number, path: string): number {
  const trimmed = text?.trim() ?? '';
  if (trimmed.length <= LONGEST_COUNT && COUNT.test(trimmed)) {
    const count = Number(trimmed);
    const isLost = count === 0 && /[1-9]/.test(trimmed.split(/e/i)[0]!);
    if (count <= MOST_PEOPLE && !isLost) return count;
  }
  const shown = text === null ? 'nothing' : JSON.stringify(trimmed.slice(0, 60));
  throw new TribuneError('DATA_VALUE_INVALID', `${path} has ${shown} as count in row ${row + 1}`, {
    remedy:
      'Write counts of people in digits, without separators of thousands (1748066), or shares from 0 to 1 (0.267).',
    place: { file: path },
  });
}
