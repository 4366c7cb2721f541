import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const resultErased = defineReason(
  'audit.result-erased',
  'NOT_FOUND',
  'The result of the audit may have shown a person who was erased since, and was destroyed with them; verdict, digests and entry stay.',
);

/** Reasons for which reading an audit is refused. */
export const auditReasons: readonly Reason[] = [resultErased];
