import { z } from 'zod';
import { DAY_MS, durationMs } from '../../base/durations.js';
import { defineSection, type SectionMistake } from './define-section.js';
import {
  amountMistakes,
  amounts,
  calibration,
  calibrationMistakes,
  causes,
  changeMistakes,
  changes,
  driftMistakes,
  driftSchema,
  duration,
  durationMistakes,
  durations,
  estimateMistakes,
  estimates,
  quality,
  qualityMistakes,
  service,
  serviceMistakes,
  type WrittenChange,
  type WrittenDuration,
  type WrittenQuality,
} from './monitor-parts/index.js';

/** Longest block, horizon and silence: more is almost surely a slip. */
const LONGEST_BLOCK_MS: number = 7 * DAY_MS;
const LONGEST_HORIZON_MS: number = 1830 * DAY_MS;
/** Most blocks of silence before a series says that it has no data: each of them is closed, for every series. */
const MOST_SILENT_BLOCKS = 10_000;

/** The section `monitor`: how the requirements of the file are watched while decisions are made. */
export const section = defineSection(
  'monitor',
  {
    block: duration('How long decisions are counted before evidence is drawn from them'),
    falseAlarmsPerDay: z
      .number()
      .positive()
      .max(100)
      .meta({ description: 'False alarms a day that the whole file may raise, in expectation' }),
    labelHorizon: duration(
      'How long after a decision its label is waited for; needed where a metric needs labels',
    ).optional(),
    cluster: z.string().min(1).max(200).optional().meta({
      description:
        'Column of which each value is counted once in a block, such as a household; of recorded decisions the subject unless written',
    }),
    noDataAfter: duration(
      'How long a group may be without decisions before its series says so; a day or seven blocks, the longer, unless written',
    ).optional(),
    quality,
    durations,
    changes,
    drift: driftSchema.optional(),
    amounts,
    calibration,
    estimates,
    causes,
    service,
  },
  (written, data) => [
    ...mistakesOf(written, data?.missing),
    ...(written.calibration === undefined
      ? []
      : calibrationMistakes(written.calibration, { data, hasHorizon: written.labelHorizon !== undefined })),
    ...(written.service === undefined ? [] : serviceMistakes(written.service, data)),
    ...(written.estimates === undefined ? [] : estimateMistakes(written.estimates, data)),
    ...(written.amounts === undefined
      ? []
      : amountMistakes(written.amounts, data === null ? null : (data.outcome?.type ?? 'binary'))),
    ...(written.drift === undefined
      ? []
      : driftMistakes(written.drift, data).map((mistake) => ({ ...mistake, path: ['drift', ...mistake.path] }))),
  ],
);

interface Written {
  readonly block: string;
  readonly labelHorizon?: string | undefined;
  readonly noDataAfter?: string | undefined;
  readonly quality?: WrittenQuality | undefined;
  readonly durations?: readonly WrittenDuration[] | undefined;
  readonly changes?: readonly WrittenChange[] | undefined;
}

function mistakesOf(
  { block, labelHorizon, noDataAfter, quality: data, durations = [], changes: asked = [] }: Written,
  missing?: readonly unknown[],
): SectionMistake[] {
  const blockMs = durationMs(block);
  const mistakes: SectionMistake[] = [...durationMistakes(durations, blockMs), ...changeMistakes(asked, block)];
  if (blockMs > LONGEST_BLOCK_MS || (DAY_MS % blockMs !== 0 && blockMs % DAY_MS !== 0))
    mistakes.push({
      path: ['block'],
      message: `a block of ${block} does not fit into days`,
      remedy: 'Use a part of a day (15m, 1h, 6h) or 1d to 7d.',
    });
  for (const [name, text] of Object.entries({ labelHorizon, noDataAfter })) {
    if (text === undefined || durationMs(text) <= LONGEST_HORIZON_MS) continue;
    mistakes.push({ path: [name], message: `${name} is longer than five years`, remedy: 'Write at most 1830d.' });
  }
  mistakes.push(...qualityMistakes(data ?? {}, missing));
  if (noDataAfter !== undefined && durationMs(noDataAfter) < blockMs)
    mistakes.push({
      path: ['noDataAfter'],
      message: `noDataAfter is ${noDataAfter} and a block ${block}`,
      remedy: 'Write at least the length of a block: within one nothing is known.',
    });
  if (noDataAfter !== undefined && durationMs(noDataAfter) > MOST_SILENT_BLOCKS * blockMs)
    mistakes.push({
      path: ['noDataAfter'],
      message: `noDataAfter is ${noDataAfter}, which is more than 10,000 blocks of ${block}`,
      remedy: 'Write a shorter silence, or longer blocks.',
    });
  return mistakes;
}
