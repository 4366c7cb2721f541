import { z } from 'zod';
import { DURATION } from '../../base/durations.js';
import { suggest } from '../../base/suggest.js';
import { FALLBACKS, TRAININGS, VALIDATION_SHARE } from '../../stops/index.js';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';
import { section as monitor } from './monitor.js';
import { alertIds } from './monitor-parts/index.js';

/** What an alert can set off: a mode of the stop switch, an audit, or a request to people that the log keeps. */
const SWITCHING = ['stop', 'shadow', 'review', 'throttle'] as const;
/** What is done to a version that is tried out. */
const HOLDING = ['hold-canary'] as const;
const REQUESTS = ['audit', ...TRAININGS] as const;
/** Opens an incident, or adds to the one that the policy opened for the deployment before. */
const OPENING = 'open-incident';
const MOST_REACTIONS = 10;
/** Whole periods of the calendar, in UTC. */
const PERIODS = ['week', 'month', 'quarter', 'year'] as const;

/** Most of the subjects may not be kept from a training. */
const validation = z
  .number()
  .gt(0)
  .max(0.5)
  .optional()
  .meta({
    description: `Of recalibrate and retrain: the share of the subjects whose rows no training may use, so that what was trained is judged on them (default ${VALIDATION_SHARE})`,
  });

const reaction = z.strictObject({
  do: z.enum([...SWITCHING, ...HOLDING, ...REQUESTS, OPENING]).meta({
    description:
      'stop, shadow, review, throttle: a stop of the deployment, which two persons resume. hold-canary: the version that is tried out on the deployment decides for nobody until another person lets it go on. audit: an audit of the decisions of the evidence by this policy, which the service makes by itself. recalibrate, retrain: a request that the log keeps, for people to carry out. open-incident: an incident of the deployment, or another item of the one that is open for it',
  }),
  share: z.number().min(0).lt(1).optional().meta({
    description: 'Of a throttle: the share of the subjects for whom the model still decides',
  }),
  fallback: z.enum(FALLBACKS).optional().meta({ description: 'Who decides instead; people, unless said otherwise' }),
  staffedFor: z.int().positive().max(1e9).optional().meta({
    description:
      'Decisions a day that people can take. Where more would come to them, by what came on the last day, it is not done, and the log says so; it is done as soon as they can take it, while the alert goes on. Of review, and of stop, shadow and throttle where people decide instead',
  }),
  version: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'The version that decides instead, of last-good-version and simple-model' }),
  beyond: z.number().optional().meta({
    description:
      'Only when the whole interval of the estimate, which may be looked at after every block, lies beyond this: a difference further from 0, a ratio or value below it where the requirement has a floor and above it where it has a ceiling',
  }),
  evidence: z.number().gt(1).max(1e12).optional().meta({
    description:
      'A circuit breaker: only once so many times the evidence of the alert was gathered after it, block by block. Of alerts that are false at most one in so many sets it off, so false stops a year are at most 365.25 times falseAlarmsPerDay over this number. For requirements about rates',
  }),
  after: z.string().regex(DURATION).optional().meta({
    description: 'Only when the alert has lasted so long; a whole number with m, h or d, such as 6h',
  }),
  over: z.string().regex(DURATION).optional().meta({
    description:
      'Of recalibrate and retrain: the request is for the decisions of so long up to the end of the evidence, such as 90d; of the days of the evidence unless written',
  }),
  validation,
});

const scheduled = z.strictObject({
  do: z.enum(REQUESTS).meta({
    description:
      'audit: the service audits the decisions of the period by this policy. recalibrate, retrain: a request that the log keeps, for people to carry out',
  }),
  every: z.enum(PERIODS).meta({
    description: 'Once for each whole week (from Monday), month, quarter or year that is over, in UTC',
  }),
  after: z.string().regex(DURATION).optional().meta({
    description: 'So long after the end of the period, such as 30d where labels take a month; at once unless written',
  }),
  validation,
});

const promotion = z.strictObject({
  needs: z.literal('audit').optional().meta({
    description:
      'audit: a version that is tried out is promoted only where the newest audit of the deployment by this policy, made since it was started, passed; or whoever promotes it says why there is none, which the log keeps',
  }),
  auditAfter: z.string().regex(DURATION).optional().meta({
    description:
      'Whenever another version begins to serve, however it came to, the service audits the decisions of so long from then on, once they are over, by the policy that was in force when it began; a whole number with m, h or d, such as 7d',
  }),
});

type Reaction = z.output<typeof reaction>;
type Scheduled = z.output<typeof scheduled>;

