import { z } from 'zod';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { jsonFault, parseStrict } from '../../../core/base/strict-json.js';

const key = z.record(z.string(), z.string());
const numbers = z.array(z.number());

const repair = z.strictObject({
  level: z.number().min(0).max(1),
  groups: z.array(z.strictObject({ key, values: numbers, at: numbers, between: numbers })),
});
const decorrelation = z.strictObject({
  terms: z.array(z.strictObject({ key, coefficient: z.number(), mean: z.number() })),
});

/** How columns change before a model sees them, as its file holds it. */
const schema = z.strictObject({
  tribune: z.literal('columns/v1'),
  technique: z.enum(['repair', 'decorrelation']),
  /** Names of the attributes that make the groups. */
  attributes: z.array(z.string()).min(1),
  columns: z.record(z.string(), z.union([repair, decorrelation])),
  /** How a table is read. */
  read: z.strictObject({
    attributes: z.array(z.strictObject({ name: z.string(), column: z.string(), bins: numbers.nullable() })),
    missing: z.array(z.string()),
  }),
  /** SHA-256 of the canonical JSON of all the rest. */
  digest: z.string(),
});

export type ColumnsFile = z.infer<typeof schema>;

/** What changes columns, with its digest. */
export function columnsWithDigest(file: Omit<ColumnsFile, 'digest'>): ColumnsFile {
  return { ...file, digest: digestText(sha256(new TextEncoder().encode(canonicalJson(file)))) };
}

/** Whether a text is the file of changes of columns, and not that of a rule. */
export function isColumnsFile(text: string): boolean {
  try {
    return (parseStrict(text) as { tribune?: unknown } | null)?.tribune === 'columns/v1';
  } catch {
    return false;
  }
}

/**
 * Reads the file of changes of columns.
 *
 * @throws TribuneError RULE_INVALID for what is none, or was changed since its digest was made
 */
export function readColumnsFile(text: string, path: string): ColumnsFile {
  let value: unknown;
  try {
    value = parseStrict(text);
  } catch (cause) {
    throw invalid(`${path} ${jsonFault(cause)}`);
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [first] = read.error.issues;
    throw invalid(`${path}: ${first?.path.join('.') || 'the file'}: ${first?.message}`);
  }
  const { digest, ...rest } = read.data;
  if (columnsWithDigest(rest).digest !== digest)
    throw invalid(`${path} was changed: its digest is that of other changes`);
  for (const [name, change] of Object.entries(rest.columns))
    for (const { values, at, between } of 'groups' in change ? change.groups : [])
      if (
        at.length !== values.length ||
        between.length !== values.length + 1 ||
        values.some((one, i) => i > 0 && one <= values[i - 1]!)
      )
        throw invalid(`${path}: the steps of "${name}" do not fit each other`);
  return read.data;
}

const invalid = (what: string): TribuneError =>
  new TribuneError('RULE_INVALID', what, {
    remedy: 'Give a file of columns/ that tribune mitigate or tribune search wrote.',
  });
