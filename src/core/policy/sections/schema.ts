import { z } from 'zod';
import { COMPOSITE_METRICS, INTEGER_METRICS, SCORE_METRICS } from '../../fairness/tally/index.js';

/** Every metric a requirement may name. */
export const METRIC_NAMES = [...INTEGER_METRICS, ...COMPOSITE_METRICS, ...SCORE_METRICS] as const;

const text = z.string().min(1);
/** A value as it stands in the data: `01` in the file is the text `01`. */
const dataValue = z
  .union([z.string(), z.number(), z.boolean()])
  .meta({ description: 'A value as it stands in the data' });
const kebab = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

const binding = z.union([
  text,
  z.strictObject({
    column: text,
    positive: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 1' }),
    negative: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 0' }),
  }),
]);

const attribute = z
  .strictObject({
    column: text.optional().meta({ description: 'The column; the name itself unless given' }),
    reference: dataValue.optional().meta({ description: 'The group that the others are compared with' }),
    bins: z
      .array(z.number())
      .min(1)
      .optional()
      .meta({ description: 'Ascending inner edges: [25, 45] gives < 25, 25 to < 45, >= 45' }),
  })
  .nullable();

const data = z.strictObject({
  where: text.optional().meta({ description: 'Row filter, for example: in_filtered = 1 and age >= 18' }),
  label: binding.optional(),
  prediction: binding.optional(),
  score: text.optional(),
  cutoff: z.number().optional().meta({ description: 'prediction = 1 if and only if score >= cutoff' }),
  weight: text.optional(),
  weightKind: z.enum(['count', 'sampling']).optional(),
  favourable: z.union([z.literal(0), z.literal(1)]).meta({ description: 'The prediction that is good for the person' }),
  attributes: z.record(z.string(), attribute),
  intersections: z.array(z.array(text).min(2)).optional(),
  strata: z.array(text).optional(),
  minGroupSize: z.int().min(1).optional(),
  missing: z.array(dataValue).optional().meta({ description: 'Texts that mean missing, besides NULL and empty' }),
  unknown: z.enum(['exclude', 'compare']).optional(),
  scoreScale: z.number().positive().optional(),
  scoreBins: z
    .strictObject({ lower: z.number(), upper: z.number(), count: z.int().min(2).max(100_000) })
    .optional()
    .meta({ description: 'Used above the limit of distinct scores' }),
  live: z.record(z.string(), text).optional().meta({ description: 'Binding overrides over recorded decisions' }),
});

const statistics = z.strictObject({
  level: z.number().min(0.5).max(0.9999).optional(),
  multiplicity: z.enum(['holm', 'benjamini_hochberg', 'none']).optional(),
  seed: z.int().min(0).max(4_294_967_295).optional(),
  replicates: z.int().min(100).max(1_000_000).optional(),
});

const requirement = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  metric: z.enum(METRIC_NAMES),
  by: z.array(text).min(1),
  compare: z.enum(['difference', 'ratio']),
  reference: z
    .union([z.enum(['declared', 'highest', 'largest', 'all-pairs']), z.record(z.string(), dataValue)])
    .optional(),
  oneSided: z.boolean().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  evidence: z.enum(['point', 'violation', 'compliance']),
  smallGroups: z.enum(['inconclusive', 'report', 'pool']).optional(),
  severity: z.enum(['block', 'warn']),
  basis: z.strictObject({ kind: z.enum(['law', 'guidance', 'practice', 'ours']), source: text }),
  rationale: text.optional(),
  waiver: z.strictObject({ owner: text, reason: text, until: z.iso.date() }).optional(),
});

export const policySchema = z.strictObject({
  tribune: z.literal('policy/v1'),
  name: kebab,
  version: text,
  owner: text.optional(),
  purpose: text.optional(),
  data,
  statistics: statistics.optional(),
  requirements: z.array(requirement).min(1).max(1000),
});

/** A policy as written: defaults not yet filled in. */
export type RawPolicy = z.infer<typeof policySchema>;
export type RawData = RawPolicy['data'];
export type RawRequirement = RawPolicy['requirements'][number];
export type RawBinding = z.infer<typeof binding>;

/** The JSON Schema (2020-12) of a policy file, for editors. What spans several keys is checked by `checkPolicy` only. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchema, { io: 'input' });
  return { ...schema, title: 'Tribune policy, version 1' };
}
