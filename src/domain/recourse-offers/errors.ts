import { defineReason } from '../../core/base/reasons.js';

export const notRegistered = defineReason(
  'offers.not-registered',
  'NOT_FOUND',
  'The deployment is not registered: nothing was offered of its decisions.',
);
export const noCutoff = defineReason(
  'offers.no-cutoff',
  'INVALID',
  'Nothing says from which score on the version is to decide favourably.',
);

/** Reasons for which offers are not checked. */
export const offerReasons = [notRegistered, noCutoff];
