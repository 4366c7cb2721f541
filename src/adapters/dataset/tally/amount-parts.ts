import { isTooLarge, MAX_PARTS, partsOf } from '../../../core/fairness/outcomes/amount/index.js';
import { amountOf, type OutcomePlan } from '../../../core/policy/bind/index.js';
import { numberOf } from '../../../core/policy/where/index.js';
import { allValid, type Chunk, type Texts } from '../duckdb/chunk.js';
import { type AmountForm, AT_FAULT, MISSING } from '../statement/amount-rows.js';

/** The amounts of a column of a chunk in smallest parts, or `MISSING`, or `AT_FAULT`; valid until the next chunk. */
export type PartsColumn = (chunk: Chunk, column: number) => Float64Array;

/** Reads a column of amounts that the engine hands over in smallest parts, or as they stand. */
export function partsColumn(plan: OutcomePlan, form: AmountForm): PartsColumn {
  if (form === 'parts') return (chunk, column) => chunk.allDoubles(column);
  const { decimals } = amountOf(plan)!;
  return form === 'double' ? partsOfDoubles(decimals) : partsOfTexts(plan, decimals);
}

function partsOfDoubles(decimals: number): PartsColumn {
  const power = 10 ** decimals;
  const largest = MAX_PARTS / power;
  let parts = new Float64Array(0);
  return (chunk, column) => {
    if (parts.length < chunk.rows) parts = new Float64Array(chunk.rows);
    const { valid, values } = chunk.doubles(column);
    for (let row = 0; row < values.length; row++) {
      // `partsOf`, without its null: a call for each number took longer than the number.
      const value = values[row]!;
      const made = Math.floor(value * power + 0.5);
      if (value >= 0 && value <= largest && made / power === value) parts[row] = made;
      else parts[row] = Number.isNaN(value) ? MISSING : AT_FAULT;
    }
    if (valid !== allValid) for (let row = 0; row < values.length; row++) if (!valid(row)) parts[row] = MISSING;
    return parts;
  };
}

function partsOfTexts(plan: OutcomePlan, decimals: number): PartsColumn {
  const missing = new Set(['', ...plan.missing]);
  const read = (text: string): number => {
    if (missing.has(text)) return MISSING;
    const number = numberOf(text);
    if (number === null || number < 0 || isTooLarge(number, decimals)) return AT_FAULT;
    return partsOf(number, decimals) ?? AT_FAULT;
  };
  let parts = new Float64Array(0);
  return (chunk, column) => {
    if (parts.length < chunk.rows) parts = new Float64Array(chunk.rows);
    readParts(chunk.texts(column), parts, { rows: chunk.rows, decimals, read });
    return parts;
  };
}

interface Reading {
  readonly rows: number;
  readonly decimals: number;
  /** Reads a text that is not digits alone. */
  readonly read: (text: string) => number;
}

function readParts(texts: Texts, parts: Float64Array, { rows, decimals, read }: Reading): void {
  for (let row = 0; row < rows; row++) {
    if (!texts.valid(row)) {
      parts[row] = MISSING;
      continue;
    }
    const plain = texts.parts(row, decimals);
    parts[row] = plain >= 0 && plain <= MAX_PARTS ? plain : read(texts.at(row)!);
  }
}
