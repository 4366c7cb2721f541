import { z } from 'zod';
import { outcome } from './outcomes/index.js';
import { dataValue, text } from './values/index.js';

const binding = z.union([
  text,
  z.strictObject({
    column: text,
    positive: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 1' }),
    negative: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 0' }),
  }),
]);

/** How some people with the other prediction came to have a label: by a chance of their own, or by one chance for all. */
const explored = z.union([
  z.strictObject({
    probability: text.meta({
      description: 'Column with the chance, 0 to 1, with which the label of a person was to be seen',
    }),
  }),
  z.strictObject({
    share: z
      .number()
      .gt(0)
      .lt(1)
      .meta({ description: 'The chance with which the label of each of them was to be seen' }),
    column: text
      .optional()
      .meta({ description: 'Column of 0 and 1: on whom the lot fell; without it, on all who have a label' }),
  }),
]);

/** A label that exists only for people with one prediction says so: what the others would have done is not in the data. */
const label = z.union([
  text,
  z.strictObject({
    column: text,
    positive: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 1' }),
    negative: z.array(dataValue).min(1).optional().meta({ description: 'Values that mean 0' }),
    seenFor: z.enum(['favourable', 'unfavourable']).optional().meta({
      description:
        'Only people with this prediction get a label (who got no loan cannot repay it): what needs the labels of the others is told by bounds',
    }),
    explored: explored
      .optional()
      .meta({ description: 'Some of the others got a label by lot: then their rates are estimated' }),
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

/** Groups that nobody recorded and that are known as a probability of each person. */
const membership = z.strictObject({
  probabilities: z.record(text, text).meta({
    description: 'For each group the column with the probability, 0 to 1, that a person belongs to it',
  }),
  reference: text.optional().meta({ description: 'The group that the others are compared with' }),
  assume: z.literal('independent').optional().meta({
    description:
      'Judge the weighted rates, which are right where among people with equal probabilities outcomes do not depend on the group; without it the bounds judge, which assume nothing of it',
  }),
});

/** The section `data`: what the columns of the data are. */
export const data = z.strictObject({
  where: text.optional().meta({ description: 'Row filter, for example: in_filtered = 1 and age >= 18' }),
  outcome: outcome.optional(),
  label: label.optional(),
  prediction: binding.optional(),
  score: text.optional(),
  cutoff: z.number().optional().meta({ description: 'prediction = 1 if and only if score >= cutoff' }),
  weight: text.optional(),
  weightKind: z.enum(['count', 'sampling']).optional(),
  favourable: z
    .union([z.literal(0), z.literal(1)])
    .optional()
    .meta({ description: 'The prediction that is good for the person; required where decisions are 0 or 1' }),
  attributes: z.record(z.string(), attribute),
  membership: z
    .record(text, membership)
    .optional()
    .meta({ description: 'Attributes that are known as probabilities only, such as those of surname and address' }),
  intersections: z.array(z.array(text).min(2)).optional(),
  strata: z.array(text).optional(),
  minGroupSize: z.int().min(1).optional(),
  missing: z.array(dataValue).optional().meta({ description: 'Texts that mean missing, besides NULL and empty' }),
  unknown: z.enum(['exclude', 'compare']).optional(),
  decimal: z
    .enum(['point', 'comma'])
    .optional()
    .meta({ description: 'The sign before the decimals of numbers in files: 0.5 or 0,5' }),
  percent: z
    .boolean()
    .optional()
    .meta({ description: 'true: a percent sign after a number in files means hundredths, 93.2% is 0.932' }),
  scoreScale: z.number().positive().optional(),
  scoreBins: z
    .strictObject({ lower: z.number(), upper: z.number(), count: z.int().min(2).max(100_000) })
    .optional()
    .meta({ description: 'Used above the limit of distinct scores' }),
  live: z.record(z.string(), text).optional().meta({ description: 'Binding overrides over recorded decisions' }),
});

export type RawData = z.infer<typeof data>;
export type RawBinding = z.infer<typeof binding>;
