import { z } from 'zod';
import { VIEWS } from '../../../domain/explained-decisions/views/index.js';
import { anything, digest, time } from '../http/schemas.js';

export const explanationQuery = z.strictObject({
  view: z.enum(VIEWS).meta({ description: 'For whom it is written; each view asks for its own right.' }),
});

const head = {
  id: z.string(),
  decidedAt: z.string(),
  outcome: z.enum(['adverse', 'favourable', 'other']).meta({
    description:
      'For the person, by what the system names as favourable; `other` where no outcome of 0 or 1 was recorded.',
  }),
  route: z.string(),
};

/** Parts of several views; each has a name, so that the description and its types say it once. */
const words = {
  reasons: z
    .object({
      status: z.enum(['ready', 'not adverse', 'withheld', 'not registered', 'no cutoff']),
      note: z.string().nullable().meta({ description: 'Why there are none, or what to know of them.' }),
      sentences: z.array(
        z.object({
          sentence: z.string(),
          values: z.array(z.object({ name: z.string(), unit: z.string().nullable(), value: z.string().nullable() })),
        }),
      ),
      locale: z.string().nullable().meta({
        description:
          'Language of the sentences; null where there are none, or their texts are not among those that ship.',
      }),
      inputs: z.array(z.string()).optional().meta({
        description: 'Without a file of reasons: names of the inputs that spoke against the person most.',
      }),
    })
    .meta({ id: 'ExplainedReasons' }),
  recourse: z
    .object({
      status: z.enum(['ways', 'none']),
      note: z.string(),
      offer: z.object({ version: digest, until: time }).nullable().meta({
        description: 'By which version the ways were found and until when they are an offer that holds; null for none.',
      }),
      ways: z.array(z.record(z.string(), anything)).meta({ description: 'Changes by input, from and to.' }),
    })
    .meta({ id: 'ExplainedChanges' }),
};

const prediction = z
  .object({
    raw: z.number().meta({ description: 'The sum of the model, on whose scale contributions are.' }),
    linked: z.number().meta({ description: 'What the model publishes, such as a probability.' }),
  })
  .meta({ id: 'ExplainedPrediction' });
const contributions = z.record(z.string(), z.number());
const standardErrors = contributions.nullable().meta({
  description: 'Standard error of each contribution, where they were sampled; null where they are exact.',
});
const reproduced = z
  .object({
    equal: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the version gives what was recorded; null where nothing could be compared.' }),
    tolerance: z.number().meta({ description: 'Greatest difference of scores that counts as none.' }),
    differences: z.array(anything),
  })
  .meta({ id: 'ExplainedAgain' });

const warnings = z.array(z.string()).meta({
  description: 'What to know of the people compared with, such as that all are of one group.',
});

const reviewed = {
  ...head,
  ...words,
  proposed: z
    .array(z.object({ cost: z.number(), nearest: z.number().nullable(), asAlone: z.number().nullable() }))
    .meta({
      description:
        'Of each way its cost; the distance of the person that it makes to the nearest real one, in shares of the ranges; and the share of real people who stand as alone.',
    }),
  score: z.number().nullable(),
  cutoff: z.number().nullable(),
  prediction,
  inputs: anything,
  contributions,
  standardErrors,
  comparedWith: z.object({ people: z.int(), baseValue: z.number(), warnings }),
  reproduced,
};

const method = {
  version: digest,
  deployment: z.string(),
  method: z
    .object({
      name: z.string(),
      scale: z.string(),
      output: z.int(),
      baseValue: z.number(),
      additivityError: z.number(),
      standardErrors: z.array(z.number()).nullable().meta({
        description: 'Of the contributions in their order, where they were sampled; null where they are exact.',
      }),
      remote: z
        .object({
          endpoint: z.string(),
          canaries: digest.meta({ description: 'Canaries that it answered before and after, as when it was pinned.' }),
          seed: z.string(),
          asked: anything.meta({
            description:
              'Rows that it was asked about, most that were allowed, people of each round, and whether the errors settled.',
          }),
        })
        .optional()
        .meta({ description: 'For a version whose model is behind a network.' }),
    })
    .meta({ id: 'ExplainedMethod' }),
  registered: anything.meta({ description: 'Digests of the files that are registered with the version.' }),
  background: z.object({
    rows: z.int(),
    digest,
    groups: anything
      .optional()
      .meta({ description: 'Columns that name groups, and those in which everybody has one value.' }),
    warnings,
  }),
  basis: digest.meta({ description: 'Digest of version, files and method together.' }),
  digest: digest.meta({ description: 'Keyed digest of the explanation, as the entry explanation.issued names it.' }),
  issuedAt: time,
};

const forReviewer = z.object({ view: z.literal('reviewer'), ...reviewed }).meta({ id: 'ExplanationForReviewer' });
const pending = z.object({ status: z.literal('pending') });

export const explanationAnswer = z
  .union([
    z.object({ view: z.literal('subject'), ...head, ...words }),
    forReviewer,
    z.object({ view: z.literal('auditor'), ...reviewed, ...method, reasonsRecord: anything }),
    z.object({
      view: z.literal('developer'),
      id: z.string(),
      ...method,
      prediction,
      contributions,
      standardErrors,
      reproduced,
    }),
    pending,
  ])
  .meta({ id: 'DecisionExplanation' });

/** What whoever reads a case is shown of its decision. */
export const reviewerAnswer = z.union([forReviewer, pending]);
