import { presentText } from '../../core/policy/bind/index.js';
import type { NumberNotation } from '../../core/policy/sections/index.js';
import { numberOf, type RawValue } from '../../core/policy/where/index.js';

/** Ascending inner edges of numbers, of which the lower one belongs to its bin; or the values that have a bin each, in their order. */
type Cut =
  | { readonly kind: 'bins'; readonly edges: readonly number[] }
  | { readonly kind: 'levels'; readonly levels: readonly string[] };

/** An input that is counted together with another one. */
export interface CutInput {
  readonly column: string;
  readonly cut: Cut;
}

/** A value of decisions that is counted by bins. Plain data. */
export interface Histogram {
  /** The score of the policy, or a column of inputs as the policy names it. */
  readonly of:
    | { readonly kind: 'score' }
    | { readonly kind: 'input'; readonly column: string }
    /** Two inputs together: a bin for each pair of their bins, row by row of the first. */
    | { readonly kind: 'pair'; readonly inputs: readonly [CutInput, CutInput] }
    /** Whether it came to a decision; of attempts that did not those with a value in the column, or all. */
    | { readonly kind: 'undecided'; readonly column: string | null }
    /** Whether all of these were the same in a decision before, which the block knows. */
    | { readonly kind: 'same-inputs'; readonly columns: readonly string[] };
  readonly cut: Cut;
}

/** Counts decisions whose inputs are those of one before in the block, and all others. */
export const sameInputsHistogram = (columns: readonly string[]): Histogram => ({
  of: { kind: 'same-inputs', columns },
  cut: { kind: 'levels', levels: ['again', 'first'] },
});

/** Counts two inputs together. */
export function pairHistogram(inputs: readonly [CutInput, CutInput]): Histogram {
  const [first, second] = inputs.map(({ cut }) => binNames(cut)) as [string[], string[]];
  const levels = first.flatMap((one) => second.map((other) => `${one} + ${other}`));
  return { of: { kind: 'pair', inputs }, cut: { kind: 'levels', levels } };
}

const binNames = (cut: Cut): string[] =>
  cut.kind === 'levels'
    ? [...cut.levels]
    : Array.from({ length: cut.edges.length + 1 }, (_, i) =>
        i === 0
          ? `below ${cut.edges[0]!}`
          : `${cut.edges[i - 1]!} or more${i < cut.edges.length ? `, below ${cut.edges[i]!}` : ''}`,
      );

/** Gives the bin of two values together: that of none where one is missing, and of other values where one is not declared. */
export function pairReader(
  inputs: readonly [CutInput, CutInput],
  reading: ValueReading,
): (first: RawValue, second: RawValue) => number {
  const [ofFirst, ofSecond] = inputs.map(({ cut }) => ({
    read: binReader({ cut }, reading),
    declared: declaredBins({ cut }),
  }));
  const pairs = ofFirst!.declared * ofSecond!.declared;
  return (first, second) => {
    const [row, column] = [ofFirst!.read(first), ofSecond!.read(second)];
    if (row > ofFirst!.declared || column > ofSecond!.declared) return pairs + 1;
    if (row === ofFirst!.declared || column === ofSecond!.declared) return pairs;
    return row * ofSecond!.declared + column;
  };
}

/** Places of attempts that came to no decision, and of decisions. */
export const UNDECIDED = 0;
export const DECIDED = 1;

/** Counts attempts that came to no decision beside decisions. */
export const undecidedHistogram = (column: string | null): Histogram => ({
  of: { kind: 'undecided', column },
  cut: { kind: 'levels', levels: ['no decision', 'decided'] },
});

/** Bins after the declared ones: any other value, which for numbers is one that is no number, and none. */
const OTHER_BINS = 2;

/** Bins that the policy declares. */
export const declaredBins = ({ cut }: Pick<Histogram, 'cut'>): number =>
  cut.kind === 'bins' ? cut.edges.length + 1 : cut.levels.length;

/** All bins of a histogram: the declared ones, other values, and none. */
export const binsOf = (histogram: Pick<Histogram, 'cut'>): number => declaredBins(histogram) + OTHER_BINS;

/** How the values of a histogram are read. */
export interface ValueReading {
  readonly missing: ReadonlySet<string>;
  readonly numbers: NumberNotation | undefined;
  /** What numbers are divided by. */
  readonly scale: number;
}

/** Gives the bin of a value. */
export function binReader(
  { cut }: Pick<Histogram, 'cut'>,
  { missing, numbers, scale }: ValueReading,
): (value: RawValue) => number {
  const declared = declaredBins({ cut });
  const [other, none] = [declared, declared + 1];
  if (cut.kind === 'levels') {
    const places = new Map(cut.levels.map((level, place) => [level, place]));
    return (value) => {
      const text = presentText(value, missing);
      return text === null ? none : (places.get(text) ?? other);
    };
  }
  const { edges } = cut;
  return (value) => {
    if (presentText(value, missing) === null) return none;
    const number = numberOf(value, numbers);
    return number === null ? other : placeAt(edges, number / scale);
  };
}

/** Number of ascending edges that are at most the value. */
export function placeAt(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
