import { z } from 'zod';

const column = z.string().min(1).max(200).optional();

/** What is counted beside the groups, so that a change can be told to have come with something. */
export const causes = z
  .strictObject({
    mix: z.array(z.string().min(1)).min(1).max(3).optional().meta({
      description: 'Attributes of the file within which people count as alike: what other shares of them change is mix',
    }),
    version: column.meta({ description: 'Column of the version that decided; of recorded decisions `version`' }),
    cutoff: column.meta({ description: 'Column of the cutoff in force; of recorded decisions `cutoff`' }),
    score: z
      .strictObject({
        column: z.string().min(1).max(200),
        min: z.number().optional(),
        max: z.number().optional(),
      })
      .optional()
      .meta({
        description:
          'Column of the score, cut into ten bands from min (0) to max (1); the score of the policy (data.score) is divided by data.scoreScale first',
      }),
  })
  .optional()
  .meta({ description: 'What a change may have come with, by which its causes are ranked' });
