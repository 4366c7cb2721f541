import type { TribuneError } from '../../../core/base/errors.js';
import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const unknownDecision = defineReason('decision.unknown', 'DECISION_UNKNOWN', 'No decision has this id.');
export const receiptPending = defineReason(
  'decision.receipt-pending',
  'DECISION_UNKNOWN',
  'The decision is in the log; its checkpoint is not out yet.',
);
export const decisionErased = defineReason(
  'decision.erased',
  'DECISION_UNKNOWN',
  'The decision was erased; its receipt still proves that something was logged.',
);

export const noDecision = (): TribuneError =>
  unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });

/** Ids are short; a longer text is none and is not looked for. */
const MAX_ID = 64;

/** The id of the decision that a route is about. The service says whether it is well formed. */
export function decisionIdOf({ id = '' }: Readonly<Record<string, string>>): string {
  if (id.length <= MAX_ID) return id;
  throw noDecision();
}

/** Reasons for which reading a decision is refused. */
export const decisionReasons: readonly Reason[] = [unknownDecision, receiptPending, decisionErased];
