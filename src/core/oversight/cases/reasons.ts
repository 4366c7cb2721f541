import { defineReason, type Reason } from '../../base/reasons.js';

export const notAtStage = defineReason(
  'case.not-at-stage',
  'CONFLICT',
  'The case is at a stage at which this is not done.',
);
export const leaseLost = defineReason(
  'case.lease-lost',
  'CONFLICT',
  'The case is read by somebody else now, or was given back.',
);
export const isLeased = defineReason('case.leased', 'CONFLICT', 'Somebody else has the case for a while.');
export const mayNotRead = defineReason(
  'case.may-not-read',
  'CONFLICT',
  'The account may not read the case: it decided, opened or read it before, answers for the system, develops models, or stands in a relation to the person.',
);
export const automatedRefusal = defineReason(
  'appeal.automated-refusal',
  'CONFLICT',
  'A check without a person may grant, and not refuse.',
);
export const notApplied = defineReason(
  'case.not-applied',
  'CONFLICT',
  'The case changed the decision, and nobody has confirmed that the source system made the change.',
);
export const worseOutcome = defineReason(
  'case.worse-outcome',
  'INVALID',
  'The outcome is worse for the person than the decision that is looked at.',
);
export const reasonMissing = defineReason('case.reason-missing', 'INVALID', 'A view or an answer has no reason.');

/** Reasons for which acts on cases are refused. */
export const oversightReasons: readonly Reason[] = [
  ...[notAtStage, leaseLost, isLeased, mayNotRead, automatedRefusal, notApplied, worseOutcome, reasonMissing],
];
