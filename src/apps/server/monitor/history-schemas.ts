import { z } from 'zod';
import { digest, refName, time, wholeNumberText } from '../http/schemas.js';
import { group, seriesLine } from './schemas.js';

/** Most moments of a history: a chart has no more pixels than a few for each. */
const MOST_POINTS = 500;
const USUAL_POINTS = 200;
/** Longest JSON of a group in an address. */
const MOST_GROUP = 4_000;

const groupText = z
  .string()
  .max(MOST_GROUP)
  .transform((text, context) => {
    const read = group.safeParse(jsonOf(text));
    if (read.success) return read.data;
    context.addIssue({
      code: 'custom',
      message: 'expected a JSON object of attributes and values, such as {"sex":"f"}',
    });
    return z.NEVER;
  })
  .meta({ description: 'The group, as `series.group` has it, as JSON.' });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const historyQuery = z.strictObject({
  deployment: refName,
  requirement: refName,
  component: refName.optional(),
  group: groupText,
  points: wholeNumberText(2, MOST_POINTS).default(USUAL_POINTS).meta({
    description: 'Most moments that are given; of more blocks every so many.',
  }),
});

export const seriesHistoryAnswer = z
  .object({
    deployment: z.string(),
    epoch: z.int(),
    policy: digest,
    lines: z.array(seriesLine).meta({ description: 'The series at the ends of blocks, in order of time.' }),
    changes: z
      .array(seriesLine)
      .meta({ description: 'Each change of its state as it happened, the newest thousand, whatever blocks are kept.' }),
    agrees: z.boolean().meta({
      description:
        'Whether the blocks that are kept lead to where the monitor stands. Where it is false, the first are gone, and evidence and states of `lines` are those of a monitor that began at the first kept block.',
    }),
  })
  .meta({ id: 'MonitorHistory' });

const bound = z.object({ min: z.number().optional(), max: z.number().optional() });
const boundEnd = z.object({ side: z.enum(['at-least', 'at-most']), value: z.number() });

export const policyAnswer = z
  .object({
    deployment: z.string(),
    digest,
    name: z.string(),
    version: z.string(),
    owner: z.string().nullable(),
    purpose: z.string().nullable(),
    text: z.string().meta({ description: 'The policy file, verbatim unless `isVerbatim` is false.' }),
    isVerbatim: z.boolean().meta({
      description:
        'False for a caller who may see no person where the reference of a drift counts fewer than 11 people in a bin: those counts are `[withheld]`, and `digest` is that of the whole file.',
    }),
    blockSeconds: z.int(),
    labelHorizonSeconds: z.number().nullable(),
    noDataAfterSeconds: z.number(),
    falseAlarmsPerDay: z.number(),
    minGroupSize: z.number(),
    level: z.number(),
    facts: z
      .array(z.object({ requirement: z.string(), title: z.string(), severity: z.enum(['page', 'ticket']) }))
      .meta({ description: 'What of the data is so or is not, without evidence and outside the budget.' }),
    watches: z.array(
      z.object({
        requirement: z.string(),
        component: z.string().nullable(),
        title: z.string().meta({ description: 'What is measured, in words.' }),
        by: z.array(z.string()),
        compare: z.string().meta({ description: '`value`, or how a group is compared with its reference.' }),
        unit: z.enum(['share', 'points', 'number', 'amount']),
        bound: bound.meta({ description: 'As the policy has it.' }),
        ends: z.array(boundEnd).meta({
          description:
            'Where estimates break the bound, the lowest first: also the ends that a bound has without naming them.',
        }),
        severity: z.enum(['page', 'ticket']),
        hasReferenceError: z.boolean().meta({
          description:
            'Of drift: whether `ends` lie further by what the reference may be off as a sample, which each line says (`drift.referenceError`).',
        }),
        waitsForLabels: z.boolean(),
        isAboutData: z.boolean().meta({ description: 'About the quality of the data, not about groups of people.' }),
        basis: z.string().nullable(),
        rationale: z.string().nullable(),
      }),
    ),
    since: time,
    by: z.string(),
  })
  .meta({ id: 'WatchingPolicy' });
