import { defineReason } from '../../../core/base/reasons.js';

export const holdUnknown = defineReason('hold.unknown', 'NOT_FOUND', 'No hold of this id is set.');

export const erasureBegun = defineReason(
  'erasure.begun',
  'CONFLICT',
  'A hold comes too late: an erasure of this subject has begun and was cut short.',
);
