import { defineReason } from '../../../core/base/reasons.js';

export const groupNotShown = defineReason(
  'decision.group-not-shown',
  'FORBIDDEN',
  'The caller may not see attributes, and so not find people by them.',
);
export const placeUnknown = defineReason(
  'decision.place-unknown',
  'BODY_INVALID',
  'A search goes on only where an earlier answer stopped.',
);
