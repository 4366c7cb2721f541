import { z } from 'zod';
import { COMPOSITE_METRICS, INTEGER_METRICS, SCORE_METRICS } from '../../fairness/tally/index.js';
import { COMPOSITE_MEASURES, compositeOf, ERRORS_SHARED } from './composites.js';
import { EXPOSED, OUTCOME_METRICS, RANKED_PAIRS } from './outcomes/index.js';
import { RESULT_FIELD, RESULT_MEASURE_NAMES } from './result-field.js';
import type { RequirementCompare } from './types.js';
import { dataValue, text } from './values/index.js';

/** Every metric of decisions that are 0 or 1. */
export const METRIC_NAMES = [...INTEGER_METRICS, ...COMPOSITE_METRICS, ...SCORE_METRICS] as const;

/** Every metric that a requirement may name, whatever the decisions are. */
export const REQUIREMENT_METRICS = [...METRIC_NAMES, ...COMPOSITE_MEASURES, ...OUTCOME_METRICS, RESULT_FIELD] as const;

/** One entry of the section `requirements`. */
export const requirement = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  metric: z.enum(REQUIREMENT_METRICS),
  q: z.number().optional().meta({ description: 'With amount_quantile: the share of people below, such as 0.9' }),
  value: z.number().optional().meta({ description: 'With share_at_least: the amount, in the unit of the outcome' }),
  of: z.enum(ERRORS_SHARED).optional().meta({ description: 'With error_share: the errors that are shared out' }),
  level: dataValue.optional().meta({ description: 'With share_at_least: the level, where decisions are levels' }),
  stage: text.optional().meta({ description: 'With stage_rate: the stage' }),
  route: text.optional().meta({ description: 'With stage_rate and funnel_rate: people of this route only' }),
  class: dataValue.optional().meta({ description: 'With class_rate, class_recall and class_precision: the class' }),
  costs: z
    .record(z.string(), z.record(z.string(), z.number()))
    .optional()
    .meta({ description: 'With expected_cost: the cost of each wrong class, by the true class and the one decided' }),
  k: z.int().optional().meta({
    description: 'With share_in_top_k and representation_in_top_k: the number of first places, one of data.outcome.k',
  }),
  target: z
    .union([z.literal('pool'), z.record(z.string(), z.number())])
    .optional()
    .meta({
      description:
        'With representation_in_top_k: pool, the share of the candidates (the default), or the share that each group should have, such as { f: 0.5 }',
    }),
  pairs: z.enum(RANKED_PAIRS).optional().meta({
    description:
      'With pairwise_accuracy and turned_pairs: pairs within the group, or across, with one of another group',
  }),
  institution: text.optional().meta({
    description: 'With capped_share: the column of the school, centre or office whose best level given is the cap',
  }),
  per: z
    .enum(EXPOSED)
    .optional()
    .meta({ description: 'With exposure: per shown candidate (the default), or per candidate, shown or not' }),
  by: z.array(text),
  given: z.array(text).min(1).optional().meta({ description: 'Columns within whose values the groups are compared' }),
  compare: z.enum(['difference', 'ratio', 'value', 'change']).optional(),
  change: z
    .strictObject({
      against: z.literal('baseline'),
      maxDrop: z.number().optional(),
      maxRise: z.number().optional(),
      relative: z.boolean().optional(),
    })
    .optional(),
  reference: z
    .union([z.enum(['declared', 'highest', 'largest', 'all-pairs']), z.record(z.string(), dataValue)])
    .optional(),
  oneSided: z.boolean().optional(),
  from: z
    .strictObject({
      result: text.max(1000).meta({ description: 'A JSON file, relative to the policy' }),
      field: text.max(500).optional().meta({ description: 'Path of a number in it, such as checks[0].value' }),
      measure: z.enum(RESULT_MEASURE_NAMES).optional().meta({
        description: 'In place of field: a measure that is read with its intervals, so that evidence may be violation',
      }),
    })
    .optional()
    .meta({ description: "A number in another command's result, in place of metric, by and compare" }),
  min: z.number().optional(),
  max: z.number().optional(),
  evidence: z.enum(['point', 'violation', 'compliance']),
  smallGroups: z.enum(['inconclusive', 'report', 'pool']).optional(),
  severity: z.enum(['block', 'warn']),
  live: z.boolean().optional().meta({ description: 'false: the monitor does not watch this requirement' }),
  basis: z.strictObject({ kind: z.enum(['law', 'guidance', 'practice', 'ours']), source: text }),
  rationale: text.optional(),
  waiver: z.strictObject({ owner: text, reason: text, until: z.iso.date() }).optional(),
});

export type RawRequirement = z.infer<typeof requirement>;

/** What a requirement bounds: `change` and composite measures say so by themselves; null where neither they nor `compare` are written. */
export const compareOf = ({ metric, compare, change }: RawRequirement): RequirementCompare | null =>
  change === undefined ? (compositeOf(metric)?.compare ?? compare ?? null) : 'change';
