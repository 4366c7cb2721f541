import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const alertsAcknowledged = defineEvent(
  'alert.acknowledged',
  { alerts: z.array(z.string()), by: z.string(), note: z.string() },
  'Somebody looks after these alerts, which are then neither repeated nor escalated.',
);

export const alertsReleased = defineEvent(
  'alert.released',
  { alerts: z.array(z.string()), by: z.string(), note: z.string() },
  'Nobody looks after these alerts any more, as somebody says: they are repeated and escalated again.',
);

export const alertsSilenced = defineEvent(
  'alert.silenced',
  {
    silence: z.string(),
    matchers: z.array(z.object({ label: z.string(), is: z.enum(['=', '!=']), value: z.string() })),
    from: z.string(),
    to: z.string(),
    by: z.string(),
    why: z.string(),
  },
  'Alerts that these matchers fit are told to nobody between two times.',
);

export const silenceEnded = defineEvent(
  'alert.silence-ended',
  { silence: z.string(), by: z.string() },
  'A silence was ended before its time.',
);

export const alertsEscalated = defineEvent(
  'alert.escalated',
  { group: z.string(), route: z.string(), level: z.int(), alerts: z.int(), channels: z.array(z.string()) },
  'Nobody said in time that they look after alerts, so further channels were told.',
);

export const messageFailed = defineEvent(
  'alert.message-failed',
  { message: z.string(), channel: z.string(), attempts: z.int(), problem: z.string() },
  'A message about alerts was given up: its receiver refused it for good, or did not take it in time.',
);

/** Events of alerts. */
export const alertEvents = [
  alertsAcknowledged,
  alertsReleased,
  alertsSilenced,
  silenceEnded,
  alertsEscalated,
  messageFailed,
] as const;
