import { TribuneError } from '../../../core/base/errors.js';
import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const withoutInputs = defineReason(
  'case.without-inputs',
  'INVALID',
  'The decision was recorded without its inputs.',
);
export const nothingDecided = defineReason(
  'case.nothing-decided',
  'INVALID',
  'The decision says that nothing was decided.',
);
export const withoutOrder = defineReason(
  'case.without-order',
  'INVALID',
  'Of the outcomes of the decision none is better for the person than another, so no review could be held to making nothing worse.',
);
export const tooLate = defineReason(
  'appeal.too-late',
  'INVALID',
  'The time in which the decision can be contested is over.',
);
export const deciderUnknown = defineReason(
  'case.decider-unknown',
  'INVALID',
  'A person decided or confirmed the decision, and it is not said who: they must not read the case.',
);
export const decisionGone = defineReason('case.decision-erased', 'DECISION_UNKNOWN', 'The decision was erased.');
/** Whether an error says that the decision of a case is unknown or was erased. */
export const isDecisionGone = (cause: unknown): boolean =>
  cause instanceof TribuneError && cause.code === 'DECISION_UNKNOWN';
export const viewFirst = defineReason('case.view-first', 'CONFLICT', 'A reader commits a view before they answer.');
export const noViewYet = (id: string): Error =>
  viewFirst(`the case ${id} is read without a view yet`, { remedy: 'Commit your view first.' });
export const trainingStale = defineReason(
  'case.training-stale',
  'CONFLICT',
  'The reader was not trained, or too long ago, so that no case is leased to them.',
);
export const notScored = defineReason(
  'case.not-scored',
  'INVALID',
  'The version that decided cannot be run over other inputs: nothing is registered with it, its files are not held, or it takes no such input.',
);
export const whatIfSpent = defineReason(
  'case.what-if-spent',
  'RATE_LIMITED',
  'So often was asked what the model would say of other inputs that more would copy it.',
);
export const notBlind = defineReason(
  'case.not-blind',
  'CONFLICT',
  'The account can read decisions elsewhere, so that no reading of a case by it would be blind.',
);

/** Reasons for which cases are refused. */
export const caseReasons: readonly Reason[] = [
  ...[withoutInputs, nothingDecided, withoutOrder, tooLate, deciderUnknown, decisionGone, viewFirst, notBlind],
  ...[notScored, whatIfSpent, trainingStale],
];
