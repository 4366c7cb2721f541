import { z } from 'zod';
import { defineEvent } from '../log/events/index.js';

const text = z.string();

export const endAnnounced = defineEvent(
  'system.end-announced',
  { by: text, system: text, decisionsUntil: text, successor: text.nullable(), reason: text, told: text },
  'A system is to end: from `decisionsUntil` on no decision of it is taken. It says what takes its place, why, and how people are told.',
);
export const endWithdrawn = defineEvent(
  'system.end-withdrawn',
  { by: text, system: text, reason: text },
  'The end of a system that was announced was taken back, and decisions of it are taken again.',
);
export const systemRetired = defineEvent(
  'system.retired',
  { by: text, system: text, lastAudit: text.nullable() },
  'A system was retired: nothing that was open depended on it, and no decision of it is taken any more, whenever it was made. `lastAudit` is the last audit of one of its deployments, null where it has none.',
);

/** Events about the ends of systems. */
export const systemEndEvents = [endAnnounced, endWithdrawn, systemRetired] as const;
