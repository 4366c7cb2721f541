/** A linear form over the variables of a program; coefficients are whole numbers. */
export type LinearForm = readonly bigint[];

/**
 * Maximizes `objective` over x >= 0 with `form . x <= bound` for every row, in exact arithmetic: whether printed digits can hold together is
 * often decided at the very edge of their rounding, where a floating-point program may answer either way. Every bound is at least 0, so x = 0
 * is allowed and no first phase is needed.
 *
 * The table holds whole numbers over one common denominator, the last pivot (Edmonds 1967; Bareiss 1968), so the entries stay minors of the
 * table and each division is exact. The column that improves most is chosen; after many pivots in a row that change nothing, Bland's rule
 * (1977), under which degenerate programs end too.
 *
 * @returns the maximum as a fraction, or null when there is none
 */
export function maximize(
  objective: LinearForm,
  rows: readonly { readonly form: LinearForm; readonly bound: bigint }[],
): Fraction | null {
  const columns = objective.length;
  const table = rows.map(({ form, bound }) => [...form, bound]);
  const costs = [...objective.map((c) => -c), 0n];
  const basis = rows.map((_, i) => columns + i);
  const outside = objective.map((_, j) => j);
  let denominator = 1n;
  let stalled = 0;
  for (;;) {
    const column = stalled < MOST_STALLED ? steepest(costs, columns) : entering(costs, outside);
    if (column === -1) return { numerator: costs[columns]!, denominator };
    const row = leaving(table, basis, column, columns);
    if (row === -1) return null;
    const pivot = table[row]![column]!;
    stalled = table[row]![columns] === 0n ? stalled + 1 : 0;
    for (const line of [...table, costs]) {
      if (line !== table[row]) exchange(line, table[row]!, column, pivot, denominator);
    }
    table[row]![column] = denominator;
    [basis[row], outside[column]] = [outside[column]!, basis[row]!];
    denominator = pivot;
  }
}

/** A fraction with a positive denominator, not in lowest terms. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Pivots in a row without progress before Bland's rule takes over: it always ends, but in more steps. */
const MOST_STALLED = 100;

/** The column that improves most for each unit. */
function steepest(costs: readonly bigint[], columns: number): number {
  let best = -1;
  for (let j = 0; j < columns; j++) {
    if (costs[j]! < 0n && (best === -1 || costs[j]! < costs[best]!)) best = j;
  }
  return best;
}

/** Bland's rule: of the columns that improve, the one of the variable with the lowest number. */
function entering(costs: readonly bigint[], outside: readonly number[]): number {
  let best = -1;
  outside.forEach((variable, j) => {
    if (costs[j]! < 0n && (best === -1 || variable < outside[best]!)) best = j;
  });
  return best;
}

/** The row that bounds the entering variable first; of several, the one of the variable with the lowest number. */
function leaving(table: readonly bigint[][], basis: readonly number[], column: number, last: number): number {
  let best = -1;
  table.forEach((line, i) => {
    if (line[column]! <= 0n) return;
    if (best === -1) {
      best = i;
      return;
    }
    const here = line[last]! * table[best]![column]!;
    const there = table[best]![last]! * line[column]!;
    if (here < there || (here === there && basis[i]! < basis[best]!)) best = i;
  });
  return best;
}

function exchange(
  line: bigint[],
  pivotRow: readonly bigint[],
  column: number,
  pivot: bigint,
  denominator: bigint,
): void {
  const factor = line[column]!;
  for (let j = 0; j < line.length; j++) {
    if (j === column) continue;
    const entry = line[j]! * pivot;
    line[j] = (factor === 0n ? entry : entry - factor * pivotRow[j]!) / denominator;
  }
  line[column] = -factor;
}
