import type { IdempotentAnswer, SeenNumber } from '../../log/ports/index.js';
import type { IngestAnswer, IngestOptions } from '../api/service-api.js';
import type { KeyedRequest } from './idempotent-answers.js';

/** The options of a request and what identifies it. */
export interface Request {
  readonly options: IngestOptions;
  readonly keyed: KeyedRequest | null;
}

const NO_DIGEST = new Uint8Array();

/** The number of a request under the name of its numbering; null without one. */
export function seenNumber({ source, producer, sequence }: IngestOptions, receivedAtMs: number): SeenNumber | null {
  if (sequence === undefined) return null;
  return { source: producer === undefined ? source : `${source} ${producer}`, sequence, receivedAtMs };
}

/** What the commit stores of a request beside its records: the answer under its idempotency key, and its number. */
export function commitExtras(
  { options, keyed }: Request,
  answer: IngestAnswer,
  receivedAtMs: number,
): IdempotentAnswer | null {
  const seen = seenNumber(options, receivedAtMs);
  if (keyed !== null) {
    return { ...keyed, answer: JSON.stringify(answer), receivedAtMs, ...(seen === null ? {} : { seen }) };
  }
  if (seen === null) return null;
  const { source: scope, sequence } = seen;
  return { scope: `${scope} number`, key: String(sequence), bodyDigest: NO_DIGEST, answer: '', receivedAtMs, seen };
}
