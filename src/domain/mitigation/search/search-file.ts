import { z } from 'zod';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import { digestOfContent, type FileKind, readFileOf } from '../../group-rules/files/index.js';
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

const KIND: FileKind<z.infer<typeof schema>> = {
  schema,
  whole: 'the search',
  code: 'DATA_VALUE_INVALID',
  remedy: 'Give the search.json that tribune search wrote.',
};

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
export const recordOf = (candidates: readonly unknown[]): string => digestOfContent(candidates);

/**
 * Reads `search.json` for a log.
 *
 * @throws TribuneError DATA_VALUE_INVALID for what is no search, or whose candidates were changed since
 */
export function readSearchProof(text: string, path: string): SearchProof {
  const { content, value, invalid } = readFileOf(KIND, text, path);
  const { policy, data, requirement, answer, reference, chosen, candidates, record } = content;
  // By the file and not by its schema, which leaves out what is not entered.
  if (recordOf((value as { candidates: unknown[] }).candidates) !== record)
    throw invalid(` was changed: its record is the digest of other candidates`);
  const digestOf = (id: string): string => {
    const digest = candidates.find((one) => one.id === id)?.digest;
    if (digest == null) throw invalid(`: there is no digest of candidate ${id}`);
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
