import { z } from 'zod';
import { defineConfiguration } from '../../../configuration/index.js';
import { webhook } from '../../alerts/configuration/index.js';

/** Decisions of which one caller is given explanations on one day, where nobody says otherwise: more than a person reads, far fewer than it takes to copy a model. */
const DEFAULT_BUDGET = 1000;
const MOST = 1_000_000;
/** Most deployments that are opened to developers, and longest name of one, in characters. */
const [MOST_OPENED, LONGEST_NAME] = [1000, 500];
/** Rows that an endpoint is asked about for one explanation: some twenty requests, with which thirty inputs have errors of a few hundredths of their range. */
const DEFAULT_EVALUATIONS = 20_000;
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
      developers: z
        .array(z.string().min(1).max(LONGEST_NAME))
        .max(MOST_OPENED)
        .default([])
        .describe(
          'deployments whose view `developer` accounts with the role developer may ask for: numbers without inputs, from which whoever has the model may work inputs back; none by default, because an administrator gives that role and shall see no person',
        ),
      remoteEvaluations: z
        .int()
        .min(100)
        .max(MOST)
        .default(DEFAULT_EVALUATIONS)
        .describe(
          'rows that the endpoint of a version behind a network is asked about, at most, for the contributions of one decision, and as many again for its reasons and changes; `20000` by default',
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
