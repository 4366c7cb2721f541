import { z } from 'zod';
import { defineConfiguration } from '../../../configuration/index.js';

/** Decisions of a day that are run again where nobody says otherwise: a fault that touches one decision in seven is seen on a day with a chance of 95 %. */
const DEFAULT_SAMPLE = 20;
const MOST = 1000;
/** Difference that a score of single precision, or a printed one of six digits, may have. */
const DEFAULT_TOLERANCE = 1e-5;

/** How many recorded decisions are run again without anybody asking. */
export const replaysConfiguration = defineConfiguration(
  'replays',
  z
    .strictObject({
      sample: z
        .int()
        .min(0)
        .max(MOST)
        .default(DEFAULT_SAMPLE)
        .describe(
          'decisions of the day before (UTC) that are run again once a day by the bytes of their version; `20` by default, `0` for none',
        ),
      tolerance: z
        .number()
        .min(0)
        .default(DEFAULT_TOLERANCE)
        .describe(
          'greatest difference of scores of this sample that counts as none; `0.00001` by default, `0` to the bit',
        ),
    })
    .prefault({}),
);
