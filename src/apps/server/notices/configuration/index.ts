import { z } from 'zod';
import { LINK_MS, NOTICE_LIMITS } from '../../../../domain/notices/index.js';
import { defineConfiguration, secret } from '../../../configuration/index.js';

const DAY_MS = 86_400_000;

/** What pages of the people decided about say beside their decision. */
export const noticesConfiguration = defineConfiguration(
  'notices',
  z
    .strictObject({
      contact: z
        .string()
        .trim()
        .min(1)
        .max(300)
        .optional()
        .describe(
          'whom people may ask about a decision, such as an address with a telephone number; it stands below every page of theirs',
        ),
      linkSecret: secret()
        .min(32)
        .optional()
        .describe(
          'key, of 32 characters and more, with which your own product signs links that lead a person who is signed in there to the decision about them; none are taken without it',
        ),
      linkDays: z
        .int()
        .min(1)
        .max(NOTICE_LIMITS.linkDays)
        .default(LINK_MS / DAY_MS)
        .describe(
          `days for which the link of a notice is valid where nobody says otherwise; \`${LINK_MS / DAY_MS}\` by default`,
        ),
    })
    .prefault({}),
);
