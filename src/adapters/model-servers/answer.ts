import { agree, counted } from '../../core/base/counted.js';
import { wrongAnswer } from './fail.js';

/** Scores of a batch, `[row * outputs + output]`. */
export interface Scores {
  readonly outputs: number;
  readonly data: Float64Array;
  /** Whether the server itself declares that these are integers or booleans. */
  readonly declaredLabels?: boolean;
}

/** The kind of an entry of an answer, for messages. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `the text "${value.slice(0, 40)}"` : typeof value;
}

const LABELS_REMEDY =
  'Serve probabilities or scores (predict_proba, decision_function): an explanation and a fair cutoff need them.';

/** The score of an entry, which must be a finite number, not text or a boolean. */
function scoreOf(value: unknown, server: string, row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' || typeof value === 'boolean') {
    throw wrongAnswer(
      server,
      `row ${row} is answered with the label ${JSON.stringify(value)}, not a score`,
      LABELS_REMEDY,
    );
  }
  throw wrongAnswer(server, `row ${row} is answered with ${kindOf(value)}, not a finite number`);
}

/** Numbers of one row, given as a number, a list of numbers, a list of one list, or an object of named numbers. */
function rowScores(entry: unknown, server: string, row: number): number[] {
  if (Array.isArray(entry)) {
    if (entry.length === 1 && Array.isArray(entry[0])) return rowScores(entry[0], server, row);
    return entry.map((value) => scoreOf(value, server, row));
  }
  if (typeof entry === 'object' && entry !== null) {
    const values = Object.values(entry).flatMap((value) => (Array.isArray(value) ? value : [value]));
    const numbers = values.filter((value) => typeof value === 'number');
    // A record often holds the label beside the scores.
    return (numbers.length > 0 ? numbers : values).map((value) => scoreOf(value, server, row));
  }
  return [scoreOf(entry, server, row)];
}

/**
 * Scores from one entry per row: `[0.1, 0.2]`, `[[0.9, 0.1], ...]` or `[{ "p": 0.1 }, ...]`.
 *
 * @throws TribuneError MODEL_ANSWER_INVALID on another number of rows, rows of different width, labels, numbers that are not finite
 */
export function scoresOfRows(entries: unknown, rows: number, server: string): Scores {
  if (!Array.isArray(entries)) throw wrongAnswer(server, `the predictions are ${kindOf(entries)}, not a list`);
  if (entries.length !== rows)
    throw wrongAnswer(
      server,
      `${counted(rows, 'row')} ${agree(rows, 'was', 'were')} asked, ${entries.length} ${agree(entries.length, 'was', 'were')} answered`,
    );
  const perRow = entries.map((entry, row) => rowScores(entry, server, row));
  const outputs = perRow[0]?.length ?? 0;
  const odd = perRow.findIndex((scores) => scores.length !== outputs);
  if (outputs === 0 || odd >= 0) {
    throw wrongAnswer(
      server,
      `row ${Math.max(0, odd)} has ${perRow[Math.max(0, odd)]?.length ?? 0} scores, row 0 has ${outputs}`,
    );
  }
  return { outputs, data: Float64Array.from(perRow.flat()) };
}

/** A field of a JSON object; `undefined` where it is absent. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
