import { z } from 'zod';
import { digest, time } from '../http/schemas.js';

/** Greatest output of a model that is named. */
const MAX_OUTPUT = 9999;
/** Most decisions of a sample. */
const MAX_SAMPLE = 1_000_000;

const compared = {
  tolerance: z.number().min(0).default(0).meta({
    description: 'Greatest difference of scores that counts as none; 0, the default, means to the bit.',
  }),
  output: z.int().min(0).max(MAX_OUTPUT).optional().meta({
    description: 'The output whose score was recorded, of a model with several.',
  }),
};

export const replayRequest = z.strictObject(compared);

export const sampleRequest = z.strictObject({
  ...compared,
  sample: z
    .int()
    .min(1)
    .max(MAX_SAMPLE)
    .meta({ description: 'Decisions that are drawn; all where there are no more.' }),
  first: z.int().min(0).default(0).meta({ description: 'Where the next part begins: `next` of the answer before.' }),
  from: time.optional().meta({ description: 'Received at this time or later; by default from the first one on.' }),
  to: time.optional().meta({
    description: 'Received before this time, by default now. Parts of one sample give that of the first answer.',
  }),
});

const value = z.union([z.number(), z.string(), z.null()]);

const environment = z
  .object({
    tribune: z.string(),
    node: z.string(),
    machine: z.string().meta({ description: 'Platform and processor, such as linux-x64.' }),
  })
  .meta({ id: 'ReplayEnvironment' });

export const replayAnswer = z
  .object({
    id: z.string(),
    equal: z.boolean().meta({ description: 'Whether everything that could be compared came out the same.' }),
    version: digest.meta({ description: 'The version that was run: its bytes were hashed before.' }),
    recorded: z.object({ score: z.number().nullable(), outcome: value }),
    replayed: z.object({
      score: z.number(),
      outcome: z
        .union([z.literal(0), z.literal(1)])
        .nullable()
        .meta({
          description: 'By score and cutoff; null where no cutoff makes an outcome.',
        }),
    }),
    tolerance: z.number(),
    scale: z.enum(['linked', 'raw']).meta({
      description:
        'Scale of the compared score: what the model publishes, or its sum where only that is the recorded one.',
    }),
    differences: z.array(
      z.object({
        of: z.enum(['inputs', 'version', 'cutoff', 'score', 'outcome', 'route']),
        recorded: value,
        replayed: value,
        detail: z.string().meta({ description: 'What differs, or was not compared, as a sentence.' }),
      }),
    ),
    environment,
  })
  .meta({ id: 'Replay' });

export const sampleAnswer = z
  .object({
    from: time,
    to: time,
    of: z.int().meta({ description: 'Decisions of the span.' }),
    drawn: z.int().meta({ description: 'Decisions of the sample.' }),
    next: z.int().nullable().meta({ description: 'Where the next part begins; null after the last.' }),
    same: z.int(),
    other: z.int().meta({ description: 'Those that came out otherwise.' }),
    gone: z.int().meta({ description: 'Those that were erased since.' }),
    notRun: z.record(z.string(), z.int()).meta({ description: 'Those that cannot be run, by the reason.' }),
    damaged: z
      .int()
      .meta({ description: 'Those whose record, or the bytes of whose version, are not what was stored.' }),
    others: z.array(z.object({ id: z.string(), version: digest, differs: z.array(z.string()) })).meta({
      description: 'Those that came out otherwise, the first hundred of the part.',
    }),
    tolerance: z.number(),
    environment,
  })
  .meta({ id: 'ReplayedPart' });
