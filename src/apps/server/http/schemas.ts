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
/** Most characters of the words that a list is searched by. */
export const MOST_WORDS = 1000;
/** Most rows of a page of a list. */
const MOST_ROWS = 1000;

/** The query of a list that is told a page at a time, and the columns by which it is ordered. */
export const listPageQuery = <const Columns extends readonly string[]>(columns: Columns) =>
  z.strictObject({
    q: z.string().max(MOST_WORDS).optional().meta({
      description: 'Words that must all stand in a row, in any column; upper and lower case are the same.',
    }),
    sort: z
      .enum(columns.flatMap((one) => [one, `-${one}`]) as [string, ...string[]])
      .optional()
      .meta({ description: 'The column by which it is ordered, after a minus the other way round.' }),
    offset: wholeNumberText(0, 2 ** 31 - 1)
      .default(0)
      .meta({ description: 'Rows that are passed over.' }),
    limit: wholeNumberText(1, MOST_ROWS).default(50),
  });

/** The parts of an answer that tell how long a list is. */
export const listCounts = {
  found: z.int().meta({ description: 'How many fit the words.' }),
  total: z.int().meta({ description: 'How many there are.' }),
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

/** The decisions and labels that an audit counted. */
export const readWindow = z
  .object({
    since: time.nullable().meta({ description: 'Decisions from this time on counted; null: from the first.' }),
    until: time.nullable().meta({ description: 'Decisions from this time on were left out.' }),
    knownBefore: time.nullable().meta({ description: 'Labels that became known from this time on were left out.' }),
  })
  .meta({ id: 'ReadWindow' });
