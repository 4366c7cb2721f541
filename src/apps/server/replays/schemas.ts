import { z } from 'zod';
import { digest } from '../http/schemas.js';

/** Greatest output of a model that is named. */
const MAX_OUTPUT = 9999;

export const replayRequest = z.strictObject({
  tolerance: z.number().min(0).default(0).meta({
    description: 'Greatest difference of scores that counts as none; 0, the default, means to the bit.',
  }),
  output: z.int().min(0).max(MAX_OUTPUT).optional().meta({
    description: 'The output whose score was recorded, of a model with several.',
  }),
});

const value = z.union([z.number(), z.string(), z.null()]);

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
    environment: z.object({
      tribune: z.string(),
      node: z.string(),
      machine: z.string().meta({ description: 'Platform and processor, such as linux-x64.' }),
    }),
  })
  .meta({ id: 'Replay' });
