import { z } from 'zod';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';

const text = z.string().min(1);
const columns = z.array(text).min(1).max(20);
const values = z
  .array(z.union([z.string(), z.number(), z.boolean()]))
  .min(1)
  .max(100);

/** What every known failure may say: the least effect that counts, in the unit of its measure. */
const frame = {
  least: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'The failure counts as shown where the effect is surely larger than this; 0' }),
};
const given = columns.optional().meta({ description: 'Columns within whose values people are alike' });

const members = {
  off: z
    .array(text)
    .min(1)
    .max(13)
    .optional()
    .meta({ description: 'Failures that are not looked for, because the system cannot have them' }),
  markedPapers: z
    .strictObject({
      ...frame,
      mark: text.meta({ description: 'A column of 0 and 1: the papers bear a mark of a group' }),
      given,
    })
    .optional(),
  unequalErrors: z.strictObject(frame).optional(),
  worstCombination: z.strictObject(frame).optional(),
  taughtByUsers: z
    .strictObject({
      ...frame,
      flagged: text.meta({ description: 'A column of 0 and 1: the answer was harmful' }),
      period: text.meta({ description: 'The column that tells answers before learning from users from those after' }),
      before: values.meta({ description: 'Its values before' }),
    })
    .optional(),
  sameMeans: z
    .strictObject({
      ...frame,
      given: columns.meta({ description: 'Columns within whose values people have the same means' }),
      amount: text
        .optional()
        .meta({ description: 'A column of numbers that was granted; unless written, the decision' }),
    })
    .optional(),
  costForNeed: z
    .strictObject({ ...frame, need: text.meta({ description: 'What is truly needed: 0 and 1, or a number' }) })
    .optional(),
  treatedRisk: z
    .strictObject({
      ...frame,
      condition: text.meta({ description: 'A column of 0 and 1: what is known to raise the risk' }),
      treated: text.optional().meta({ description: 'A column of 0 and 1: somebody acted on it already' }),
      given,
    })
    .optional(),
  unseenKind: z
    .strictObject({
      ...frame,
      kind: text.meta({ description: 'The column of kinds of cases' }),
      usual: values.meta({ description: 'Its usual values' }),
    })
    .optional(),
  priceBesideCost: z
    .strictObject({
      ...frame,
      price: text.meta({ description: 'A column of numbers: what is charged' }),
      cost: text.meta({ description: 'A column of numbers: what the person is expected to cost' }),
      by: columns.optional().meta({ description: 'Further columns by which prices must not differ at equal cost' }),
    })
    .optional(),
  fallTogether: z
    .strictObject({
      ...frame,
      beside: columns.meta({ description: 'Decisions of other systems about the same: 0 and 1' }),
    })
    .optional(),
  keptOfTwo: z
    .strictObject({ ...frame, pair: text.meta({ description: 'The column that says which two rows were one choice' }) })
    .optional(),
  roundTrip: z
    .strictObject({
      ...frame,
      before: text.meta({ description: 'The word before, such as he or she' }),
      after: text.meta({ description: 'The word that came back' }),
    })
    .optional(),
  insultingName: z
    .strictObject({
      ...frame,
      named: text.meta({ description: 'The column of what the system called it' }),
      insults: values.meta({ description: 'Names that are an insult to a person' }),
    })
    .optional(),
};

/** Names that `off` may hold: those of the failures. */
const FAILURES = Object.keys(members).filter((name) => name !== 'off');

/** The section `knownFailures`: the columns by which `tribune test failures` looks for what went wrong elsewhere. */
export const section = defineSection('knownFailures', members, (value, data) => [
  ...offMistakes(value.off ?? [], value),
  ...groupMistakes(value, data),
]);

const offMistakes = (off: readonly string[], value: object): SectionMistake[] =>
  off.flatMap((name, index): SectionMistake[] => {
    const path = ['off', index];
    if (!FAILURES.includes(name))
      return [
        {
          path,
          message: `"${name}" is no known failure`,
          remedy: `Name one of ${FAILURES.join(', ')}, or leave it out.`,
        },
      ];
    if (Object.hasOwn(value, name))
      return [{ path, message: `${name} is off, and its columns are named`, remedy: 'Keep one of the two.' }];
    return [];
  });

/** A failure that needs several attributes is asked for where there is one only. */
const groupMistakes = (value: { readonly worstCombination?: unknown }, data: SectionData | null): SectionMistake[] =>
  value.worstCombination !== undefined && data !== null && Object.keys(data.attributes ?? {}).length < 2
    ? [
        {
          path: ['worstCombination'],
          message: 'knownFailures.worstCombination needs two attributes',
          remedy: 'Name a second attribute under data.attributes, or leave it out.',
        },
      ]
    : [];
