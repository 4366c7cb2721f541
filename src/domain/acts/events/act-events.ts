import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const actProposed = defineEvent(
  'act.proposed',
  { proposal: text, act: text, request: z.unknown(), by: text, expiresAt: text },
  'A person proposed an act that takes two; it has no effect before another person confirms it. The entry of the act itself then names both.',
);

export const actWithdrawn = defineEvent(
  'act.withdrawn',
  { proposal: text, act: text, by: text },
  'A proposal was taken back or turned down: it can no longer be confirmed.',
);

/** Events about acts that take two persons. */
export const actEvents = [actProposed, actWithdrawn] as const;
