import { z } from 'zod';
import { TribuneError } from '../../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../../core/base/strict-json.js';
import type { AuditResult } from '../../../../domain/audits/result/index.js';
import { readTextFile } from '../../frame/io.js';

const text = z.string();
const number = z.number();
const key = z.record(text, text.nullable());
const interval = { estimate: number.nullable(), lower: number.nullable(), upper: number.nullable() };
const metrics = z.record(text, z.looseObject({ ...interval, n: number.optional() }));
const counts = z.looseObject({ tp: number, fp: number, fn: number, tn: number, unlabelled: number });
const verdict = z.enum(['pass', 'fail', 'inconclusive', 'not_applicable']);

/** What documents read of a result. The rest of it may be anything: the published schema describes the whole. */
const READ = z.looseObject({
  schemaVersion: z.literal('1'),
  policy: z.looseObject({
    ...{ name: text, version: text, digest: text, multiplicity: text, favourable: z.literal([0, 1]) },
    ...{ attributes: z.array(text), purpose: text.nullish(), level: number, minGroupSize: number },
  }),
  data: z.looseObject({
    sources: z.array(z.looseObject({ path: text, rows: number, sha256: text.nullish() })),
    excluded: z.array(z.looseObject({ reason: text, rows: number })),
    ...{ unlabelled: number, weightKind: text },
  }),
  overall: z.looseObject({ n: number, metrics }),
  groups: z.array(z.looseObject({ attributes: key, n: number, counts: counts.optional(), metrics })),
  comparisons: z.array(z.looseObject({ metric: text, by: z.array(text), reference: key.nullish() })),
  requirements: z.array(
    z.looseObject({
      ...{ id: text, severity: text, metric: text, message: text, unit: text.optional() },
      ...{ ...interval, verdict, by: z.array(text), insufficientGroups: z.array(key) },
      ...{ group: key.nullable(), reference: key.nullable() },
    }),
  ),
  ...{ verdict, warnings: number, evaluatedOn: text.optional() },
});

/**
 * Reads the audit.json that somebody names.
 *
 * @throws TribuneError DATA_NOT_FOUND, RESULT_INVALID with the first place at which it is no result of an audit
 */
export async function readAuditFile(path: string): Promise<AuditResult> {
  const refuse = (why: string, cause?: unknown): TribuneError =>
    new TribuneError('RESULT_INVALID', `${path} ${why}`, {
      remedy: 'Give the audit.json that tribune audit --out wrote.',
      cause,
    });
  const content = await readTextFile(path, 'audit', 'DATA_NOT_FOUND');
  let value: unknown;
  try {
    value = parseStrict(content);
  } catch (cause) {
    throw refuse(jsonFault(cause), cause);
  }
  const issue = READ.safeParse(value).error?.issues[0];
  if (issue === undefined) return value as AuditResult;
  const place = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  throw refuse(`is no result of an audit (${place}${issue.message})`);
}
