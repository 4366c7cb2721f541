import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const auditRun = defineEvent(
  'audit.run',
  { audit: text, deployment: text, policy: text, result: text, verdict: text, sight: text, size: z.int(), by: text },
  'An audit of recorded decisions was made and its result kept; `policy` and `result` are digests, `size` is that of the log it read.',
);

/** Events about audits. */
export const auditEvents = [auditRun] as const;
