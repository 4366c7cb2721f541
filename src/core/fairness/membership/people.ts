import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { type RatedGroup, rateOf } from '../metrics/rates.js';
import { fromFixedPoint } from '../tally/fixed-point.js';
import { placeOf } from '../tally/groups.js';
import type { IntegerMetric, Tally, TallyCell, WeightKind } from '../tally/types.js';

/** People who share their probabilities of belonging to each group. */
export interface LikelyPeople {
  /** One probability for each group, in the order of `Membership.groups`; their sum is 1. */
  readonly probabilities: readonly number[];
  readonly people: RatedGroup;
}

/** A tally read as people whose group is known as a probability only. */
export interface Membership {
  /** Names of the groups. */
  readonly groups: readonly string[];
  readonly likely: readonly LikelyPeople[];
  /** People without any probability: they are in no estimate. */
  readonly missing: number;
}

/** How the probabilities of an attribute are written. */
export interface MembershipOptions {
  /** The sign before the decimals. Default `point`. */
  readonly decimal?: 'point' | 'comma';
}

/** How far the probabilities of a person may add up to something other than 1: files print them with six or more digits. */
const SUM_TOLERANCE = 1e-6;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a tally whose attributes are probabilities of belonging to groups (such as those of Bayesian improved surname geocoding), one column for each group.
 *
 * Rows without any of them are counted in `missing`. Rows that have only some, or one that is no number from 0 to 1, or that do not add up to 1 within 1e-6, are
 * refused, with the number of each: left out in silence, they would be a choice of people by their group.
 *
 * @param columns the attribute of the tally that holds the probability of each group
 * @throws TribuneError `DATA_VALUE_INVALID` for such rows; `INVALID_ARGUMENT` for fewer than two groups, a column named twice or one that the tally does not have
 * @example membershipOf(tally, { white: 'p_white', black: 'p_black' })
 */
export function membershipOf(
  tally: Tally,
  columns: Readonly<Record<string, string>>,
  { decimal = 'point' }: MembershipOptions = {},
): Membership {
  const groups = Object.keys(columns);
  const names = Object.values(columns);
  checkColumns(groups, names);
  const faults = new Faults();
  const found = new Map<string, Sharing>();
  let missing = 0;
  for (const { texts, rows, n, sums, squares } of peopleByTexts(tally, names)) {
    if (texts.every((text) => text === null)) {
      missing += n;
      continue;
    }
    const probabilities = texts.map((text) => readNumber(text, decimal));
    const fault = faultOf(texts, probabilities);
    if (fault === null) addSharing(found, probabilities as number[], { sums, squares });
    else faults.add(fault, rows, names.map((name, i) => `${name} ${texts[i] ?? 'is missing'}`).join(', '));
  }
  faults.refuse(names);
  return { groups, likely: inOrder([...found.values()], tally.weightKind), missing };
}

const COUNTS = ['tp', 'fp', 'fn', 'tn', 'unlabelled', 'selectedUnlabelled'] as const;

/** People of each outcome: numbers where weights count people, else integers in fixed point, which add to the same sum in any order. */
type Counts = Record<(typeof COUNTS)[number], number | bigint>;

const noCounts = (zero: number | bigint): Counts => ({
  tp: zero,
  fp: zero,
  fn: zero,
  tn: zero,
  unlabelled: zero,
  selectedUnlabelled: zero,
});

const plus = (a: number | bigint, b: number | bigint): number | bigint =>
  typeof a === 'bigint' ? a + BigInt(b) : a + Number(b);

/** People who share the texts of their probabilities. */
interface SharingTexts {
  readonly texts: readonly (string | null)[];
  rows: number;
  n: number;
  readonly sums: Counts;
  readonly squares: Counts;
}

/** The people of each list of texts, straight from the cells: probabilities are often different for everybody. */
function peopleByTexts(tally: Tally, names: readonly string[]): Iterable<SharingTexts> {
  const places = names.map((name) => placeOf(tally, name));
  const isSampled = tally.weightKind === 'sampling';
  const zero = isSampled ? 0n : 0;
  const found = new Map<string, SharingTexts>();
  for (const cell of tally.cells) {
    const texts = places.map((place) => cell.values[place] ?? null);
    const key = JSON.stringify(texts);
    let sharing = found.get(key);
    if (sharing === undefined) {
      sharing = { texts, rows: 0, n: 0, sums: noCounts(zero), squares: noCounts(zero) };
      found.set(key, sharing);
    }
    sharing.rows += cell.rows;
    sharing.n += isSampled ? fromFixedPoint(cell.weight) : Number(cell.weight);
    addCell(sharing.sums, cell, isSampled ? cell.weight : Number(cell.weight));
    if (isSampled) addCell(sharing.squares, cell, cell.weightSquares);
  }
  return found.values();
}

function addCell(counts: Counts, { label, prediction }: TallyCell, weight: number | bigint): void {
  const add = (name: keyof Counts): void => {
    counts[name] = plus(counts[name], weight);
  };
  if (label === null) {
    add('unlabelled');
    if (prediction === 1) add('selectedUnlabelled');
  } else add(prediction === 1 ? (label === 1 ? 'tp' : 'fp') : label === 1 ? 'fn' : 'tn');
}

/** People who share their probabilities, however these are written. */
interface Sharing extends Pick<SharingTexts, 'sums' | 'squares'> {
  readonly probabilities: readonly number[];
}

