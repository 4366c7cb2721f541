import type { TallyCell } from './types.js';

/** In code point order, UTF-16 units from here on come before the surrogates, which have smaller numbers. */
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** Rank of a UTF-16 unit in the order of code points: surrogates, which encode code points above U+FFFF, come after everything else. */
const rank = (unit: number): number => (unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + 0x10000 : unit);

/** Negative, zero or positive as `a` sorts before, with or after `b` by code point, which is also the order of UTF-8 bytes. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const one = a.charCodeAt(i);
    const two = b.charCodeAt(i);
    if (one !== two) return rank(one) - rank(two);
  }
  return a.length - b.length;
}

/** Values of attributes, one after the other; missing (null) sorts last. */
export function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < a.length; i++) {
    const one = a[i] ?? null;
    const two = b[i] ?? null;
    if (one === two) continue;
    if (one === null) return 1;
    if (two === null) return -1;
    return compareCodePoints(one, two);
  }
  return 0;
}

/** Numbers ascending, null last. */
function compareNullable(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}

/** The one order of cells: values by code point (missing last), label (null last), prediction, score (null last). */
export function compareCells(a: TallyCell, b: TallyCell): number {
  return (
    compareValues(a.values, b.values) ||
    compareNullable(a.label, b.label) ||
    a.prediction - b.prediction ||
    compareNullable(a.score, b.score)
  );
}

/** Cells usually share few lists of values; where there are more lists than this share of the cells, cells are compared one by one. */
const SHARED_LISTS = 1 / 8;

/**
 * Sorts cells in the one order, in place. Cells mostly share their lists of values, so the lists are compared once, and cells then by
 * label, prediction and score alone.
 */
export function sortCells(cells: TallyCell[]): TallyCell[] {
  const lists = new Set<readonly (string | null)[]>();
  for (const { values } of cells) {
    lists.add(values);
    if (lists.size > SHARED_LISTS * cells.length) return cells.sort(compareCells);
  }
  const places = new Map<readonly (string | null)[], number>();
  let last: readonly (string | null)[] | null = null;
  let place = -1;
  for (const list of [...lists].sort(compareValues)) {
    // Equal lists that are distinct objects get one place.
    if (last === null || compareValues(last, list) !== 0) place += 1;
    places.set(list, place);
    last = list;
  }
  const groups = Array.from({ length: (place + 1) * OUTCOMES }, (): TallyCell[] => []);
  for (const cell of cells) groups[places.get(cell.values)! * OUTCOMES + outcomePlace(cell)]!.push(cell);
  let length = 0;
  for (const group of groups) {
    placeByScore(group, cells, length);
    length += group.length;
  }
  return cells;
}

/**
 * Writes cells by ascending score (null last) into a list from `start` on. The engine sorts the numbers alone, which is faster, and each
 * cell then finds its place.
 */
function placeByScore(group: readonly TallyCell[], into: TallyCell[], start: number): void {
  const scores = new Float64Array(group.length);
  let scored = 0;
  for (const { score } of group) if (score !== null) scores[scored++] = score;
  const sorted = scores.subarray(0, scored).sort();
  const equalBefore = new Int32Array(scored);
  let end = start + scored;
  for (const cell of group) {
    if (cell.score === null) {
      into[end++] = cell;
      continue;
    }
    const first = firstNotBelow(sorted, cell.score);
    into[start + first + equalBefore[first]!] = cell;
    equalBefore[first]! += 1;
  }
}

function firstNotBelow(sorted: Float64Array, score: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Label (0, 1, not known) times prediction. */
const OUTCOMES = 6;

const outcomePlace = ({ label, prediction }: TallyCell): number => (label ?? 2) * 2 + prediction;
