import { TribuneError } from '../../../core/base/errors.js';

/** A file that counts the people of a population by group, or gives their shares. */
export interface PopulationFile {
  /** Digest of its bytes, `sha256:...`. */
  readonly digest: string;
  /** People of each group, or its share of all, in the order of the file. */
  readonly counts: ReadonlyMap<string, number>;
  /** People whose row names no group, or their share. */
  readonly unknown: number;
  /** Whether the figures are shares: they sum to 1 or less but for rounding, which no people do. */
  readonly areShares: boolean;
}

/** Files by the place of their population in `dataAudit.representation.population`. */
export type PopulationFiles = ReadonlyMap<number, PopulationFile>;

/** A number as people and programs write it, with a fraction where figures are estimates or shares: `1748066`, `812.5`, `1.75e+06`. */
const COUNT = /^\d+(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;
const LONGEST_COUNT = 60;
/** More people than there can be, and fewer than whose sums lose a person. */
const MOST_PEOPLE = 1e15;
/** Least that the sum of shares may lie above 1: programs that round nothing add with an error. */
const SHARES_SLACK = 1e-6;
/** How near to 100 figures sum that are per cents: one of them may have been left out, or several rounded. */
const PER_CENT_SLACK = 1;

/** A figure, and the decimals with which it is written. */
interface Figure {
  readonly value: number;
  readonly decimals: number;
}

/**
 * Sums the people, or the shares, of each group over the rows of a table of counts. Several rows may be of one group, as in a census by race and age.
 *
 * @throws TribuneError DATA_VALUE_INVALID for a count that is none, with its row, and for figures that are neither people nor shares, such as per
 *   cents; DATA_EMPTY where nobody has a group
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
  const figures = groups.map((group, row) => {
    const figure = figureOf(counts[row] ?? null, row, path);
    if (group === null) unknown += figure.value;
    else people.set(group, (people.get(group) ?? 0) + figure.value);
    return figure;
  });
  if (![...people.values()].some((count) => count > 0))
    throw new TribuneError('DATA_EMPTY', `${path} counts nobody of any group`, {
      remedy: 'Give one row for each group, with the people of it.',
      place: { file: path },
    });
  return { counts: people, unknown, areShares: areShares(figures, path) };
}

/**
 * Whether figures are shares: not all are whole, and they sum to 1 or less. Each may have been rounded by half a unit of the last decimal written:
 * six groups of 0.1667 sum to 1.0002.
 */
function areShares(figures: readonly Figure[], path: string): boolean {
  if (figures.every(({ value }) => Number.isInteger(value))) return false;
  const sum = figures.reduce((all, { value }) => all + value, 0);
  const decimals = figures.reduce((most, figure) => Math.max(most, figure.decimals), 0);
  const slack = Math.max(SHARES_SLACK, figures.length * 0.5 * 10 ** -decimals);
  if (sum <= 1 + slack) return true;
  const isPerCent = Math.abs(sum - 100) <= Math.max(PER_CENT_SLACK, slack);
  if (!isPerCent && figures.some(({ value }) => value > 1)) return false;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `the figures of ${path} sum to ${Number(sum.toFixed(4))}, and not all are whole: ${isPerCent ? 'they look like per cents' : 'they are neither people nor shares'}`,
    {
      remedy:
        'Write people in whole numbers (1748066), or shares that sum to 1 or less (0.267); per cent are written as hundredths: 51.3 % is 0.513.',
      place: { file: path },
    },
  );
}

function figureOf(text: string | null, row: number, path: string): Figure {
  const trimmed = text?.trim() ?? '';
  const written = trimmed.length <= LONGEST_COUNT ? COUNT.exec(trimmed) : null;
  if (written !== null) {
    const value = Number(trimmed);
    const isLost = value === 0 && /[1-9]/.test(trimmed.split(/e/i)[0]!);
    const [, fraction = '', exponent = '0'] = written;
    if (value <= MOST_PEOPLE && !isLost) return { value, decimals: Math.max(0, fraction.length - Number(exponent)) };
  }
  const shown = text === null ? 'nothing' : JSON.stringify(trimmed.slice(0, 60));
  throw new TribuneError('DATA_VALUE_INVALID', `${path} has ${shown} as count in row ${row + 1}`, {
    remedy:
      'Write counts of people in digits, without separators of thousands (1748066), or shares from 0 to 1 (0.267).',
    place: { file: path },
  });
}