function addSharing(
  found: Map<string, Sharing>,
  probabilities: readonly number[],
  { sums, squares }: Pick<Sharing, 'sums' | 'squares'>,
): void {
  const key = probabilities.join(' ');
  const known = found.get(key);
  if (known === undefined) {
    found.set(key, { probabilities, sums, squares });
    return;
  }
  for (const name of COUNTS) {
    known.sums[name] = plus(known.sums[name], sums[name]);
    known.squares[name] = plus(known.squares[name], squares[name]);
  }
}

/**
 * The people in the order of their probabilities. Whatever adds them up adds in this order, so that every engine and every order of rows, and 0.5 beside 0.50, end
 * in the same bits.
 */
function inOrder(sharing: Sharing[], weightKind: WeightKind): LikelyPeople[] {
  sharing.sort(({ probabilities: a }, { probabilities: b }) => {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
    return 0;
  });
  return sharing.map(({ probabilities, sums, squares }) => ({
    probabilities,
    people: ratedGroup(numbersOf(sums), numbersOf(weightKind === 'sampling' ? squares : sums), weightKind),
  }));
}

type Numbers = RatedGroup['squares'];

const numbersOf = (counts: Counts): Numbers => {
  const number = (name: keyof Counts): number => {
    const value = counts[name];
    return typeof value === 'bigint' ? fromFixedPoint(value) : value;
  };
  return {
    tp: number('tp'),
    fp: number('fp'),
    fn: number('fn'),
    tn: number('tn'),
    unlabelled: number('unlabelled'),
    selectedUnlabelled: number('selectedUnlabelled'),
  };
};

const ratedGroup = (sums: Numbers, squares: Numbers, weightKind: WeightKind): RatedGroup => ({
  counts: sums,
  selectedUnlabelled: sums.selectedUnlabelled,
  weightKind,
  squares,
});

function checkColumns(groups: readonly string[], names: readonly string[]): void {
  const remedy =
    'Name a column of probabilities for each of two or more groups, such as { white: "p_white", other: "p_other" }.';
  if (groups.length < 2)
    throw new TribuneError('INVALID_ARGUMENT', `probabilities of ${counted(groups.length, 'group')}`, { remedy });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new TribuneError('INVALID_ARGUMENT', `column "${twice}" holds the probabilities of two groups`, { remedy });
}

function readNumber(text: string | null, decimal: 'point' | 'comma'): number | null {
  if (text === null || (decimal === 'comma' && text.includes('.'))) return null;
  const plain = (decimal === 'comma' ? text.replace(',', '.') : text).trim();
  return NUMBER.test(plain) ? Number(plain) : null;
}

const FAULTS = {
  part: 'with some of the probabilities only',
  number: 'with one that is no number',
  outside: 'with one outside 0 to 1',
  sum: 'whose probabilities do not add up to 1',
} as const;
type Fault = keyof typeof FAULTS;

function faultOf(texts: readonly (string | null)[], probabilities: readonly (number | null)[]): Fault | null {
  if (texts.includes(null)) return 'part';
  let sum = 0;
  for (const p of probabilities) {
    if (p === null) return 'number';
    if (!(p >= 0 && p <= 1)) return 'outside';
    sum += p;
  }
  return Math.abs(sum - 1) <= SUM_TOLERANCE ? null : 'sum';
}

/** Rows that are refused, by what is wrong with them, and the first of each. */
class Faults {
  readonly #found = new Map<Fault, { rows: number; readonly first: string }>();

  add(fault: Fault, rows: number, first: string): void {
    const known = this.#found.get(fault);
    if (known === undefined) this.#found.set(fault, { rows, first });
    else known.rows += rows;
  }

  refuse(names: readonly string[]): void {
    if (this.#found.size === 0) return;
    const told = [...this.#found].map(
      ([fault, { rows, first }]) => `${counted(rows, 'row')} ${FAULTS[fault]} (${first})`,
    );
    throw new TribuneError('DATA_VALUE_INVALID', `columns ${names.join(', ')}: ${told.join('; ')}`, {
      remedy:
        'Write a number from 0 to 1 in every column, adding up to 1 in each row, or leave all of them empty; add a column for the groups that are not named.',
      place: { name: names[0]! },
    });
  }
}

/** A sum of weights, and of their squares, which are the same where weights count people. */
export interface Weight {
  readonly sum: number;
  readonly squares: number;
}

/** People of one list of probabilities by what a rate makes of them: counted, not counted, and not asked. */
export interface RatedPeople {
  readonly probabilities: readonly number[];
  readonly hit: Weight;
  readonly miss: Weight;
  readonly out: Weight;
}

/** The people of a membership as a rate sees them. */
export function ratedPeople({ likely }: Membership, metric: IntegerMetric, favourable: 0 | 1): readonly RatedPeople[] {
  return likely.map(({ probabilities, people }) => {
    const sums = partsOf(people, metric, favourable);
    const { squares, weightKind } = people;
    const squared =
      weightKind === 'sampling'
        ? partsOf(
            { counts: squares, selectedUnlabelled: squares.selectedUnlabelled, weightKind: 'count', squares },
            metric,
            favourable,
          )
        : sums;
    return {
      probabilities,
      hit: { sum: sums.hit, squares: squared.hit },
      miss: { sum: sums.miss, squares: squared.miss },
      out: { sum: sums.out, squares: squared.out },
    };
  });
}

function partsOf(group: RatedGroup, metric: IntegerMetric, favourable: 0 | 1) {
  const { successes, n } = rateOf(group, metric, favourable);
  const { tp, fp, fn, tn, unlabelled } = group.counts;
  const hit = Math.min(successes, n);
  return { hit, miss: n - hit, out: Math.max(0, tp + fp + fn + tn + unlabelled - n) };
}
