import { z } from 'zod';
import { GIVE_UP_MS } from '../../../../domain/person-messages/index.js';
import { textUpTo } from '../../../../domain/settings/index.js';
import { defineConfiguration, duration } from '../../../configuration/index.js';
import { personEmail, webhook } from '../../alerts/configuration/index.js';

/** Longest name and address of whoever decides, characters. */
const LONGEST = 300;

/** How people decided about are told, and in whose name. */
export const messagesConfiguration = defineConfiguration(
  'messages',
  z
    .strictObject({
      sender: z
        .strictObject({
          name: textUpTo(LONGEST).describe('who decides, as people know them'),
          address: textUpTo(LONGEST).optional().describe('their postal address, in one line; some places ask for it'),
        })
        .optional()
        .describe('who tells people of decisions about them; it stands in every message'),
      email: personEmail
        .optional()
        .describe('mail server by which people are written to who have an address; without one, nobody is'),
      webhook: webhook
        .omit({ numbers: true })
        .optional()
        .describe('system of yours that sends letters or messages: it is given each one by a signed webhook'),
      folder: textUpTo(LONGEST)
        .optional()
        .describe(
          'folder into which messages are written as mail files (`.eml`), which go to nobody by themselves: to try it out, or for a mail system that picks them up',
        ),
      giveUpAfter: duration('1 m', '30 d')
        .default(GIVE_UP_MS)
        .describe('age at which a message that could not be sent is given up, with an entry; `72 h` by default'),
    })
    .prefault({}),
);
