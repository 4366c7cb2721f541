import { positionWeight } from '../../core/fairness/outcomes/index.js';
import { FIXED_POINT } from '../../core/fairness/tally/index.js';
import { STEPS } from './moment.js';

/** What is summed of lists, for the groups of some attributes: of each group in each list a size, and a value from 0 to it. Plain data. */
export interface ListMeasure {
  readonly of: /** Position weights 1/log2(1 + position) over those shown, or over all candidates. */
    | { readonly kind: 'exposure'; readonly per: 'shown' | 'candidate' }
    /** Those in the first k over all candidates. */
    | { readonly kind: 'top'; readonly k: number }
    /** Those in the first k over all who stand there, each divided by the share that her group should have and multiplied by the smallest one. */
    | { readonly kind: 'held'; readonly k: number; readonly shares: Readonly<Record<string, number>> };
  /** Places among the attributes of what groups are told apart by. */
  readonly at: readonly number[];
}

/** One candidate of a list. */
export interface Candidate {
  readonly values: readonly (string | null)[];
  /** 1 for the first; null for one who was not shown. */
  readonly position: number | null;
}

/** Longest list that is counted: larger ones would make sums that are no whole numbers any more. Ours. */
export const MOST_LISTED = 1000;
/** Classes of sizes, each up to twice as large as the one before: the largest size of a block is known to a factor of two. */
const CLASSES = 10;
/** Places of the sums of a group: lists, sizes, values in steps, their squares in steps, products in steps, squares of sizes; then lists by class of size. */
const [LISTS, SIZE, VALUE, VALUE_SQUARES, PRODUCTS, SIZE_SQUARES, FIRST_CLASS] = [0, 1, 2, 3, 4, 5, 6];
export const LIST_COUNTS: number = FIRST_CLASS + CLASSES;

/** Whether positions are those of a list: no two candidates at one, and none that nobody holds unless something else may stand there. */
export function isList(candidates: readonly Candidate[], holes: 'refuse' | 'keep'): boolean {
  if (candidates.length > MOST_LISTED) return false;
  const shown = candidates.flatMap(({ position }) => position ?? []).sort((a, b) => a - b);
  return shown.every((position, i) => (holes === 'keep' ? position !== shown[i - 1] : position === i + 1));
}

interface GroupInList {
  readonly values: readonly (string | null)[];
  size: number;
  value: number;
}

/** What each group has of a measure in a list. */
export function groupsOfList({ of, at }: ListMeasure, candidates: readonly Candidate[]): GroupInList[] {
  const groups = new Map<string, GroupInList>();
  for (const { values, position } of candidates) {
    const group = putGroup(
      groups,
      values.map((value, place) => (at.includes(place) ? value : null)),
    );
    group.size += sizeOf(of, position);
    group.value += gainOf(of, position);
  }
  const found = of.kind === 'held' ? heldBy(of.shares, { at, groups, candidates }) : [...groups.values()];
  return found.filter(({ size }) => size > 0);
}

const isTop = (k: number, position: number | null): boolean => position !== null && position <= k;

/** What one candidate adds to the size of her group; the first places are those of all groups together. */
const sizeOf = (of: ListMeasure['of'], position: number | null): number =>
  of.kind === 'held' || (of.kind === 'exposure' && of.per === 'shown' && position === null) ? 0 : 1;

/** What one candidate adds to the value of her group. */
function gainOf(of: ListMeasure['of'], position: number | null): number {
  if (of.kind !== 'exposure') return isTop(of.k, position) ? 1 : 0;
  return position === null ? 0 : positionWeight(position) / FIXED_POINT;
}