/** The section `reactions`: what an alert of a requirement sets off by itself, in the order in which it is written, and what the calendar does. */
export const section = defineSection(
  'reactions',
  {
    to: z.record(z.string(), z.array(reaction).min(1).max(MOST_REACTIONS)).optional().meta({
      description:
        'By the id of the requirement whose alert sets them off; of the monitor also drift.score, drift.inputs.NAME, calibration, quality.NAME and service.NAME',
    }),
    calendar: z.array(scheduled).min(1).max(MOST_REACTIONS).optional().meta({
      description: 'What is done by the calendar, of each deployment that is watched by the policy',
    }),
    promotion: promotion.optional().meta({
      description: 'Audits of versions that come to serve on a deployment that is watched by the policy',
    }),
  },
  ({ to, calendar, promotion: promoted }, data) => [
    ...(to === undefined && calendar === undefined && promoted === undefined
      ? [{ path: [], message: 'reactions says nothing', remedy: 'Write to, calendar or promotion, or leave it out.' }]
      : []),
    ...(promoted !== undefined && Object.keys(promoted).length === 0
      ? [{ path: ['promotion'], message: 'promotion says nothing', remedy: 'Write needs: audit or auditAfter: 7d.' }]
      : []),
    ...Object.entries(to ?? {}).flatMap(([requirement, reactions]) => [
      ...unknownRequirement(requirement, data),
      ...reactions.flatMap((one, at) => mistakesOf(one).map((mistake) => placed(mistake, ['to', requirement, at]))),
    ]),
    ...calendarMistakes(calendar ?? []),
  ],
);

/** The same twice would be asked once. */
const calendarMistakes = (calendar: readonly Scheduled[]): SectionMistake[] =>
  calendar.flatMap(({ do: what, every, validation: share }, at) => {
    const isFirst = calendar.findIndex((one) => one.do === what && one.every === every) === at;
    const path = ['calendar', at];
    const found: (SectionMistake | false)[] = [
      !isFirst && {
        ...{ path, message: `${what} every ${every} stands twice` },
        remedy: 'Write it once, or another period.',
      },
      !isTraining(what) && share !== undefined && placed(notOf(what, 'validation'), path),
    ];
    return found.filter((one) => one !== false);
  });

const isTraining = (what: string): boolean => (TRAININGS as readonly string[]).includes(what);

const notOf = (what: string, at: string): Mistake => ({
  ...{ at, message: `${what} asks for no training` },
  remedy: `Leave it out: ${at} is of ${TRAININGS.join(' and ')}.`,
});

function unknownRequirement(id: string, data: SectionData | null): SectionMistake[] {
  if (data?.requirementIds === undefined) return [];
  const watched = monitor.of(data);
  const known = [
    ...data.requirementIds,
    ...(watched === undefined ? [] : alertIds(watched, Object.keys(data.attributes ?? {}))),
  ];
  if (known.includes(id)) return [];
  const near = suggest(id, known);
  const remedy = near === null ? `Alerts are raised by ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return [{ path: ['to', id], message: `no requirement has the id "${id}"`, remedy }];
}

type Mistake = Omit<SectionMistake, 'path'> & { readonly at: string };

function mistakesOf({ do: what, share, fallback, version, staffedFor, over, validation: kept }: Reaction): Mistake[] {
  const isSwitching = (SWITCHING as readonly string[]).includes(what);
  const isVersion = fallback === 'last-good-version' || fallback === 'simple-model';
  const found: (Mistake | false)[] = [
    what === 'throttle' &&
      share === undefined && { at: 'share', message: 'a throttle needs its share', remedy: 'Write share: 0.1.' },
    what !== 'throttle' &&
      share !== undefined && { at: 'share', message: `${what} has no share`, remedy: 'Leave it out.' },
    !isSwitching &&
      fallback !== undefined && { at: 'fallback', message: `${what} stops nothing`, remedy: 'Leave it out.' },
    what === 'review' &&
      fallback !== undefined &&
      fallback !== 'human-queue' && { at: 'fallback', message: 'people decide in review', remedy: 'Leave it out.' },
    staffedFor !== undefined &&
      (!isSwitching || (fallback ?? 'human-queue') !== 'human-queue') && {
        ...{ at: 'staffedFor', message: `${what} sends nothing to people`, remedy: 'Leave it out.' },
      },
    version !== undefined &&
      !isVersion && {
        at: 'version',
        message: 'no version decides instead',
        remedy: 'Leave it out, or name a fallback.',
      },
    fallback === 'last-good-version' &&
      version === undefined && {
        at: 'version',
        message: 'the last good version is not named',
        remedy: 'Write its digest.',
      },
    over !== undefined && !isTraining(what) && notOf(what, 'over'),
    kept !== undefined && !isTraining(what) && notOf(what, 'validation'),
  ];
  return found.filter((one) => one !== false);
}

const placed = ({ at, message, remedy }: Mistake, path: readonly (string | number)[]): SectionMistake => ({
  ...{ path: [...path, at], message, remedy },
});
