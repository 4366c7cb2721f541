import {
  type BandedGroup,
  type Measured,
  outcomeGapsAtEqualScore,
  rateGaps,
} from '../../../core/fairness/sources/index.js';
import type { FailureTable, TableGroups } from '../table/index.js';

export interface GapsAsked {
  readonly groups: Pick<TableGroups, 'keys' | 'codes'>;
  /** Place of the group that others are compared with, or `rest`: each with everybody else. */
  readonly reference: number | 'rest';
  /** What is counted of a row: 0 or 1 of a rate, any number of an amount; null where the row does not count. */
  readonly value: (row: number) => number | null;
  /** Rows are compared with rows of the same stratum only; absent: with all. */
  readonly stratum?: ((row: number) => string | null) | undefined;
  readonly unit: 'rate' | 'amount';
  readonly subject: string | null;
}

interface Sums {
  n: number;
  sum: number;
  squares: number;
}

const NOTHING: Sums = { n: 0, sum: 0, squares: 0 };

/**
 * Gaps between groups within strata: of rates with the score interval of Miettinen and Nurminen, of amounts in standard deviations of the whole.
 * They are those that data audits measure (core/fairness/sources).
 */
export function gapsOf(table: FailureTable, asked: GapsAsked): Measured[] {
  const { keys, codes } = asked.groups;
  const places = new Map<string, number>();
  const sums: Sums[][] = keys.map(() => []);
  const all: Sums = { ...NOTHING };
  for (let row = 0; row < table.rows; row++) {
    const [code, weight] = [codes[row]!, table.weight[row]!];
    if (code < 0 || weight === 0) continue;
    const value = asked.value(row);
    const stratum = asked.stratum === undefined ? '' : asked.stratum(row);
    if (value === null || Number.isNaN(value) || stratum === null) continue;
    const place = places.get(stratum) ?? places.size;
    places.set(stratum, place);
    sums[code]![place] ??= { ...NOTHING };
    for (const one of [sums[code]![place]!, all]) add(one, value, weight);
  }
  const strata = places.size;
  const banded = sums.map(
    (own, code): BandedGroup => ({
      group: keys[code]!,
      bands: Array.from({ length: strata }, (_, place) => own[place] ?? NOTHING),
    }),
  );
  const variance = all.n === 0 ? 0 : Math.max(0, all.squares / all.n - (all.sum / all.n) ** 2);
  // Numbers that are all alike have no gaps; without a deviation they would be divided by nothing.
  if (asked.unit === 'amount' && variance === 0) return [];
  const compare = (groups: readonly BandedGroup[], reference: BandedGroup): Measured[] =>
    asked.unit === 'rate' && strata <= 1
      ? rateGaps(groups.map(counted), {
          subject: asked.subject,
          reference: counted(reference),
          minGroupSize: table.minGroupSize,
        })
      : outcomeGapsAtEqualScore(groups, {
          subject: asked.subject ?? '',
          reference,
          minGroupSize: table.minGroupSize,
          unit: asked.unit === 'rate' ? 'rate' : { deviation: Math.sqrt(variance) },
        });
  if (asked.reference !== 'rest') {
    const reference = banded[asked.reference];
    return reference === undefined
      ? []
      : compare(
          banded.filter((one) => one !== reference),
          reference,
        );
  }
  if (banded.length < 2) return [];
  return banded.flatMap((one) => compare([one], restOf(banded, one, strata)));
}

function add(to: Sums, value: number, weight: number): void {
  to.n += weight;
  to.sum += weight * value;
  to.squares += weight * value * value;
}

const counted = ({ group, bands }: BandedGroup) => ({
  group,
  n: bands.reduce((total, { n }) => total + n, 0),
  successes: bands.reduce((total, { sum }) => total + sum, 0),
});

/** Everybody but one group, who has no name of their own: the values of the group with "not" before them. */
function restOf(groups: readonly BandedGroup[], one: BandedGroup, strata: number): BandedGroup {
  const others = groups.filter((other) => other !== one);
  const bands = Array.from({ length: strata }, (_, place) => {
    const total: Sums = { ...NOTHING };
    for (const { bands: own } of others) {
      total.n += own[place]!.n;
      total.sum += own[place]!.sum;
      total.squares += own[place]!.squares;
    }
    return total;
  });
  return { group: { [Object.keys(one.group).join(' & ')]: 'everybody else' }, bands };
}

/** The texts of several columns as one stratum; null where one is missing. */
export const stratumOf =
  (table: FailureTable, columns: readonly string[]) =>
  (row: number): string | null => {
    const texts = columns.map((column) => table.text(column, row));
    return texts.includes(null) ? null : JSON.stringify(texts);
  };

/** Bands of a number: within a twentieth of the people it is nearly equal. */
const BANDS = 20;

/** The band of a number of every row, with about as many rows in each. */
export function bandsOf(table: FailureTable, value: (row: number) => number | null): (row: number) => string | null {
  const own = Array.from({ length: table.rows }, (_, row) => (table.weight[row] === 0 ? null : value(row)));
  const sorted = own.filter((one): one is number => one !== null && !Number.isNaN(one)).sort((a, b) => a - b);
  const edges = [
    ...new Set(Array.from({ length: BANDS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BANDS)]!)),
  ].filter((edge) => edge !== undefined && edge > sorted[0]!);
  return (row) => {
    const one = own[row]!;
    if (one === null || Number.isNaN(one)) return null;
    let band = 0;
    while (band < edges.length && one >= edges[band]!) band++;
    return String(band);
  };
}

/** Two groups by a flag of every row: 0 first, then 1. */
export function sidesOf(
  table: FailureTable,
  name: string,
  flag: (row: number) => 0 | 1 | null,
): Pick<TableGroups, 'keys' | 'codes'> {
  return {
    keys: [{ [name]: 'no' }, { [name]: 'yes' }],
    codes: Int32Array.from({ length: table.rows }, (_, row) => (table.weight[row] === 0 ? -1 : (flag(row) ?? -1))),
  };
}
