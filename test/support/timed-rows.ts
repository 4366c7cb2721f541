import { createGenerator } from '../../src/core/stats/index.js';

export type Row = Readonly<Record<string, string>>;

export interface TimedOptions {
  readonly start: number;
  readonly hours: number;
  readonly perHour: number;
  readonly seed: number;
  /** From this hour on a row is drawn with a chance in proportion to `weight`, which plants a shift; before, all alike. */
  readonly shift?: { readonly hour: number; readonly weight: (row: Row) => number };
}

/**
 * Rows of real data with made-up times: drawn with replacement, so many an hour, spread evenly within it. A shift is planted by the chance with which rows are
 * drawn; no row is changed.
 */
export function* timedRows(
  rows: readonly Row[],
  options: TimedOptions,
): Generator<{ readonly at: number; readonly row: Row }> {
  const { start, hours, perHour, seed, shift } = options;
  const generator = createGenerator(seed);
  const most = shift === undefined ? 1 : Math.max(...rows.map(shift.weight));
  for (let hour = 0; hour < hours; hour++)
    for (let i = 0; i < perHour; i++) {
      let row = rows[generator.nextInteger(rows.length)]!;
      // Rejection: a row stays with the chance weight / most.
      if (shift !== undefined && hour >= shift.hour)
        while (generator.nextUniform() * most >= shift.weight(row)) row = rows[generator.nextInteger(rows.length)]!;
      yield { at: start + (hour + i / perHour) * 3_600_000, row };
    }
}
