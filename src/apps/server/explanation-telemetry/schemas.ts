import { z } from 'zod';
import { digest, refName, time } from '../http/schemas.js';

/** Most decisions that are drawn. */
const MAX_SAMPLE = 50_000;
const DEFAULT_SAMPLE = 10_000;
/** Other versions that are asked. */
const MAX_VERSIONS = 5;
/** Names of inputs that are given. */
const MAX_NAMES = 200;

export const WINDOWS = { day: 1, week: 7, month: 30 } as const;

const names = z.array(refName).max(MAX_NAMES).default([]);

export const telemetryRequest = z.strictObject({
  deployment: refName,
  from: time
    .optional()
    .meta({ description: 'Received on the day (UTC) of this time or later; by default from the first one on.' }),
  to: time.optional().meta({
    description:
      'Received before the end of the day (UTC) of this time. Today is never part: by default, and at the latest, the end of yesterday.',
  }),
  sample: z.int().min(1).max(MAX_SAMPLE).default(DEFAULT_SAMPLE).meta({
    description: 'Decisions that are drawn of the span, of all deployments; all where fewer than 30 would be left out.',
  }),
  every: z
    .enum(['day', 'week', 'month'])
    .default('week')
    .meta({ description: 'Length of a window; a month is 30 days.' }),
  by: refName.optional().meta({ description: 'Attribute of the groups; it takes whoever may see attributes.' }),
  protected: names.meta({ description: 'Inputs that say whether somebody is of a protected group.' }),
  proxies: names.meta({ description: 'Inputs that stand in for one.' }),
  versions: z.array(digest).max(MAX_VERSIONS).default([]).meta({
    description: 'Other versions of the model that are asked about the same people, at most 2,000 of them.',
  }),
});

const estimate = z
  .object({
    estimate: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    level: z.number(),
    method: z.string(),
    n: z.int(),
    status: z.enum(['ok', 'insufficient', 'undefined']),
    reason: z.string().optional(),
  })
  .meta({ id: 'SurveyedShare' });
const group = z.string().nullable().meta({ description: 'Null for everybody.' });
const few = z
  .int()
  .nullable()
  .meta({ description: 'Null where it, or what is left of the others, is one of fewer than 30 people.' });
const withheld = z
  .int()
  .meta({ description: 'Cells of fewer than 30 people, and those from which they would follow.' });

export const telemetryAnswer = z
  .object({
    deployment: z.string(),
    from: time,
    to: time,
    by: z.string().nullable(),
    coverage: z.object({
      of: z.int(),
      drawn: z.int(),
      ofDeployment: z.int(),
      adverse: few,
      explained: few,
      adverseExplained: few,
      erased: few,
      notExplainable: few,
    }),
    overTime: z.object({
      windows: z.array(
        z.object({
          from: time,
          to: time,
          people: z.int(),
          inputs: z.array(
            z.object({
              input: z.string(),
              top: estimate.meta({ description: 'Share of the people for whom it spoke against them most.' }),
              against: z.object({ p10: z.number(), p50: z.number(), p90: z.number() }),
            }),
          ),
        }),
      ),
      withheld,
      changes: z
        .array(
          z.object({
            input: z.string(),
            top: estimate,
            distance: z.number(),
            adjusted: z.number(),
            isChanged: z.boolean(),
          }),
        )
        .nullable()
        .meta({ description: 'The last window against the first; null where fewer than two are shown.' }),
      moreInputs: z.int(),
    }),
    sensitive: z.object({
      groups: z.array(z.object({ group, people: z.int(), protected: estimate, proxy: estimate })),
      withheld,
    }),
    answers: z.object({
      groups: z.array(
        z.object({
          group,
          people: z.int(),
          knowsWhy: estimate,
          knowsNext: estimate,
          callsWrong: estimate,
          decidesOtherwise: estimate,
        }),
      ),
      withheld,
    }),
    versions: z
      .object({
        people: few,
        shifts: z.array(
          z.object({
            version: digest,
            groups: z.array(
              z.object({
                group,
                people: z.int(),
                topChanges: estimate,
                reasonsChange: estimate,
                flips: estimate,
                gained: few,
                lost: few,
              }),
            ),
            withheld,
            notRead: z.int(),
          }),
        ),
        multiplicity: z.object({
          versions: z.int(),
          groups: z.array(z.object({ group, people: z.int(), ambiguous: estimate })),
          withheld,
        }),
      })
      .nullable(),
  })
  .meta({ id: 'SurveyedExplanations' });
