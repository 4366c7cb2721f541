import { z } from 'zod';
import { nearName } from '../../../base/suggest.js';
import type { DriftData } from './drift.js';
import type { PartMistake } from './durations.js';

/** `monitor.estimates`: what scores say of rates whose labels have not come. */
export const estimates = z
  .strictObject({
    calibrationError: z.number().min(0).lt(0.5).meta({
      description:
        'How far the mean label may be from the mean score, among those predicted positive and among the rest of each group: the upper end of its interval as last measured with labels. It is assumed and cannot be checked without labels; there is no default',
    }),
    requirements: z.array(z.string().min(1)).min(1).optional().meta({
      description: 'Requirements that are estimated; unless written, each that needs labels',
    }),
  })
  .optional()
  .meta({
    description:
      'Rates that need labels, estimated from scores that are taken to be calibrated, as soon as decisions are made: their alerts are tickets and never pages, and set off nothing',
  });

type WrittenEstimates = NonNullable<z.output<typeof estimates>>;

interface EstimatedData extends DriftData {
  readonly outcome?: { readonly type: string } | undefined;
  readonly requirementIds?: readonly string[];
}

/** What `monitor.estimates` says wrongly; paths begin inside of the section. */
export function estimateMistakes({ requirements = [] }: WrittenEstimates, data: EstimatedData | null): PartMistake[] {
  if (data === null) return [];
  const mistakes: PartMistake[] = [];
  if (data.score === undefined)
    mistakes.push({
      path: ['estimates'],
      message: 'estimates are made from scores, and the policy binds none',
      remedy: 'Bind it with data.score, or leave estimates out.',
    });
  if (data.outcome !== undefined)
    mistakes.push({
      path: ['estimates'],
      message: `estimates are of labels of yes and no, and decisions are of type ${data.outcome.type}`,
      remedy: 'Leave estimates out.',
    });
  const known = data.requirementIds;
  if (known === undefined) return mistakes;
  for (const id of requirements)
    if (!known.includes(id))
      mistakes.push({
        path: ['estimates', 'requirements'],
        message: `no requirement has the id "${id}"`,
        remedy: `${nearName(id, known)}Requirements: ${known.join(', ')}.`,
      });
  return mistakes;
}
