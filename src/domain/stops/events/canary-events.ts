import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const change = { canary: text, deployment: text, version: text, share: z.number(), reason: text, by: text };

export const canaryStarted = defineEvent(
  'canary.started',
  { ...change, incumbent: text },
  'A version is tried out on a share of the subjects of a deployment from now on, always the same ones: those whose standing (SHA-256 of `canary DEPLOYMENT VERSION`, line feed and subject; its first six bytes over 2^48) is below the share. For all others the incumbent decides.',
);
export const canaryShared = defineEvent(
  'canary.shared',
  change,
  'A canary has another share of the subjects from now on. Whoever was in it stays in it where the share grew.',
);
export const canaryHeld = defineEvent(
  'canary.held',
  change,
  'A canary is held: its version decides for nobody until another person lets it go on. `by` is an account, a key, or the policy whose alert set it off.',
);
export const canaryReleased = defineEvent(
  'canary.released',
  change,
  'A person who neither started nor held it let a canary go on that was held, with this share.',
);
export const canaryPromoted = defineEvent(
  'canary.promoted',
  {
    ...change,
    /** Older programs stored events without them. */
    audit: text.nullable().optional(),
    withoutAudit: text.nullable().optional(),
  },
  'The version that was tried out is what the deployment serves from now on; `deployment.activated` beside it says with which cutoff and policy. `audit` passed since it was tried out, where the policy asks for one; `withoutAudit` says why there was none.',
);
export const canaryRolledBack = defineEvent(
  'canary.rolled-back',
  change,
  'A version is tried out no more; the incumbent decides for everybody.',
);

/** Events of canaries. */
export const canaryEvents = [
  canaryStarted,
  canaryShared,
  canaryHeld,
  canaryReleased,
  canaryPromoted,
  canaryRolledBack,
] as const;
