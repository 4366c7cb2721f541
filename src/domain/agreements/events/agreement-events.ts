import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const two = { proposedBy: text, confirmedBy: text };

export const settingAgreed = defineEvent(
  'setting.agreed',
  { name: text, value: z.unknown(), ...two },
  'Two persons gave a setting another value.',
);
export const roleAgreed = defineEvent(
  'role.agreed',
  { account: text, roles: z.array(text), ...two },
  'Two persons changed the roles of an account; `roles` are all that it has now.',
);
export const accountOpened = defineEvent(
  'account.agreed-open',
  { account: text, ...two },
  'Two persons opened the account of an administrator again that was closed.',
);
export const breakGlassUsed = defineEvent(
  'break-glass.used',
  { id: text, act: text, request: z.unknown(), reason: text, by: text, reviewBy: text },
  'One person did alone what takes two, for a reason, and was alerted of at once; the entry of the act names this one as who confirmed it (`break-glass:ID`). Another person has to review it by `reviewBy`.',
);
export const breakGlassReviewed = defineEvent(
  'break-glass.reviewed',
  { id: text, act: text, finding: z.enum(['justified', 'not-justified']), statement: text, ...two },
  'Another person reviewed what somebody did alone that takes two; `proposedBy` did it, `confirmedBy` reviewed it.',
);
export const breakGlassOverdue = defineEvent(
  'break-glass.overdue',
  { id: text, act: text, by: text, reviewBy: text },
  'Nobody reviewed in time what somebody did alone that takes two; it is alerted of until somebody does.',
);

/** Events of what two persons do, and of what one did alone in their place. */
export const agreementEvents = [
  settingAgreed,
  roleAgreed,
  accountOpened,
  breakGlassUsed,
  breakGlassReviewed,
  breakGlassOverdue,
] as const;
