import { z } from 'zod';
import { digestOfContent, type FileKind, readFileOf } from '../files/index.js';

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
  /** The groups that were learned from; files of earlier versions do not say. */
  groups: z.array(key).min(1).optional(),
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

const KIND: FileKind<ColumnsFile> = {
  schema,
  whole: 'the file',
  code: 'RULE_INVALID',
  remedy: 'Give a file of columns/ that tribune mitigate or tribune search wrote.',
};

/** What changes columns, with its digest. */
export function columnsWithDigest(file: Omit<ColumnsFile, 'digest'>): ColumnsFile {
  return { ...file, digest: digestOfContent(file) };
}

/**
 * Reads the file of changes of columns.
 *
 * @throws TribuneError RULE_INVALID for what is none, or was changed since its digest was made
 */
export function readColumnsFile(text: string, path: string): ColumnsFile {
  const { content, invalid } = readFileOf(KIND, text, path);
  const { digest, ...rest } = content;
  if (columnsWithDigest(rest).digest !== digest) throw invalid(` was changed: its digest is that of other changes`);
  for (const [name, change] of Object.entries(rest.columns))
    for (const { values, at, between } of 'groups' in change ? change.groups : [])
      if (
        at.length !== values.length ||
        between.length !== values.length + 1 ||
        values.some((one, i) => i > 0 && one <= values[i - 1]!)
      )
        throw invalid(`: the steps of "${name}" do not fit each other`);
  return content;
}
