import type { z } from 'zod';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { jsonFault, parseStrict } from '../../../core/base/strict-json.js';

/** A kind of JSON file that this room writes and reads again. */
export interface FileKind<Content> {
  readonly schema: z.ZodType<Content>;
  /** What stands in a message where the fault is of the whole file, such as `the rule`. */
  readonly whole: string;
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** A file that was read. */
interface ReadFile<Content> {
  readonly content: Content;
  /** As it stands in the file: what a schema leaves out would change a digest. */
  readonly value: unknown;
  /** The error for what the schema does not see, to be thrown by the caller. */
  readonly invalid: (what: string) => TribuneError;
}

/** SHA-256 of the canonical JSON of a value. */
export const digestOfContent = (value: unknown): string =>
  digestText(sha256(new TextEncoder().encode(canonicalJson(value))));

/**
 * Reads a file of a kind.
 *
 * @throws TribuneError of the kind for what is no JSON, or does not fit its schema
 */
export function readFileOf<Content>(kind: FileKind<Content>, text: string, path: string): ReadFile<Content> {
  const invalid = (what: string): TribuneError =>
    new TribuneError(kind.code, `${path}${what}`, { remedy: kind.remedy });
  let value: unknown;
  try {
    value = parseStrict(text);
  } catch (cause) {
    throw invalid(` ${jsonFault(cause)}`);
  }
  const read = kind.schema.safeParse(value);
  if (read.success) return { content: read.data, value, invalid };
  const [first] = read.error.issues;
  throw invalid(`: ${first?.path.join('.') || kind.whole}: ${first?.message}`);
}

/** What a text says it is, such as `rule/v1`; null for what is no file of this room. */
export function kindOfFile(text: string): string | null {
  try {
    const kind = (parseStrict(text) as { tribune?: unknown } | null)?.tribune;
    return typeof kind === 'string' ? kind : null;
  } catch {
    return null;
  }
}
