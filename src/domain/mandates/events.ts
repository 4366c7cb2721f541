import { z } from 'zod';
import { defineEvent } from '../log/events/index.js';

const text = z.string();
const OF_MANDATE = { mandate: text, notice: text, decision: text, by: text };

export const mandateGiven = defineEvent(
  'mandate.given',
  { ...OF_MANDATE, may: z.array(text), until: text, check: text, file: text.optional(), digest: text.optional() },
  'Somebody may act for the person decided about: for what `may` says and until `until`. `check` says how it is known that the person wants it, `file` and `digest` which file holds the mandate. Who it is stands beside the log, sealed under a key that the erasure of the decision destroys; their acts are by `mandate:` and this id.',
);

export const mandateLinked = defineEvent(
  'mandate.link-made',
  { ...OF_MANDATE, until: text },
  'A representative got a new link to the notice, and the one before it ended.',
);

export const mandateEnded = defineEvent(
  'mandate.ended',
  OF_MANDATE,
  'Somebody acts for the person decided about no longer; their link and every page that they have open ended with it.',
);

/** Events of mandates. */
export const mandateEvents = [mandateGiven, mandateLinked, mandateEnded] as const;
