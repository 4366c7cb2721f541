import { AmbiguousJson, parseStrict } from '../../base/strict-json.js';
import { ledgerError } from '../base/fail.js';

/**
 * Reads an object from JSON text. A repeated key is refused, because two readers could otherwise see different contents in the same bytes.
 * Throws `LEDGER_INVALID`.
 */
export function readRecord(text: string, what: string, remedy: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseStrict(text);
  } catch (cause) {
    throw ledgerError(`${what} ${cause instanceof AmbiguousJson ? cause.message : 'is not JSON'}`, remedy);
  }
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord) throw ledgerError(`${what} is not a JSON object`, remedy);
  return value as Record<string, unknown>;
}
