import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import { someText } from '../../../domain/settings/index.js';

// Schemas that the bodies of several rooms share.

export const time = z
  .string()
  .refine((text) => readTime(text) !== null, 'expected an RFC 3339 time with zone')
  .meta({ description: 'RFC 3339, with zone', format: 'date-time' });
export const refName = someText(MAX_NAME_LENGTH);
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const uuid = z.guid();
/** A whole number in a query, where every value is text. */
export const wholeNumberText = (min: number, max: number) => {
  const wholeNumbers = `expected a whole number from ${min} to ${max}`;
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text),
    z.int(wholeNumbers).min(min, wholeNumbers).max(max, wholeNumbers),
  );
};
/** Any JSON object. */
export const anything = z.looseObject({});

export const errorBody = z
  .object({
    code: z.string(),
    message: z.string(),
    remedy: z.string().optional(),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Tells causes of the same code apart: docs/reference/errors.md.' }),
    requestId: z.string(),
  })
  .meta({ id: 'Error' });
