import { createGenerator, type Seed } from '../../stats/index.js';
import { refused } from '../base/index.js';

/** Rows to learn from and rows to judge on, by number and in rising order. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A stream of its own for splits, so that a learner with the same seed draws other numbers. */
const SPLIT_STREAM = 1;

/** The numbers 0 .. count - 1 in an order drawn by the seed (Fisher and Yates). */
export function shuffled(count: number, seed: Seed, stream: number = SPLIT_STREAM): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = createGenerator(seed, stream);
  for (let i = count - 1; i > 0; i--) {
    const other = random.nextInteger(i + 1);
    const kept = order[i]!;
    order[i] = order[other]!;
    order[other] = kept;
  }
  return order;
}

function splitBy(rows: number, isTest: (row: number) => boolean): Split {
  const train: number[] = [];
  const test: number[] = [];
  for (let r = 0; r < rows; r++) (isTest(r) ? test : train).push(r);
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/**
 * Holds a share of the rows out. Where `strata` are given, such as a target of 0 and 1, that share of each stratum is held out (rounded), so
 * that a rare class is on both sides.
 *
 * @param share from 0 (nothing is held out) to below 1
 */
export function holdOut(rows: number, options: { share: number; seed: Seed; strata?: ArrayLike<number> }): Split {
  const { share, seed, strata } = options;
  if (!(share >= 0 && share < 1))
    throw refused(`a share of ${share} to hold out`, 'Give a share from 0 to below 1, such as 0.2.');
  const order = shuffled(rows, seed);
  const sizes = new Map<number, number>();
  for (let r = 0; r < rows; r++) sizes.set(strata?.[r] ?? 0, (sizes.get(strata?.[r] ?? 0) ?? 0) + 1);
  const wanted = new Map([...sizes].map(([stratum, size]) => [stratum, Math.round(size * share)]));
  const isTest = new Uint8Array(rows);
  for (const row of order) {
    const stratum = strata?.[row] ?? 0;
    const left = wanted.get(stratum)!;
    if (left === 0) continue;
    isTest[row] = 1;
    wanted.set(stratum, left - 1);
  }
  return splitBy(rows, (row) => isTest[row] === 1);
}

/** Folds of rows drawn by the seed; every row is in the test part of one fold. */
export function kFold(rows: number, options: { folds: number; seed: Seed }): Split[] {
  checkFolds(options.folds, { least: 2, most: rows, what: 'row' });
  const fold = new Int32Array(rows);
  shuffled(rows, options.seed).forEach((row, place) => {
    fold[row] = place % options.folds;
  });
  return Array.from({ length: options.folds }, (_, k) => splitBy(rows, (row) => fold[row] === k));
}

/**
 * Folds that keep the rows of a group together, such as all applications of one person: else the model is judged on people whom it has seen.
 * Groups are dealt out in an order drawn by the seed, each to the fold that has the fewest rows.
 *
 * @param groups the group of every row
 */
export function groupedFolds(groups: readonly (string | number)[], options: { folds: number; seed: Seed }): Split[] {
  const sizes = new Map<string | number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  checkFolds(options.folds, { least: 2, most: sizes.size, what: 'group' });
  const names = [...sizes.keys()];
  const filled = new Array<number>(options.folds).fill(0);
  const foldOf = new Map<string | number, number>();
  const drawn = Array.from(shuffled(names.length, options.seed), (place) => names[place]!);
  // Large groups first, because they cannot be balanced afterwards; among groups of a size the drawn order stands.
  for (const name of drawn.toSorted((a, b) => sizes.get(b)! - sizes.get(a)!)) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf.set(name, fold);
    filled[fold]! += sizes.get(name)!;
  }
  return Array.from({ length: options.folds }, (_, k) =>
    splitBy(groups.length, (row) => foldOf.get(groups[row]!) === k),
  );
}

/**
 * Splits in time: the rows in order of their moment are cut into `folds + 1` blocks, and split k learns from the first k + 1 blocks and is judged
 * on the next. Rows of one moment are never on both sides.
 *
 * @param times a number for every row, larger is later
 */
export function timedSplits(times: ArrayLike<number>, options: { folds: number }): Split[] {
  const rows = times.length;
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => times[a]! - times[b]! || a - b);
  const late = order.find((row) => !Number.isFinite(times[row]!));
  if (late !== undefined) throw refused(`the moment of row ${late} is ${times[late]}`, 'Give a number for every row.');
  checkFolds(options.folds, { least: 1, most: rows - 1, what: 'row' });
  const ends = Array.from({ length: options.folds + 1 }, (_, k) => {
    let end = Math.round(((k + 1) * rows) / (options.folds + 1));
    while (end < rows && end > 0 && times[order[end]!] === times[order[end - 1]!]) end++;
    return end;
  });
  const splits = ends.slice(1).map((end, k) => ({
    train: Int32Array.from(order.slice(0, ends[k]!)).sort(),
    test: Int32Array.from(order.slice(ends[k]!, end)).sort(),
  }));
  if (splits.some(({ train, test }) => train.length === 0 || test.length === 0))
    throw refused(`too few different moments for ${options.folds} splits in time`, 'Ask for fewer splits.');
  return splits;
}

function checkFolds(folds: number, { least, most, what }: { least: number; most: number; what: string }): void {
  if (Number.isInteger(folds) && folds >= least && folds <= most) return;
  throw refused(`${folds} folds of ${most} ${what}s`, `Give a whole number from ${least} to the number of ${what}s.`);
}
