import { z } from 'zod';
import type { RecordedInputs } from '../../explanations/table/index.js';
import { invalid, parseJson } from './pin-json.js';

/** Largest file of canaries, in bytes. */
export const MOST_CANARY_BYTES: number = 4 * 1024 * 1024;
/** Fewest rows by which a model is known again: two models that differ anywhere near people agree on one row easily, seldom on eight. */
export const FEWEST_CANARIES = 8;
const MOST_CANARIES = 1000;

const form = z.strictObject({
  tribune: z.literal('remote-canaries/v1'),
  rows: z.array(z.record(z.string(), z.unknown())).max(MOST_CANARIES),
  scores: z.array(z.number()).max(MOST_CANARIES),
});

/** Rows with the scores that a model gave for them when it was pinned. */
export interface Canaries {
  readonly rows: readonly RecordedInputs[];
  readonly scores: readonly number[];
}

/** Reads canaries. Throws MODEL_INVALID, also where they are too few or a constant answer would do, by which no model is known again. */
export function readCanaries(bytes: Uint8Array, where: string, tolerance: number): Canaries {
  const read = parseJson(form, bytes, { where, what: 'canaries', mostBytes: MOST_CANARY_BYTES });
  return demandTelling({ rows: read.rows, scores: read.scores }, where, tolerance);
}

/** Demands that canaries tell models apart, where scores that differ by a tolerance are the same. Throws MODEL_INVALID. */
export function demandTelling(canaries: Canaries, where: string, tolerance: number): Canaries {
  const { rows, scores } = canaries;
  if (rows.length !== scores.length) throw invalid(where, `canaries: ${rows.length} rows and ${scores.length} scores`);
  if (rows.length < FEWEST_CANARIES)
    throw invalid(where, `canaries: ${rows.length} rows, and at least ${FEWEST_CANARIES} are needed`);
  if (new Set(scores).size === 1)
    throw invalid(where, `canaries: every row has the score ${scores[0]}, as any constant answer would`);
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  if (most - least <= 2 * tolerance) {
    throw invalid(
      where,
      `canaries: the scores lie from ${least} to ${most}, and within ${tolerance} of each lies ${least / 2 + most / 2}, a constant answer`,
    );
  }
  return canaries;
}

/** Prints canaries, byte for byte the same for the same rows. */
export const printCanaries = ({ rows, scores }: Canaries): string =>
  `${JSON.stringify({ tribune: 'remote-canaries/v1', rows, scores }, null, 1)}\n`;

/** How answers differ from those of the canaries. */
export interface CanaryComparison {
  readonly rows: number;
  /** Rows whose answer is another one. */
  readonly other: number;
  /** Greatest difference of a score. */
  readonly greatest: number;
  /** Number of the first row that is answered otherwise, from 0; null for none. */
  readonly first: number | null;
}

/** Holds answers against the scores of canaries; those that differ by at most `tolerance` are the same, 0 means to the bit. */
export function compareCanaries(
  { scores }: Canaries,
  answered: ArrayLike<number>,
  tolerance: number,
): CanaryComparison {
  let [other, greatest] = [0, 0];
  let first: number | null = null;
  scores.forEach((score, row) => {
    const apart = Math.abs(answered[row]! - score);
    // What is no number is never within a tolerance.
    if (Object.is(answered[row], score) || apart <= tolerance) return;
    other += 1;
    first ??= row;
    greatest = Math.max(greatest, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
  });
  return { rows: scores.length, other, greatest, first };
}
