import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import { days, defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** People who may read cases of the deployment, with when each was trained last; null for never. */
export type SeenReaders = readonly { readonly trainedAtMs: number | null }[];

const MOST_READERS = 1000;

/** That there is somebody to whom a person can turn. */
export const humanReview = defineKind(
  'human-review',
  'Enough people may read cases of human review, and were trained for it lately.',
  {
    readers: z.int().min(1).max(MOST_READERS).meta({ description: 'Fewest people who may read cases' }),
    trainedWithinDays: days().optional().meta({
      description: 'Only people count who were trained within so many days; all, unless written',
    }),
  },
  {
    who: () => ['owner', 'admin'],
    judge({ readers, trainedWithinDays }, seen: SeenReaders, { nowMs }) {
      const untils = seen
        .flatMap(({ trainedAtMs }) => {
          if (trainedWithinDays === undefined) return [Number.POSITIVE_INFINITY];
          const untilMs = trainedAtMs === null ? nowMs : trainedAtMs + trainedWithinDays * DAY_MS;
          return untilMs > nowMs ? [untilMs] : [];
        })
        .toSorted((a, b) => b - a);
      const counted = trainedWithinDays === undefined ? '' : ` and were trained within ${trainedWithinDays} days`;
      if (untils.length < readers)
        return {
          status: 'lacking',
          why: `${untils.length} people may read cases${counted}, and ${readers} are asked for`,
        };
      const untilMs = untils[readers - 1]!;
      const what = `at least ${readers} people who may read cases${counted}`;
      // Who they are changes from day to day; what is signed is that there are enough.
      const digest = digestOf({ readers, trainedWithinDays: trainedWithinDays ?? null });
      return {
        status: 'met',
        items: [{ digest, kind: 'human-review', what, untilMs: Number.isFinite(untilMs) ? untilMs : null }],
      };
    },
  },
);
