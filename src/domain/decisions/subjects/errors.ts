import { defineReason } from '../../../core/base/reasons.js';

export const holdUnknown = defineReason('hold.unknown', 'NOT_FOUND', 'No hold of this id is set.');
