import { z } from 'zod';
import { defineConfiguration } from '../../../configuration/index.js';

/** Decisions of which one caller is given explanations on one day, where nobody says otherwise: more than a person reads, far fewer than it takes to copy a model. */
const DEFAULT_BUDGET = 1000;
const MOST = 1_000_000;

/** How many explanations one caller is given. */
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
    })
    .prefault({}),
);
