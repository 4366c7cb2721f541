/** Inputs of a person by name, as they were recorded. */
export type Inputs = Readonly<Record<string, unknown>>;

/** A row and how unlike it is: 0 for the same inputs, 1 where no input could be further away. */
export interface Near {
  readonly index: number;
  readonly distance: number;
}

/** A declared input of the one that is looked for, and of every row: coded as whole numbers, or as they are where all are numbers. */
interface Column {
  readonly own: number;
  readonly values: Float64Array;
  /** Greatest difference of two numbers; null for codes, of which two are the same or not. */
  readonly range: number | null;
}

/**
 * The rows nearest to a person by their inputs: the mean over inputs of |difference| over the range of all rows, and of 0 or 1 for texts and other
 * values (Gower 1971, "A general coefficient of similarity"). What is missing on one side alone counts 1. Equally near ones keep their order.
 *
 * @param count most rows that are given
 * @example nearestOf({ age: 30 }, [{ age: 50 }, { age: 31 }], 1) // [{ index: 1, distance: 0.05 }]
 */
export function nearestOf(own: Inputs, rows: readonly Inputs[], count: number): Near[] {
  const columns = Object.keys(own).map((name) => columnOf(own[name], rows, name));
  if (columns.length === 0) return [];
  return rows
    .map((_, index): Near => {
      const sum = columns.reduce((all, { own: mine, values, range }) => all + gap(mine, values[index]!, range), 0);
      return { index, distance: sum / columns.length };
    })
    .toSorted((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, count);
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || value === '';
const numberOf = (value: unknown): number | null =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)) ? Number(value) : null;

function columnOf(mine: unknown, rows: readonly Inputs[], name: string): Column {
  const all = [mine, ...rows.map((row) => row[name])];
  const known = all.filter((value) => !isMissing(value));
  const numbers = known.map(numberOf);
  if (numbers.every((one) => one !== null)) {
    const coded = all.map((value) => (isMissing(value) ? Number.NaN : numberOf(value)!));
    const [least, most] = numbers.reduce(
      ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    return { own: coded[0]!, values: Float64Array.from(coded.slice(1)), range: most > least ? most - least : 1 };
  }
  const codes = new Map<string, number>();
  const codeOf = (value: unknown): number => {
    if (isMissing(value)) return Number.NaN;
    const text = typeof value === 'string' ? value : `${typeof value} ${String(value)}`;
    const code = codes.get(text) ?? codes.size;
    codes.set(text, code);
    return code;
  };
  const coded = all.map(codeOf);
  return { own: coded[0]!, values: Float64Array.from(coded.slice(1)), range: null };
}

function gap(a: number, b: number, range: number | null): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : 1;
  return range === null ? Number(a !== b) : Math.abs(a - b) / range;
}
