import { defineReason, type Reason } from '../../../core/base/reasons.js';
import { erasureBegun, holdUnknown } from '../../../domain/decisions/index.js';

export const erasureUnknown = defineReason('erasure.unknown', 'NOT_FOUND', 'There is no erasure of this id.');

/** Reasons for which a request about a subject is refused. */
export const subjectReasons: readonly Reason[] = [erasureUnknown, erasureBegun, holdUnknown];
