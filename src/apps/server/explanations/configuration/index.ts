import { z } from 'zod';
import { defineConfiguration } from '../../../configuration/index.js';
import { webhook } from '../../alerts/configuration/index.js';

/** Decisions of which one caller is given explanations on one day, where nobody says otherwise: more than a person reads, far fewer than it takes to copy a model. */
const DEFAULT_BUDGET = 1000;
const MOST = 1_000_000;
/** Longest promise, days. */
const MOST_DAYS = 3650;

/** How many explanations one caller is given, and how long what they propose holds. */
export const explanationsConfiguration = defineConfiguration(
  'explanations',
  z
    .strictObject({
      budget: z
        .int()
        .min(0)
        .max(MOST)
        .default(DEFAULT_BUDGET)
        .describe(
          'decisions of which one key or account is given explanations on one day (UTC), because many explanations give a model away; `1000` by default, `0` for none',
        ),
      webhook: webhook
        .omit({ numbers: true })
        .optional()
        .describe('where it is told that explanations are ready: ids of decisions, and nothing of a person'),
      offersHold: z
        .int()
        .min(0)
        .max(MOST_DAYS)
        .default(0)
        .describe(
          'days for which the changes that an explanation proposes are an offer that holds, whichever version decides by then; `0`, the default, offers nothing',
        ),
    })
    .prefault({}),
);
