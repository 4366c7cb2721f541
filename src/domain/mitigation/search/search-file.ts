import { z } from 'zod';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { jsonFault, parseStrict } from '../../../core/base/strict-json.js';
import type { SearchResult } from './result.js';

const candidate = z.looseObject({ id: z.string(), digest: z.string().nullable() });

/** What of the file of a search is entered in a log. */
const schema = z.looseObject({
  policy: z.looseObject({ digest: z.string() }),
  data: z.looseObject({ digest: z.string() }),
  requirement: z.string(),
  answer: z.enum(['yes', 'no within the class tried', 'not decidable', 'not indicated']),
  reference: z.looseObject({ id: z.string() }),
  chosen: z.string().nullable(),
  candidates: z.array(candidate).min(1),
  record: z.string(),
});

/** A search as a log is told of it. */
export interface SearchProof {
  readonly record: string;
  /** SHA-256 of the bytes of the file. */
  readonly result: string;
  readonly policy: string;
  readonly data: string;
  readonly requirement: string;
  readonly answer: SearchResult['answer'];
  readonly candidates: number;
  readonly reference: string;
  readonly chosen: string | null;
}

/** Digest of everything that was tried. */
export const recordOf = (candidates: readonly unknown[]): string =>
  digestText(sha256(new TextEncoder().encode(canonicalJson(candidates))));

/**
 * Reads `search.json` for a log.
 *
 * @throws TribuneError DATA_VALUE_INVALID for what is no search, or whose candidates were changed since
 */
export function readSearchProof(text: string, path: string): SearchProof {
  let value: unknown;
  try {
    value = parseStrict(text);
  } catch (cause) {
    throw invalid(`${path} ${jsonFault(cause)}`);
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [first] = read.error.issues;
    throw invalid(`${path}: ${first?.path.join('.') || 'the search'}: ${first?.message}`);
  }
  const { policy, data, requirement, answer, reference, chosen, candidates, record } = read.data;
  // As they stand in the file: what a schema leaves out would change the digest.
  if (recordOf((value as { candidates: unknown[] }).candidates) !== record)
    throw invalid(`${path} was changed: its record is the digest of other candidates`);
  const digestOf = (id: string): string => {
    const digest = candidates.find((one) => one.id === id)?.digest;
    if (digest == null) throw invalid(`${path}: there is no digest of candidate ${id}`);
    return digest;
  };
  return {
    ...{ record, requirement, answer },
    result: digestText(sha256(new TextEncoder().encode(text))),
    policy: policy.digest,
    data: data.digest,
    candidates: candidates.length,
    reference: digestOf(reference.id),
    chosen: chosen === null ? null : digestOf(chosen),
  };
}

const invalid = (what: string): TribuneError =>
  new TribuneError('DATA_VALUE_INVALID', what, { remedy: 'Give the search.json that tribune search wrote.' });
