import { z } from 'zod';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import { someText } from '../../../domain/settings/index.js';
import { decisionRecord, ingestAnswer } from '../decisions/schemas.js';
import { anything, digest, refName, time, uuid } from '../http/schemas.js';
import { LONGEST_ID } from './schemas.js';

const MOST_ATTRIBUTES = 20;
const MOST_PLACES = 50;
const LONGEST_REASON = 2000;

const mode = z.enum(['observe', 'enforce']).meta({
  description:
    'enforce: an automatic decision that is not the rule\u2019s is refused (RULE_OTHERWISE); observe: it is kept, marked in its entry, and its sender is told.',
});

const keptRule = z
  .strictObject({
    file: anything.meta({ description: 'The content of rule.json.' }),
    mode,
    seed: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
      .nullable()
      .default(null)
      .meta({ description: 'The seed that the rule committed to, where it draws; it is sealed and shown to nobody.' }),
    acknowledged: z.array(refName).max(MOST_PLACES).default([]).meta({
      description:
        'Places whose law speaks against deciding by the attribute, by the ids of the law data, and for which whoever approves answers.',
    }),
    reason: someText(LONGEST_REASON)
      .nullable()
      .default(null)
      .meta({ description: 'Why it may decide there all the same.' }),
  })
  .meta({ id: 'KeptRule' });

export const attachRuleRequest = z
  .strictObject({
    deployment: refName.meta({ description: 'The registered deployment that is to decide by the rule.' }),
    rule: digest.meta({ description: '`digest` of rule.json.' }),
    attributes: z
      .array(someText(LONGEST_ID))
      .min(1)
      .max(MOST_ATTRIBUTES)
      .meta({ description: 'Attributes that the rule decides by.' }),
    constraint: someText(LONGEST_ID),
    objective: someText(LONGEST_ID),
    method: someText(LONGEST_ID).nullable().default(null),
    draws: z.boolean().meta({ description: 'Whether some decisions are drawn from a committed seed.' }),
    seedCommitment: someText(LONGEST_ID).nullable().default(null),
    kept: keptRule.nullable().default(null).meta({
      description:
        'With the rule itself the deployment decides by it from now on; without, its digest is entered and nothing else.',
    }),
  })
  .refine(({ draws, seedCommitment }) => !draws || seedCommitment !== null, {
    path: ['seedCommitment'],
    error:
      'expected the commitment of the seed that the rule draws by: without it nobody can show how a decision was drawn',
  })
  .meta({ id: 'AttachRule' });

export const attachedRuleAnswer = z
  .object({
    id: uuid.meta({ description: 'Id of the entry rule.attached, and of the rule where it is kept.' }),
    deployment: refName,
    rule: digest,
  })
  .meta({ id: 'AttachedRule' });

export const ruleListQuery = z.strictObject({ deployment: z.string().max(MAX_NAME_LENGTH).optional() });

const plannedGroup = z
  .object({
    group: z.record(z.string(), z.string().nullable()),
    n: z.int().meta({ description: 'Labelled people of the group by whom the rule was found.' }),
    rate: z.number().meta({ description: 'Expected share with a 1.' }),
    toFavourable: z.number().nullable().meta({
      description:
        'People of those whose decision is another than that of the cutoff for all others, to their favour; null where the rule has none.',
    }),
    toUnfavourable: z.number().nullable().meta({ description: 'The same, to their disfavour.' }),
  })
  .meta({ id: 'PlannedGroup' });

export const ruleList = z
  .object({
    rules: z.array(
      z.object({
        id: uuid,
        deployment: z.string(),
        rule: digest,
        mode,
        from: time,
        until: time.nullable().meta({ description: 'null: the deployment decides by it.' }),
        by: z.string(),
        endedBy: z.string().nullable(),
        attributes: z.array(z.string()),
        constraint: z.string(),
        objective: z.string(),
        draws: z.boolean(),
        acknowledged: z.array(z.string()),
        reason: z.string().nullable(),
        law: z.string().meta({ description: 'Day of the law data by which it was judged.' }),
        plan: z.array(plannedGroup).meta({ description: 'What it was expected to do when it was found.' }),
      }),
    ),
  })
  .meta({ id: 'RuleList' });

export const endedRule = z.object({ id: uuid }).meta({ id: 'EndedRule' });

/** A decision record without what the rule decides. */
export const undecidedRecord = decisionRecord
  .omit({ outcome: true, route: true, unit: true, stage: true, case: true, list: true, listSize: true })
  .extend({
    id: uuid.meta({ description: 'Needed, so that the same record gets the same decision when it is sent again.' }),
  })
  .meta({ id: 'UndecidedRecord' });

export const ruledAnswer = ingestAnswer
  .extend({
    decisions: z.array(
      z.object({
        line: z.int(),
        id: z.string(),
        outcome: z.union([z.literal(0), z.literal(1)]),
        rule: digest,
        chance: z.number().meta({ description: 'Probability of a 1 by group and score.' }),
        draw: z
          .number()
          .nullable()
          .meta({ description: 'The number below which a 1 is given; null where the score leaves nothing open.' }),
      }),
    ),
  })
  .meta({ id: 'RuledAnswer' });
