import type { DecisionLogError } from './errors.js';
import type { Stored } from './types.js';

/** The promise that `log` returned for a record. */
export interface Waiter {
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: DecisionLogError) => void;
}

/** A record that is to be sent. */
export interface Item {
  readonly id: string;
  readonly line: Uint8Array;
  readonly waiter: Waiter;
}

/** Records that are sent together. */
export interface Batch {
  readonly idempotencyKey: string;
  readonly body: Uint8Array;
  readonly ids: readonly string[];
  /** Waiting promises; none for records of an earlier process. */
  readonly waiters: readonly Waiter[];
  /** Name of the batch in the spool. */
  readonly spoolName: string | null;
}

const NEWLINE = 0x0a;
const encoder = new TextEncoder();

/**
 * The line of a record. It throws for values that JSON cannot hold: cycles, `BigInt`, and NaN and the infinities, which would be written as
 * null.
 */
export function lineOf(record: unknown): Uint8Array {
  const text = JSON.stringify(record);
  if (text === undefined) throw new TypeError('the record is no object');
  // A text without null has no value that was turned into one, so most records need no further check.
  if (text.includes('null')) demandFinite(record);
  return encoder.encode(`${text}\n`);
}

function demandFinite(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no number in JSON`);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(demandFinite);
}

/** Lines of a body, each with its newline. JSON holds no bare newline, so every newline ends a record. */
export function linesOf(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(NEWLINE, start);
    const next = end < 0 ? body.length : end + 1;
    lines.push(body.subarray(start, next));
    start = next;
  }
  return lines;
}

export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const line of lines) {
    body.set(line, at);
    at += line.length;
  }
  return body;
}

/** Ids of records of which only the bytes are left: the id of the record, or of the decision that a label is about. */
export function idsOf(body: Uint8Array): string[] {
  const decoder = new TextDecoder();
  return linesOf(body).map((line) => {
    try {
      const { id, decision } = JSON.parse(decoder.decode(line)) as { id?: unknown; decision?: unknown };
      return String(id ?? decision ?? '');
    } catch {
      return '';
    }
  });
}
