import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const messageIncomplete = defineReason(
  'message.incomplete',
  'INVALID',
  'A message to the person decided about lacks something that it has to say there; the message names what, and by which duty.',
);
export const messageNoWay = defineReason(
  'message.no-way',
  'INVALID',
  'The configuration declares no mail server, or no system, by which messages are sent to people.',
);

/** Reasons for which messages to people are refused. */
export const messageReasons: readonly Reason[] = [messageIncomplete, messageNoWay];
