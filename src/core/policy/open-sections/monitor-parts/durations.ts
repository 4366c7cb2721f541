import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../base/durations.js';

/** Longest duration, and most of them: each step of one is read back for every series. */
const LONGEST_DAYS = 366;
const MOST_DURATIONS = 100;

const days = z.int().min(0).max(LONGEST_DAYS).optional();

/** Rules such as "broken for 7 days", as a written policy says them. */
export const durations = z
  .array(
    z.strictObject({
      requirement: z.string().min(1).meta({ description: 'Id of a requirement of the file' }),
      for: z.string().regex(DURATION).meta({ description: 'For how long its bound is broken: whole days, such as 7d' }),
      mode: z.enum(['every', 'pooled', 'm-of-n', 'point', 'trend']).meta({
        description:
          'every: shown on each day; pooled: shown of all days together; m-of-n: shown on atLeast of them; point: the estimate of each day is beyond the bound, whatever chance has to do with it; trend: whatever its bound, it got worse by more than `by` from each `step` to the next',
      }),
      atLeast: days.meta({ description: 'm-of-n: on how many of the days' }),
      mostUnknown: days.meta({ description: 'every, point: days that may be not known while all others hold; 0' }),
      leastDays: days.meta({ description: 'pooled: days with decisions that it takes; all of them unless written' }),
      step: z.string().regex(DURATION).optional().meta({
        description:
          'trend: the parts of the window that are compared, each with the one before, such as 7d: at least two of them',
      }),
      by: z.number().min(0).lt(1).optional().meta({
        description:
          'trend: by how much it got worse at least, each time: of a difference or a value in its own unit, of a ratio the share that it fell, so 0.05 is 5 %; 0',
      }),
      level: z.number().gt(0).lt(0.5).optional().meta({
        description:
          'Chance of a false answer about one day, about one comparison (trend), or of all together (pooled), where nobody is decided about twice on a day; 0.05',
      }),
    }),
  )
  .max(MOST_DURATIONS)
  .optional()
  .meta({ description: 'What has been so for days, answered with holds, does not hold, or not known' });

export type WrittenDuration = NonNullable<z.output<typeof durations>>[number];

/** A mistake in a part; `path` begins inside the section. */
export interface PartMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** Which number belongs to which mode, from what on, and how far below the number of days it has to stay. */
const NUMBERS = {
  atLeast: { modes: ['m-of-n'], least: 1, below: 0 },
  mostUnknown: { modes: ['every', 'point'], least: 0, below: 1 },
  leastDays: { modes: ['pooled'], least: 1, below: 0 },
} as const;

/** Durations that cannot be, by the length of a block. */
export function durationMistakes(written: readonly WrittenDuration[], blockMs: number): PartMistake[] {
  if (blockMs > DAY_MS && written.length > 0)
    return [
      {
        path: ['durations'],
        message: 'durations count days, and a block is longer than one',
        remedy: 'Write a block of at most 1d, or leave durations out.',
      },
    ];
  return written.flatMap((one, i) => {
    const ms = durationMs(one.for);
    const steps = ms / DAY_MS;
    const isWhole = Number.isInteger(steps) && ms <= LONGEST_DAYS * DAY_MS;
    const mistakes = [
      ...trendMistakes(one, steps),
      ...(isWhole
        ? []
        : [{ name: 'for', message: `${one.for} is no number of days`, remedy: `Write 1d to ${LONGEST_DAYS}d.` }]),
      ...(Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).flatMap((name) => numberMistakes(one, name, steps)),
      ...(one.mode === 'm-of-n' && one.atLeast === undefined
        ? [
            {
              name: 'atLeast',
              message: 'm-of-n does not say on how many days',
              remedy: 'Write atLeast: 5, for 5 of 7 days.',
            },
          ]
        : []),
    ];
    return mistakes.map(({ name, ...rest }) => ({ path: ['durations', i, name], ...rest }));
  });
}

/** A trend compares parts of whole days; no other mode has parts. */
function trendMistakes({ mode, step, by }: WrittenDuration, days: number) {
  if (mode !== 'trend')
    return Object.entries({ step, by })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => ({ name, message: `${name} says nothing with mode ${mode}`, remedy: 'It belongs to trend.' }));
  if (step === undefined)
    return [
      { name: 'step', message: 'trend does not say what is compared', remedy: 'Write step: 7d, for week over week.' },
    ];
  const stepDays = durationMs(step) / DAY_MS;
  if (Number.isInteger(stepDays) && stepDays >= 1 && days % stepDays === 0 && days >= 2 * stepDays) return [];
  return [
    {
      name: 'step',
      message: `${days} days are not two or more parts of ${step}`,
      remedy: 'Write whole days of which the window is a multiple, such as for: 14d and step: 7d.',
    },
  ];
}

function numberMistakes(one: WrittenDuration, name: keyof typeof NUMBERS, steps: number) {
  const value = one[name];
  if (value === undefined) return [];
  const { modes, least, below } = NUMBERS[name];
  if (!(modes as readonly string[]).includes(one.mode))
    return [
      { name, message: `${name} says nothing with mode ${one.mode}`, remedy: `It belongs to ${modes.join(' and ')}.` },
    ];
  if (value >= least && value <= steps - below) return [];
  return [{ name, message: `${name} is ${value} of ${steps} days`, remedy: `Write ${least} to ${steps - below}.` }];
}
