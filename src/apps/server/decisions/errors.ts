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

/** Reasons for which reading a decision is refused. */
export const decisionReasons: readonly Reason[] = [unknownDecision, receiptPending, decisionErased];
