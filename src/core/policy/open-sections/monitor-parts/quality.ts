import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../base/durations.js';
import { randomInputMistakes, randomInputs } from './random-inputs.js';

/** More inputs are more counts in each cell of a block. */
const MOST_INPUTS = 20;
const MOST_LEVELS = 48;
const LONGEST_SILENCE_MS: number = 1830 * DAY_MS;

/** Of blocks that may nearly all have too few, more than any pause lasts would have to be closed until there is evidence. */
const MOST_SHARE_BELOW = 0.99;

/** Each hour of so many weeks is remembered. */
const MOST_WEEKS = 8;

const share = z.number().gt(0).lt(1);

/** A duration as policies write it. */
export const duration = (description: string) =>
  z
    .string()
    .regex(DURATION)
    .meta({ description: `${description}; a whole number with m, h or d, such as 1h` });

/** What the data of a deployment must be like. */
export const quality = z
  .strictObject({
    maxUnreadable: share.optional().meta({
      description:
        'Most share of decisions of which a value is none that the policy knows, or that say nothing of what was decided',
    }),
    maxMissing: share
      .optional()
      .meta({ description: 'Most share of decisions without the value of an attribute, and of each declared input' }),
    maxRepeated: share.optional().meta({
      description: 'Most share of decisions about somebody who was decided about before in the block',
    }),
    inputs: z
      .record(
        z.string().min(1).max(200),
        z.union([z.literal('number'), z.array(z.string().min(1).max(200)).min(1).max(MOST_LEVELS)]),
      )
      .optional()
      .meta({ description: 'What inputs may be: number, or a list of words' }),
    maxUndeclared: share.optional().meta({
      description:
        'Most share of decisions, of each of the inputs, with a value that is not declared: no number, or another word',
    }),
    volume: z
      .strictObject({
        minPerBlock: z
          .int()
          .positive()
          .max(1e9)
          .meta({ description: 'Least decisions of a deployment that count in a block' }),
        maxShareBelow: z.number().gt(0).max(MOST_SHARE_BELOW).optional().meta({
          description:
            'Most share of blocks with fewer; there is evidence then, within the budget. Without it each block with fewer is an alarm, by count',
        }),
      })
      .optional()
      .meta({ description: 'How many decisions must come; with too few, series are not judged' }),
    usualVolume: z
      .strictObject({
        below: z.number().gt(0).lt(1).optional().meta({
          description: 'A block is outside with fewer decisions than this times the usual ones; 0.5 unless written',
        }),
        above: z.number().gt(1).max(1000).optional().meta({
          description: 'A block is outside with more decisions than this times the usual ones; no end unless written',
        }),
        maxShareOutside: z
          .number()
          .gt(0)
          .max(MOST_SHARE_BELOW)
          .meta({ description: 'Most share of blocks outside, whatever came before them' }),
        weeks: z.int().min(2).max(MOST_WEEKS).optional().meta({
          description: 'Weeks whose median at the same hour of the week (UTC) is the usual volume; 4 unless written',
        }),
      })
      .optional()
      .meta({
        description:
          'How many decisions come is held against what came at the same hour of the weeks before, with evidence within the budget',
      }),
    defaults: z
      .record(
        z.string().min(1).max(200),
        z
          .array(z.union([z.number(), z.string().min(1).max(200)]))
          .min(1)
          .max(MOST_LEVELS),
      )
      .optional()
      .meta({ description: 'Values that pipelines put in where an input failed, such as income: [0, -1]' }),
    maxDefault: share
      .optional()
      .meta({ description: 'Most share of decisions, of each of the defaults, whose input has one of those values' }),
    sameInputs: z
      .strictObject({
        of: z
          .array(z.string().min(1).max(200))
          .min(1)
          .max(MOST_INPUTS)
          .meta({ description: 'Inputs that are all the same' }),
        max: share.meta({
          description:
            'Most share of decisions with the inputs of a decision about somebody else before in the block, by hash',
        }),
      })
      .optional()
      .meta({ description: 'The same inputs again and again: a form that is stuck, or values that are made up' }),
    randomInputs,
    silence: duration(
      'How long nothing may come of a deployment before it is said, by the clock, to be without data',
    ).optional(),
    minLabelCoverage: share
      .optional()
      .meta({ description: 'Least share of decisions of each group that have a label when the horizon is over' }),
  })
  .optional()
  .meta({
    description: 'What the data must be like; while one of these fires, what depends on it is marked as inhibited',
  });

