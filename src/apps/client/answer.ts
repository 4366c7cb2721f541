import { DecisionLogError, type DecisionLogErrorDetails } from './errors.js';
import type { Outcome } from './types.js';
import type { IngestAnswer } from './wire/index.js';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * The answer to a batch of `nRecords`, or null when it is not complete: broken JSON, a missing field, or numbers that do not add up. Such
 * an answer says nothing about the records, and sending the batch again is safe.
 */
export function readAnswer(text: string, nRecords: number): IngestAnswer | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { accepted, duplicates, conflicts, rejected } = value as Partial<IngestAnswer>;
  if (!isCount(accepted) || !isCount(duplicates) || !Array.isArray(conflicts) || !Array.isArray(rejected)) return null;
  const lines = [...conflicts, ...rejected].map((item: { line?: unknown } | null) => item?.line);
  const known = lines.every((line) => isCount(line) && line >= 1 && line <= nRecords);
  const whole = accepted + duplicates + lines.length === nRecords && new Set(lines).size === lines.length;
  if (!known || !whole) return null;
  // What is warned of changes nothing of what is stored: what cannot be read of it is left out.
  const { warnings, ...told } = value as IngestAnswer;
  return Array.isArray(warnings) ? { ...told, warnings } : told;
}

/** The outcomes of the records of a batch, in their order, from the answer. */
export function outcomesOf(answer: IngestAnswer, ids: readonly string[]): Outcome[] {
  const conflicts = new Set(answer.conflicts.map(({ line }) => line));
  const rejected = new Map(answer.rejected.map((item) => [item.line, item]));
  const status = answer.duplicates === 0 ? 'accepted' : answer.accepted === 0 ? 'duplicate' : 'stored';
  return ids.map((id, index): Outcome => {
    const refusal = rejected.get(index + 1);
    if (refusal !== undefined) {
      const { code, message } = refusal;
      return failed(id, 'REJECTED', `the service refused the record: ${message}`, { serverCode: code });
    }
    if (!conflicts.has(index + 1)) return { id, stored: { id, status } };
    return failed(id, 'CONFLICT', 'the service has another record under this id; both are kept as an integrity event');
  });
}

/** The outcome of a record that is not stored. */
export function failed(
  id: string,
  code: DecisionLogError['code'],
  message: string,
  details: DecisionLogErrorDetails = {},
): Outcome {
  return { id, error: new DecisionLogError(code, message, { ...details, id }) };
}
