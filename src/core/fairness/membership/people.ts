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
  const likely: LikelyPeople[] = [];
  let missing = 0;
  for (const { texts, rows, n, people } of peopleByTexts(tally, names)) {
    if (texts.every((text) => text === null)) {
      missing += n;
      continue;
    }
    const probabilities = texts.map((text) => readNumber(text, decimal));
    const fault = faultOf(texts, probabilities);
    if (fault === null) likely.push({ probabilities: probabilities as number[], people });
    else faults.add(fault, rows, names.map((name, i) => `${name} ${texts[i] ?? 'is missing'}`).join(', '));
  }
  faults.refuse(names);
  return { groups, likely, missing };
}

/** People who share the texts of their probabilities. */
interface Sharing {
  readonly texts: readonly (string | null)[];
  rows: number;
  n: number;
  readonly people: RatedGroup;
}

type Counts = { -readonly [Name in keyof RatedGroup['squares']]: number };

const noCounts = (): Counts => ({ tp: 0, fp: 0, fn: 0, tn: 0, unlabelled: 0, selectedUnlabelled: 0 });

/** The people of each list of texts, straight from the cells: probabilities are often different for everybody. */
function peopleByTexts(tally: Tally, names: readonly string[]): Iterable<Sharing> {
  const places = names.map((name) => placeOf(tally, name));
  const people = tally.weightKind === 'sampling' ? fromFixedPoint : Number;
  const found = new Map<string, Sharing & { readonly sums: Counts; readonly squares: Counts }>();
  for (const cell of tally.cells) {
    const texts = places.map((place) => cell.values[place] ?? null);
    const key = JSON.stringify(texts);
    let sharing = found.get(key);
    if (sharing === undefined) {
      const [sums, squares] = [noCounts(), noCounts()];
      sharing = { texts, rows: 0, n: 0, sums, squares, people: ratedGroup(sums, squares, tally.weightKind) };
      found.set(key, sharing);
    }
    const weight = people(cell.weight);
    sharing.rows += cell.rows;
    sharing.n += weight;
    addCell(sharing.sums, cell, weight);
    addCell(sharing.squares, cell, fromFixedPoint(cell.weightSquares));
  }
  return found.values();
}

/** A group whose counts are still being added to. */
const ratedGroup = (sums: Counts, squares: Counts, weightKind: WeightKind): RatedGroup => ({
  counts: sums,
  get selectedUnlabelled() {
    return sums.selectedUnlabelled;
  },
  weightKind,
  squares,
});

function addCell(counts: Counts, { label, prediction }: TallyCell, weight: number): void {
  if (label === null) {
    counts.unlabelled += weight;
    if (prediction === 1) counts.selectedUnlabelled += weight;
  } else counts[prediction === 1 ? (label === 1 ? 'tp' : 'fp') : label === 1 ? 'fn' : 'tn'] += weight;
}

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
