import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const evidenceUnknown = defineReason(
  'evidence.unknown',
  'NOT_FOUND',
  'There is no such file about the decision.',
);
export const evidenceRefused = defineReason(
  'evidence.refused',
  'INVALID',
  'A file is none of those that are taken: PDF, JPEG, PNG or plain text, whole, not locked, and with nothing in it that runs.',
);
export const evidenceFull = defineReason(
  'evidence.full',
  'CONFLICT',
  'As many files were handed in about the decision as may be, or they are as large together.',
);
export const evidenceLate = defineReason(
  'evidence.late',
  'CONFLICT',
  'Nobody would look at the file: the decision cannot be contested any longer, or the appeal is decided.',
);
export const evidenceSent = defineReason(
  'evidence.sent',
  'CONFLICT',
  'The file was sent with an appeal, and whoever reads the appeal may have read it.',
);

/** Reasons for which files of a person are refused. */
export const evidenceReasons: readonly Reason[] = [
  evidenceUnknown,
  evidenceRefused,
  evidenceFull,
  evidenceLate,
  evidenceSent,
];