export type WrittenQuality = NonNullable<z.infer<typeof quality>>;

interface QualityMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** What is wrong with it although its shape is right, or beside the texts that mean missing in the data. */
export function qualityMistakes(written: WrittenQuality, missing: readonly unknown[] = []): QualityMistake[] {
  const { silence, inputs, maxUndeclared, maxMissing } = written;
  const mistakes: QualityMistake[] = [
    ...defaultMistakes(written),
    ...missingDefaults(written, missing),
    ...sameMistakes(written),
    ...randomInputMistakes(written.randomInputs ?? []),
  ];
  if (silence !== undefined && durationMs(silence) > LONGEST_SILENCE_MS)
    mistakes.push({
      path: ['quality', 'silence'],
      message: 'silence is longer than five years',
      remedy: 'Write at most 1830d.',
    });
  if (maxUndeclared !== undefined && inputs === undefined)
    mistakes.push({
      path: ['quality', 'maxUndeclared'],
      message: 'maxUndeclared is about inputs, and none is declared',
      remedy: 'Say what they may be: inputs: { income: number, housing: [own, rent] }.',
    });
  if (inputs === undefined) return mistakes;
  if (maxUndeclared === undefined && maxMissing === undefined)
    mistakes.push({
      path: ['quality', 'inputs'],
      message: 'inputs are declared, and nothing is asked of them',
      remedy: 'Write maxUndeclared or maxMissing beside them, such as 0.01.',
    });
  if (Object.keys(inputs).length > MOST_INPUTS)
    mistakes.push({
      path: ['quality', 'inputs'],
      message: `more than ${MOST_INPUTS} inputs are declared`,
      remedy: 'Declare those that decisions depend on most.',
    });
  for (const [name, words] of Object.entries(inputs))
    if (words !== 'number' && new Set(words).size < words.length)
      mistakes.push({ path: ['quality', 'inputs', name], message: 'a word stands twice', remedy: 'Write it once.' });
  return mistakes;
}

function defaultMistakes({ defaults, maxDefault }: WrittenQuality): QualityMistake[] {
  if ((defaults === undefined) !== (maxDefault === undefined))
    return [
      defaults === undefined
        ? {
            path: ['quality', 'maxDefault'],
            message: 'maxDefault is about defaults, and none is declared',
            remedy: 'Say what pipelines put in: defaults: { income: [0, -1] }.',
          }
        : {
            path: ['quality', 'defaults'],
            message: 'defaults are declared, and nothing is asked of them',
            remedy: 'Write maxDefault beside them, such as 0.05.',
          },
    ];
  if (defaults === undefined) return [];
  const mistakes: QualityMistake[] = [];
  if (Object.keys(defaults).length > MOST_INPUTS)
    mistakes.push({
      path: ['quality', 'defaults'],
      message: `defaults of more than ${MOST_INPUTS} inputs are declared`,
      remedy: 'Declare those that decisions depend on most.',
    });
  for (const [name, values] of Object.entries(defaults))
    if (new Set(values.map(String)).size < values.length)
      mistakes.push({ path: ['quality', 'defaults', name], message: 'a value stands twice', remedy: 'Write it once.' });
  return mistakes;
}

/** A default that means missing would be counted as no value, and its share be 0 whatever comes. */
function missingDefaults({ defaults = {} }: WrittenQuality, missing: readonly unknown[]): QualityMistake[] {
  const texts = new Set(missing.map(String));
  return Object.entries(defaults).flatMap(([name, values]) =>
    values.map(String).flatMap((value) =>
      texts.has(value)
        ? {
            path: ['quality', 'defaults', name],
            message: `${JSON.stringify(value)} means missing (data.missing), so it is never counted as a default`,
            remedy: 'Take it out of one of them; maxMissing bounds what is missing.',
          }
        : [],
    ),
  );
}

function sameMistakes({ sameInputs }: WrittenQuality): QualityMistake[] {
  if (sameInputs === undefined || new Set(sameInputs.of).size === sameInputs.of.length) return [];
  return [{ path: ['quality', 'sameInputs', 'of'], message: 'an input stands twice', remedy: 'Write it once.' }];
}
