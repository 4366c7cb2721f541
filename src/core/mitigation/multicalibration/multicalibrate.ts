import { createGenerator, criticalValue, type Seed } from '../../stats/index.js';
import { refused } from '../groups/index.js';

/** People of a declared group; groups may overlap. */
export interface NamedGroup {
  readonly name: string;
  /** Places of its people. */
  readonly rows: ArrayLike<number>;
}

export interface MulticalibrationOptions {
  /** A mean score may be off from the share of label 1 by so much, 0 to 1; default 0.02. */
  readonly alpha?: number;
  /** Number of equal parts of 0..1 that scores are compared in, besides all of a group at once; default 5. */
  readonly bins?: number;
  /** Fewest people by whom a group, or a part of one, is judged; default 50. */
  readonly minRows?: number;
  /** Level of the decision that some group is off, for all groups and parts together; default 0.95. */
  readonly level?: number;
  readonly seed: Seed;
}

/** Whose scores are changed: people of a group whose score, as it is then, lies in a part. */
export interface ScoreShift {
  readonly group: string;
  /** Scores from `from` to below `to`; 1 belongs to the last part. */
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

export interface Multicalibration {
  /** In the order in which they are made: each is of scores as those before left them. */
  readonly shifts: readonly ScoreShift[];
  /** The worst that is shown, of the scores as they were and as they are, on people by whom no change was found. */
  readonly before: WorstPart | null;
  readonly after: WorstPart | null;
  /** Mean log-loss of these people. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Groups and parts with enough people. */
  readonly judged: number;
  /** Groups that are nowhere judged: too few people. */
  readonly tooSmall: readonly string[];
  /** Changes that were refused because people by whom they were not found are no better off by them. */
  readonly refused: number;
}

/** A group, or a part of one, whose mean score is off. */
export interface WorstPart {
  readonly group: string;
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Share of label 1 less the mean score. */
  readonly off: number;
}

const ALPHA = 0.02;
const BINS = 5;
const MIN_ROWS = 50;
const LEVEL = 0.95;
const MOST_SHIFTS = 500;
const HALF_STREAM = 9;
/** Scores stay inside, so that no loss is infinite. */
const EDGE = 1e-6;

/**
 * Shifts scores until no group of a declared class, at no part of the scores, is shown to be off by more than `alpha`: the group and part that
 * is off beyond most of chance is shifted by what it is off, then the next. Found on half of the people; each change stands only where it also
 * lowers the loss of the other half, so that no change is an answer, too.
 * Source of the aim: Hebert-Johnson, Kim, Reingold and Rothblum 2018, Multicalibration. Their procedure as commonly run makes hundreds of
 * changes that few people bear out and is worse on others.
 *
 * @param score chances of label 1, 0 to 1
 * @param label 0 or 1 of every row
 * @throws TribuneError INVALID_ARGUMENT for scores that are no chances, labels of other lengths, rows that there are not, options out of range
 * @example
 * const { shifts } = multicalibrate(score, label, groups, { seed: 1 });
 * applyShifts(shifts, score, groups);
 */
export function multicalibrate(
  score: Float64Array,
  label: ArrayLike<number>,
  groups: readonly NamedGroup[],
  options: MulticalibrationOptions,
): Multicalibration {
  const { alpha = ALPHA, bins = BINS, minRows = MIN_ROWS, level = LEVEL, seed } = options;
  check(score, label, groups, { alpha, bins, minRows, level });
  const random = createGenerator(seed, HALF_STREAM);
  const isFinding = Uint8Array.from(score, () => +(random.nextInteger(2) === 0));
  const members = groups.map(({ rows }) => Int32Array.from(rows));
  const halves = ([1, 0] as const).map((wanted) => members.map((rows) => rows.filter((r) => isFinding[r] === wanted)));
  const [finding, checking] = halves as [Int32Array[], Int32Array[]];
  const now = score.map((p) => Math.min(1 - EDGE, Math.max(EDGE, p)));
  const start = now.slice();
  const rule = { alpha, bins, minRows };
  const judged = partsOf(finding, start, label, rule).length;
  const z = criticalValue(1 - (1 - level) / Math.max(1, judged));
  const shifts: ScoreShift[] = [];
  const refusedParts = new Set<string>();
  while (shifts.length < MOST_SHIFTS) {
    const part = worstOf(partsOf(finding, now, label, rule), { alpha, z, without: refusedParts });
    if (part === null) break;
    const { from, to, off } = part;
    const touched = { from, to, by: off };
    if (lossChange(checking[part.group]!, now, label, touched) < 0) {
      shift(members[part.group]!, now, touched);
      shifts.push({ group: groups[part.group]!.name, ...touched });
    } else refusedParts.add(nameOf(part));
  }
  const told = (scores: Float64Array): WorstPart | null => {
    const worst = worstOf(partsOf(checking, scores, label, rule), { alpha, z, without: new Set() });
    return worst === null
      ? null
      : { group: groups[worst.group]!.name, from: worst.from, to: worst.to, n: worst.n, off: worst.off };
  };
  const others = Int32Array.from(score.keys()).filter((r) => isFinding[r] === 0);
  return {
    shifts,
    before: told(start),
    after: told(now),
    lossBefore: meanLoss(others, start, label),
    lossAfter: meanLoss(others, now, label),
    judged,
    tooSmall: groups.flatMap(({ name }, g) => (finding[g]!.length < minRows ? [name] : [])),
    refused: refusedParts.size,
  };
}

/**
 * Scores of other people by shifts that were found.
 *
 * @param groups the same groups by name, of these people
 * @throws TribuneError INVALID_ARGUMENT for a group of a shift that is not among them
 */
export function applyShifts(
  shifts: readonly ScoreShift[],
  score: Float64Array,
  groups: readonly NamedGroup[],
): Float64Array {
  const byName = new Map(groups.map(({ name, rows }) => [name, Int32Array.from(rows)]));
  const now = score.map((p) => Math.min(1 - EDGE, Math.max(EDGE, p)));
  for (const { group, ...one } of shifts) {
    const rows = byName.get(group);
    if (rows === undefined)
      throw refused(`no group "${group}" is given`, 'Give every group that a shift names, if it has nobody.');
    shift(rows, now, one);
  }
  return now;
}

interface Part {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly off: number;
  /** Standard errors by which it is off, were the scores right. */
  readonly errors: number;
}

/** Every group as a whole and every part of its scores with enough people. */
function partsOf(
  members: readonly Int32Array[],
  score: Float64Array,
  label: ArrayLike<number>,
  { bins, minRows }: { readonly bins: number; readonly minRows: number },
): Part[] {
  const found: Part[] = [];
  const n = new Float64Array(bins + 1);
  const sum = new Float64Array(bins + 1);
  const spread = new Float64Array(bins + 1);
  members.forEach((rows, group) => {
    for (const one of [n, sum, spread]) one.fill(0);
    for (const r of rows) {
      const p = score[r]!;
      const b = Math.min(bins - 1, Math.floor(p * bins));
      for (const at of [b, bins]) {
        n[at]!++;
        sum[at]! += label[r]! - p;
        spread[at]! += p * (1 - p);
      }
    }
    for (let b = 0; b <= bins; b++) {
      if (n[b]! < minRows) continue;
      const [from, to] = b === bins ? [0, 1] : [b / bins, (b + 1) / bins];
      found.push({
        group,
        from,
        to,
        n: n[b]!,
        off: sum[b]! / n[b]!,
        errors: Math.abs(sum[b]!) / Math.sqrt(spread[b]!),
      });
    }
  });
  return found;
}

/** Both ends: a whole group begins where its first part does. */
const nameOf = ({ group, from, to }: Part): string => `${group} ${from} ${to}`;

/** The part that is off beyond most of chance, of those that are off by more than alpha; null where none is shown. */
function worstOf(
  parts: readonly Part[],
  { alpha, z, without }: { readonly alpha: number; readonly z: number; readonly without: ReadonlySet<string> },
): Part | null {
  let worst: Part | null = null;
  for (const part of parts) {
    if (Math.abs(part.off) <= alpha || part.errors <= z || without.has(nameOf(part))) continue;
    if (worst === null || part.errors > worst.errors) worst = part;
  }
  return worst;
}

type Shift = Omit<ScoreShift, 'group'>;

const isIn = (p: number, { from, to }: Shift): boolean => p >= from && (p < to || to === 1);
const shifted = (p: number, by: number): number => Math.min(1 - EDGE, Math.max(EDGE, p + by));

function shift(rows: Int32Array, score: Float64Array, one: Shift): void {
  for (const r of rows) if (isIn(score[r]!, one)) score[r] = shifted(score[r]!, one.by);
}

const lossOf = (p: number, y: number): number => -Math.log(y === 1 ? p : 1 - p);

function lossChange(rows: Int32Array, score: Float64Array, label: ArrayLike<number>, one: Shift): number {
  let change = 0;
  for (const r of rows) {
    const p = score[r]!;
    if (isIn(p, one)) change += lossOf(shifted(p, one.by), label[r]!) - lossOf(p, label[r]!);
  }
  return change;
}

const meanLoss = (rows: Int32Array, score: Float64Array, label: ArrayLike<number>): number =>
  rows.reduce((sum, r) => sum + lossOf(score[r]!, label[r]!), 0) / rows.length;

const MOST_BINS = 1_000;
/** Of fewer people the spread of their chances says nothing of how far their mean may be off. */
const FEWEST_ROWS = 2;

function check(
  score: Float64Array,
  label: ArrayLike<number>,
  groups: readonly NamedGroup[],
  { alpha, bins, minRows, level }: Required<Omit<MulticalibrationOptions, 'seed'>>,
): void {
  if (label.length !== score.length)
    throw refused(`${label.length} labels for ${score.length} scores`, 'Give one label a row.');
  const odd = score.findIndex((p) => !(p >= 0 && p <= 1));
  if (odd >= 0) throw refused(`the score of row ${odd} is ${score[odd]}`, 'Scores are chances of label 1, 0 to 1.');
  for (let r = 0; r < label.length; r++)
    if (label[r] !== 0 && label[r] !== 1) throw refused(`the label of row ${r} is ${label[r]}`, 'Labels are 0 or 1.');
  if (!(alpha >= 0 && alpha < 1)) throw refused(`an alpha of ${alpha}`, 'Give a number from 0 to 1, such as 0.02.');
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS))
    throw refused(`${bins} parts`, `Give a whole number from 1 to ${MOST_BINS}.`);
  if (!(Number.isInteger(minRows) && minRows >= FEWEST_ROWS))
    throw refused(`minRows of ${minRows}`, `Give a whole number of people from ${FEWEST_ROWS}, such as ${MIN_ROWS}.`);
  if (!(level > 0 && level < 1)) throw refused(`a level of ${level}`, 'Give a number between 0 and 1, such as 0.95.');
  checkNames(groups, score.length);
}

function checkNames(groups: readonly NamedGroup[], people: number): void {
  const names = new Set<string>();
  for (const { name, rows } of groups) {
    if (names.has(name)) throw refused(`two groups named "${name}"`, 'Give every group a name of its own.');
    names.add(name);
    for (let i = 0; i < rows.length; i++)
      if (!(Number.isInteger(rows[i]!) && rows[i]! >= 0 && rows[i]! < people))
        throw refused(
          `row ${rows[i]} of group "${name}", of ${people} rows`,
          'Groups name rows by their places from 0.',
        );
  }
}
