import { z } from 'zod';
import { nearName } from '../../../base/suggest.js';
import type { DriftData } from './drift.js';
import type { PartMistake } from './durations.js';

/** More bands need more people each, and share the budget of false alarms. Ours. */
const MOST_BANDS = 20;
/** What does not matter unless the policy says otherwise: practice, ours (docs/explanations/watching-scores.md). */
const TOLERANCE = 0.05;

/** `monitor.calibration`: whether a score still means what it says, in each band of scores. */
export const calibration = z
  .strictObject({
    bands: z
      .array(z.number().min(0).max(1))
      .min(2)
      .max(MOST_BANDS + 1)
      .meta({
        description: 'Ascending ends of the bands of scores, such as [0, 0.25, 0.5, 1]: each has series of its own',
      }),
    tolerance: z.number().min(0).lt(1).optional().meta({
      description: 'How far the mean label of a band may be from its mean score on either side; 0.05 unless written',
    }),
    by: z.array(z.string().min(1)).max(5).optional().meta({
      description: 'Attributes whose groups are watched each; everybody unless written',
    }),
    severity: z
      .enum(['block', 'warn'])
      .optional()
      .meta({ description: 'warn (unless written): a ticket; block: a page' }),
  })
  .optional()
  .meta({ description: 'Label minus score of each group and band of scores, watched once labels are mature' });

type WrittenCalibration = NonNullable<z.output<typeof calibration>>;

/** A band of scores: the upper end belongs to the next one, but for that of the last. */
export interface DeclaredBand {
  readonly from: number;
  readonly to: number;
  readonly isLast: boolean;
}

/** What a policy has watched, with what it leaves unsaid. */
export interface DeclaredCalibration {
  readonly bands: readonly DeclaredBand[];
  readonly tolerance: number;
  readonly by: readonly string[];
  readonly severity: 'block' | 'warn';
}

export function declaredCalibration({
  bands,
  tolerance = TOLERANCE,
  by = [],
  severity = 'warn',
}: WrittenCalibration): DeclaredCalibration {
  const cut = bands.slice(1).map((to, i) => ({ from: bands[i]!, to, isLast: i === bands.length - 2 }));
  return { bands: cut, tolerance, by, severity };
}

interface CalibrationData extends DriftData {
  readonly label?: unknown;
  readonly outcome?: { readonly type: string } | undefined;
}

/** What `monitor.calibration` says wrongly; paths begin inside of the section. */
export function calibrationMistakes(
  written: WrittenCalibration,
  { data, hasHorizon }: { readonly data: CalibrationData | null; readonly hasHorizon: boolean },
): PartMistake[] {
  const mistakes: PartMistake[] = [];
  const say = (at: string | null, message: string, remedy: string): void => {
    mistakes.push({ path: at === null ? ['calibration'] : ['calibration', at], message, remedy });
  };
  const { bands, by = [] } = written;
  const { tolerance } = declaredCalibration(written);
  if (bands.some((end, i) => i > 0 && end <= bands[i - 1]!))
    say('bands', 'the bands of calibration do not ascend', 'Write each end once, the smallest first.');
  else
    for (const { from, to } of declaredCalibration(written).bands)
      if (tolerance >= to && tolerance >= 1 - from)
        say(
          'tolerance',
          `no labels are further than ${tolerance} from scores of ${from} to ${to}`,
          'Write a smaller tolerance.',
        );
  if (!hasHorizon)
    say(
      null,
      'calibration needs labels, and monitor.labelHorizon does not say when they are known',
      'Add labelHorizon: 30d to the section monitor.',
    );
  if (data === null) return mistakes;
  for (const name of ['score', 'label'] as const)
    if (data[name] === undefined)
      say(
        null,
        `calibration is about scores and labels, and the policy binds no ${name}`,
        `Bind it with data.${name}.`,
      );
  const known = Object.keys(data.attributes ?? {});
  for (const name of by)
    if (!known.includes(name))
      say('by', `there is no attribute "${name}"`, `${nearName(name, known)}Attributes: ${known.join(', ')}.`);
  if (new Set(by).size < by.length) say('by', 'an attribute of calibration stands twice', 'Write each once.');
  return mistakes;
}
