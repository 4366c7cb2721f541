import type { GroupKey } from '../../fairness/tally/index.js';
import type { LearnColumn } from '../../learn/index.js';
import { createGenerator, type Generator, type Seed } from '../../stats/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import { nearest, spaceOf } from './nearest.js';

export interface SynthesisOptions {
  /** The label of which rows are made; default 1. */
  readonly label?: 0 | 1;
  /** Nearest rows that a new one is made between, default 5; of fewer all. */
  readonly neighbours?: number;
  /**
   * Whether numbers are divided by their spread before distances are taken, so that no column decides alone by its unit (`spread`, default), or measured as they stand,
   * as published (`given`).
   */
  readonly scale?: 'spread' | 'given';
  readonly seed: Seed;
}

export interface SynthesizedGroup {
  readonly key: GroupKey;
  readonly n: number;
  /** Share of the label before and after. */
  readonly share: number;
  readonly shareAfter: number;
  /** Rows that were made. */
  readonly made: number;
  /** Rows that would be needed for the highest share and cannot be made, because there is at most one to make them from. */
  readonly lacking: number;
}

export interface Synthesis {
  /** The new rows alone. */
  readonly columns: readonly LearnColumn[];
  readonly codes: Int32Array;
  /** The row that a new one was made from, and the neighbour towards which its numbers lie. */
  readonly from: Int32Array;
  readonly towards: Int32Array;
  readonly groups: readonly SynthesizedGroup[];
}

const NEIGHBOURS = 5;
const MOST_NEIGHBOURS = 100;
/** Rows among which neighbours are looked for; of more a sample is drawn. */
const MOST_CANDIDATES = 2_000;

/**
 * New rows of one label, until every group has the share of it that the group with the highest has: numbers lie on the way to one of the nearest
 * rows of the same group and label, categories are the commonest among these. They are nobody: they give a learner more to hold on to, and no evidence.
 * Source: Chawla, Bowyer, Hall and Kegelmeyer 2002, SMOTE, with the distance of its section 6.1 for mixed types, and in each group by itself.
 *
 * @param label 0 or 1 of every row; NaN where it is not known
 * @throws TribuneError INVALID_ARGUMENT for lengths that differ, a group of that label only, or options out of range
 * @example synthesize(data.columns, groups, data.target, { seed: 1 }).groups;
 */
export function synthesize(
  columns: readonly LearnColumn[],
  groups: RowGroups,
  label: ArrayLike<number>,
  options: SynthesisOptions,
): Synthesis {
  const { label: wanted = 1, neighbours = NEIGHBOURS, scale = 'spread', seed } = options;
  checkGroups(groups, label.length);
  const short = columns.find(({ values }) => values.length !== label.length);
  if (short !== undefined)
    throw refused(`"${short.name}" has ${short.values.length} values for ${label.length} labels`, 'Give one a row.');
  if (!(Number.isInteger(neighbours) && neighbours >= 1 && neighbours <= MOST_NEIGHBOURS))
    throw refused(`${neighbours} neighbours`, `Give a whole number from 1 to ${MOST_NEIGHBOURS}.`);
  const random = createGenerator(seed);
  const cells = cellsOf(groups, label, wanted);
  const goal = Math.max(...cells.map(({ share }) => share));
  if (goal === 1)
    throw refused(`a group has the label ${wanted} only`, 'No number of new rows gives the others such a share.');
  const made: Made[] = [];
  const told = cells.map((cell): SynthesizedGroup => {
    const needed = Math.round((goal * cell.n - cell.rows.length) / (1 - goal));
    const count = cell.rows.length < 2 ? 0 : needed;
    if (count > 0) made.push(...makeRows(columns, cell, { count, neighbours, isScaled: scale === 'spread', random }));
    return {
      key: groups.keys[cell.group]!,
      n: cell.n,
      share: cell.share,
      shareAfter: (cell.rows.length + count) / (cell.n + count),
      made: count,
      lacking: needed - count,
    };
  });
  return {
    columns: columns.map((column, c) => ({ ...column, values: Float64Array.from(made, ({ values }) => values[c]!) })),
    codes: Int32Array.from(made, ({ group }) => group),
    from: Int32Array.from(made, ({ from }) => from),
    towards: Int32Array.from(made, ({ towards }) => towards),
    groups: told,
  };
}

interface Cell {
  readonly group: number;
  /** People of the group with a known label, and the rows of them that have the wanted one. */
  readonly n: number;
  readonly rows: readonly number[];
  readonly share: number;
}

function cellsOf({ keys, codes }: RowGroups, label: ArrayLike<number>, wanted: 0 | 1): Cell[] {
  const counts = keys.map(() => ({ n: 0, rows: [] as number[] }));
  codes.forEach((code, r) => {
    const y = label[r]!;
    if (Number.isNaN(y)) return;
    if (y !== 0 && y !== 1) throw refused(`the label of row ${r} is ${y}`, 'Labels are 0, 1, or NaN.');
    if (code < 0) return;
    counts[code]!.n++;
    if (y === wanted) counts[code]!.rows.push(r);
  });
  const cells = counts.flatMap(({ n, rows }, group) => (n === 0 ? [] : [{ group, n, rows, share: rows.length / n }]));
  if (cells.length < 2) throw refused('fewer than two groups have people with a label', 'Give people of two groups.');
  return cells;
}

interface Made {
  readonly values: readonly number[];
  readonly group: number;
  readonly from: number;
  readonly towards: number;
}

function makeRows(
  columns: readonly LearnColumn[],
  { group, rows }: Cell,
  { count, neighbours, isScaled, random }: { count: number; neighbours: number; isScaled: boolean; random: Generator },
): Made[] {
  const space = spaceOf(columns, rows, isScaled);
  const among = candidatesOf(rows.length, random);
  const known = new Map<number, number[]>();
  return Array.from({ length: count }, (_, i) => {
    // Every row in its turn: none is made from much oftener than another.
    const own = i % rows.length;
    let near = known.get(own);
    if (near === undefined) {
      near = nearest(space, own, { among, count: neighbours });
      known.set(own, near);
    }
    const towards = near[random.nextInteger(near.length)]!;
    const share = random.nextUniform();
    const values = valuesOf(columns, rows, { own, near, towards, share });
    return { values, group, from: rows[own]!, towards: rows[towards]! };
  });
}

function candidatesOf(rows: number, random: Generator): Int32Array {
  if (rows <= MOST_CANDIDATES) return Int32Array.from({ length: rows }, (_, i) => i);
  const stride = rows / MOST_CANDIDATES;
  return Int32Array.from({ length: MOST_CANDIDATES }, (_, i) => Math.floor((i + random.nextUniform()) * stride));
}

function valuesOf(
  columns: readonly LearnColumn[],
  rows: readonly number[],
  { own, near, towards, share }: { own: number; near: readonly number[]; towards: number; share: number },
): number[] {
  return columns.map(({ categories, values }) => {
    if (categories !== undefined) return commonest(near.map((place) => values[rows[place]!]!));
    const [x, y] = [values[rows[own]!]!, values[rows[towards]!]!];
    return Number.isNaN(y) ? x : x + share * (y - x);
  });
}

/** The commonest code among the neighbours, a missing one among them; of codes as common that of the nearer. */
function commonest(codes: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