/** Of each group with a declared share what it holds of the first places, over that share; also in lists without the group. A group without one is judged neither way. */
function heldBy(
  shares: Readonly<Record<string, number>>,
  {
    at,
    groups,
    candidates,
  }: {
    readonly at: readonly number[];
    readonly groups: ReadonlyMap<string, GroupInList>;
    readonly candidates: readonly Candidate[];
  },
): GroupInList[] {
  const held = [...groups.values()];
  const size = held.reduce((sum, { value }) => sum + value, 0);
  const least = Math.min(...Object.values(shares));
  const width = candidates[0]?.values.length ?? 0;
  return Object.entries(shares).map(([value, share]) => {
    const own = held.find(({ values }) => values[at[0]!] === value)?.value ?? 0;
    return { values: masked(at, width, [value]), size, value: (own * least) / share };
  });
}

/** The values of a group, with nothing in the other places. */
const masked = (at: readonly number[], width: number, own: readonly string[]): (string | null)[] =>
  Array.from({ length: width }, (_, place) => own[at.indexOf(place)] ?? null);

function putGroup(groups: Map<string, GroupInList>, values: readonly (string | null)[]): GroupInList {
  const key = JSON.stringify(values);
  const group = groups.get(key) ?? { values, size: 0, value: 0 };
  groups.set(key, group);
  return group;
}

/** Adds what a group has in a list to its counts. */
export function addListSums(
  counts: Float64Array,
  at: number,
  { size, value }: Pick<GroupInList, 'size' | 'value'>,
): void {
  const steps = Math.min(size * STEPS, Math.round(value * STEPS));
  counts[at + LISTS]! += 1;
  counts[at + SIZE]! += size;
  counts[at + VALUE]! += steps;
  counts[at + VALUE_SQUARES]! += Math.ceil((steps * steps) / STEPS);
  counts[at + PRODUCTS]! += steps * size;
  counts[at + SIZE_SQUARES]! += size * size;
  counts[at + FIRST_CLASS + classOf(size)]! += 1;
}

/** 0 of sizes up to 1, then 3, 7 and so on. */
const classOf = (size: number): number => 31 - Math.clz32(size);

/** The sums of a group over lists, with values as they are. */
export function listSums(counts: ArrayLike<number>, at = 0) {
  let largest = 0;
  for (let c = 0; c < CLASSES; c++) if (counts[at + FIRST_CLASS + c]! > 0) largest = 2 ** (c + 1) - 1;
  return {
    clusters: counts[at + LISTS]!,
    size: counts[at + SIZE]!,
    value: counts[at + VALUE]! / STEPS,
    valueSquares: counts[at + VALUE_SQUARES]! / STEPS,
    products: counts[at + PRODUCTS]! / STEPS,
    sizeSquares: counts[at + SIZE_SQUARES]!,
    largest,
  };
}

/** The lists of a block whose candidates have not all come. */
export class OpenLists {
  readonly #holes: 'refuse' | 'keep';
  readonly #lists = new Map<string, { readonly size: number | null; readonly candidates: Candidate[] } | null>();

  constructor(holes: 'refuse' | 'keep') {
    this.#holes = holes;
  }

  /**
   * Takes a candidate, of whom there is one record.
   *
   * @param size candidates of the list; null where nobody says, as in a file
   * @returns all of the list once it is whole; null before, and for good where its candidates say different sizes or its positions are those of no list
   */
  take(list: string, size: number | null, candidate: Candidate): readonly Candidate[] | null {
    const known = this.#lists.get(list);
    if (known === null) return null;
    const { candidates, size: said } = known ?? { candidates: [], size };
    const isContested = size !== said;
    this.#lists.set(list, isContested ? null : (known ?? { candidates, size }));
    if (isContested) return null;
    if (candidates.length <= MOST_LISTED) candidates.push(candidate);
    if (candidates.length !== size) return null;
    this.#lists.set(list, null);
    return isList(candidates, this.#holes) ? candidates : null;
  }

  /** The lists of which nobody said how many candidates they have, at the end of their block. */
  end(): (readonly Candidate[])[] {
    const whole = [...this.#lists.values()].flatMap((one) =>
      one !== null && isList(one.candidates, this.#holes) ? [one.candidates] : [],
    );
    this.#lists.clear();
    return whole;
  }
}
