import { z } from 'zod';
import { MAX_NAME_LENGTH } from '../records/index.js';
import { defineSetting, someText, textUpTo } from '../settings/index.js';
import type { Mapping, OutcomeRule } from './mapping.js';
import { parseSource, SOURCE_KINDS, type Source } from './source.js';

const MAX_MAPPINGS = 1000;

const name = someText(MAX_NAME_LENGTH);
const source = z.string().transform((text, context): Source => {
  const read = parseSource(text);
  if (read !== null) return read;
  context.addIssue(`no source: write KIND:NAME or KIND:NAME[PLACE], KIND one of ${SOURCE_KINDS.join(', ')}`);
  return z.NEVER;
});
const scalar = z.union([textUpTo(MAX_NAME_LENGTH), z.number(), z.boolean()]);
const bound = z.union([z.number(), z.literal('cutoff')]);

const outcome = z.union(
  [
    source.transform((from): OutcomeRule => ({ from })),
    z.strictObject({ from: source, ones: z.array(scalar).min(1), zeros: z.array(scalar).min(1) }),
    z.strictObject({ value: source }),
    z.strictObject({ atLeast: bound }).transform(({ atLeast }): OutcomeRule => ({ when: 'atLeast', bound: atLeast })),
    z.strictObject({ below: bound }).transform(({ below }): OutcomeRule => ({ when: 'below', bound: below })),
  ],
  'expected a source, { from, ones, zeros }, { value: SOURCE }, { atLeast: NUMBER or cutoff } or { below: NUMBER or cutoff }',
);

const mapping = z
  .strictObject({
    deployment: name,
    kserve: z.strictObject({ service: name, namespace: name.optional(), endpoint: name.optional() }).optional(),
    otlp: z.record(name, textUpTo(MAX_NAME_LENGTH)).optional(),
    id: source.optional(),
    subject: source,
    score: source.optional(),
    cutoff: z.union([z.number(), source]).optional(),
    outcome,
    stage: name.optional(),
    case: source.optional(),
    list: source.optional(),
    listSize: z.union([z.number(), source]).optional(),
    attributes: z.record(name, source).optional(),
    inputs: z.union([z.literal('all'), z.literal('none'), z.record(name, source)]).default('all'),
    version: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
      .optional(),
    route: z.enum(['automatic', 'reviewed', 'fallback']).default('automatic'),
    jurisdiction: name.optional(),
  })
  .superRefine((m, context) => {
    if ((m.kserve === undefined) === (m.otlp === undefined)) {
      context.addIssue('needs exactly one of `kserve:` and `otlp:`, which say what it is for');
    }
    if (m.otlp !== undefined && Object.keys(m.otlp).length === 0)
      context.addIssue('`otlp:` names no attribute to match');
    if (m.kserve !== undefined && m.id !== undefined) context.addIssue('ids of inferences come from ce-id: drop `id`');
    if (m.case !== undefined && m.stage === undefined) context.addIssue('`case:` is of a stage: add `stage:`');
    if ((m.list === undefined) !== (m.listSize === undefined))
      context.addIssue('`list:` and `listSize:` are of rankings: give both');
    if ('when' in m.outcome && m.score === undefined) context.addIssue('`outcome` compares the score: add `score:`');
  });

const mappingList = z.array(mapping).max(MAX_MAPPINGS);

/** How events of inference servers and logs become decisions. A new list replaces the former one as a whole. */
export const mappings = defineSetting(
  'mappings',
  mappingList.transform((list) => list as readonly Mapping[]),
  [],
  { guide: 'docs/guides/ingest.md' },
);
