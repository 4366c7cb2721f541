import type { Dataset } from '../base/index.js';
import type { Bins } from '../binning/index.js';

/** A question about one input: whether its number is at most a cut, or above it, whether it is one category, or missing. */
export interface Condition {
  readonly column: number;
  readonly kind: 'at most' | 'above' | 'is' | 'missing';
  /** The last bin of at most, the bin of the category; unused where it is about missing values. */
  readonly bin: number;
}

/** Whether a bin of the column meets the condition. A missing value meets only the question for it. */
export function meets({ kind, bin }: Condition, code: number, missingCode: number): boolean {
  if (kind === 'missing') return code === missingCode;
  if (code === missingCode) return false;
  if (kind === 'is') return code === bin;
  return kind === 'at most' ? code <= bin : code > bin;
}

/** The bin of missing values of a column; -1 where no value is missing. */
export const missingCode = ({ columns }: Bins, column: number): number =>
  columns[column]!.hasMissing ? columns[column]!.values : -1;

/** All questions about a column. */
export function conditionsOf(bins: Bins, column: number): Condition[] {
  const { kind, values, rare } = bins.columns[column]!;
  const out: Condition[] = [];
  const last = kind === 'number' ? values - 1 : values;
  for (let bin = 0; bin < last; bin++) {
    if (kind === 'number') out.push({ column, kind: 'at most', bin }, { column, kind: 'above', bin });
    else if (bin !== rare) out.push({ column, kind: 'is', bin });
  }
  if (missingCode(bins, column) >= 0) out.push({ column, kind: 'missing', bin: -1 });
  return out;
}

/** The condition in words: `age <= 25`, `home is "own"`, `income is missing`. */
export function wordsOf({ columns }: Bins, data: Dataset, { column, kind, bin }: Condition): string {
  const { name, categories } = data.columns[column]!;
  if (kind === 'missing') return `${name} is missing`;
  if (kind !== 'is') return `${name} ${kind === 'at most' ? '<=' : '>'} ${columns[column]!.cuts[bin]!}`;
  return `${name} is ${JSON.stringify(categories![columns[column]!.binOfCode.indexOf(bin)])}`;
}
