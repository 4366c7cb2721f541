import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const noInputs = defineReason(
  'explanation.no-inputs',
  'INVALID',
  'The decision was recorded without its inputs: nobody can explain it.',
);
export const noVersion = defineReason(
  'explanation.no-version',
  'INVALID',
  'The decision names no version, and its deployment had none at that time.',
);
export const notRegistered = defineReason(
  'explanation.not-registered',
  'INVALID',
  'Nobody registered with what the decisions of this version are explained.',
);
export const notExplainable = defineReason(
  'explanation.not-explainable',
  'INVALID',
  'The files of the version, or the inputs, are none that can be explained: the message says why.',
);
export const budgetSpent = defineReason(
  'explanation.budget-spent',
  'RATE_LIMITED',
  'The caller was given explanations of as many decisions today as the service allows.',
);

/** Reasons for which a decision is not explained. */
export const explanationReasons: readonly Reason[] = [noInputs, noVersion, notRegistered, notExplainable, budgetSpent];
