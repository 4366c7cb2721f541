import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const auditRun = defineEvent(
  'audit.run',
  { audit: text, deployment: text, policy: text, result: text, verdict: text, sight: text, size: z.int(), by: text },
  'An audit of recorded decisions was made and its result kept; `policy` and `result` are digests, `size` is that of the log it read.',
);

const asked = { causes: z.array(text), deployment: text, policy: text, from: text, to: text };

export const auditBegun = defineEvent(
  'audit.begun',
  { ...asked, attempt: z.int() },
  'The service begins an audit by itself that the policy asks for, of the decisions of the whole days from `from` to `to` (UTC). `causes` are the reactions that ask for it, all of the same days; `attempt` counts from 1. `audit.run` follows where it is kept, by `policy:` and the digest, `audit.not-made` where nothing more is tried.',
);

export const auditNotMade = defineEvent(
  'audit.not-made',
  { ...asked, attempts: z.int(), code: text, problem: text },
  'An audit that the policy asks for came to nothing and is not tried again; `problem` says why, such as that nothing was decided in these days.',
);

/** Events about audits. */
export const auditEvents = [auditRun, auditBegun, auditNotMade] as const;
