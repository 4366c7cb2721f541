import type { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';

interface JsonFile {
  readonly where: string;
  /** What the file is, for messages. */
  readonly what: string;
  readonly mostBytes: number;
}

/** Parses a small JSON file by its form. Throws MODEL_INVALID with the first place that does not fit. */
export function parseJson<T>(form: z.ZodType<T>, bytes: Uint8Array, { where, what, mostBytes }: JsonFile): T {
  if (bytes.length > mostBytes) throw invalid(where, `${what} has ${bytes.length} bytes, more than ${mostBytes}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(where, `${what} is no JSON`, cause);
  }
  const read = form.safeParse(value);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const path = first!.path.map(String).join('.');
  throw invalid(where, `${what}: ${path === '' ? '' : `${path}: `}${first!.message}`);
}

export const invalid = (where: string, what: string, cause?: unknown): TribuneError =>
  new TribuneError('MODEL_INVALID', `${where}: ${what}`, {
    remedy: 'Make the file with `tribune model pin`; docs/guides/remote-models.md shows its form.',
    cause,
  });
