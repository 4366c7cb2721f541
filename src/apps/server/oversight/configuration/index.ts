import { z } from 'zod';
import { DAY_MS } from '../../../../core/base/durations.js';
import { defineConfiguration, duration } from '../../../configuration/index.js';
import { webhook } from '../../alerts/configuration/index.js';

/** For how long a training is fresh where nobody says otherwise: a year. Ours. */
const FRESH_MS = 365 * DAY_MS;

/** What whoever reads cases has to bring. */
export const casesConfiguration = defineConfiguration(
  'cases',
  z
    .strictObject({
      trainingFresh: duration('1 d', '1830 d')
        .default(FRESH_MS)
        .describe('for how long the training of a reader is fresh; `365 d` by default'),
      demandTraining: z
        .boolean()
        .default(false)
        .describe('`true`: no case is leased to a reader whose training is not fresh'),
      webhook: webhook
        .omit({ numbers: true })
        .optional()
        .describe('receiver that is told by a signed webhook what happens to cases, in the order of the log'),
    })
    .prefault({}),
);
