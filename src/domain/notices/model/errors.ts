import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const linkUnusable = defineReason(
  'notice.link-unusable',
  'NOT_FOUND',
  'The link of a notice is unknown, was used, was replaced, or its time is over; nobody is told which.',
);
export const noticeUnknown = defineReason('notice.unknown', 'NOT_FOUND', 'There is no notice of this id.');
export const noticeElsewhere = defineReason(
  'notice.another',
  'CONFLICT',
  'The id is that of a notice of another decision, of another sender, or with other content.',
);
export const tooManyNotices = defineReason('notice.too-many', 'CONFLICT', 'A decision has as many notices as it may.');
export const changedElsewhere = defineReason(
  'notice.changed-elsewhere',
  'CONFLICT',
  'What the person has written was changed in another window meanwhile.',
);

/** Reasons for which requests about notices are refused. */
export const noticeReasons: readonly Reason[] = [
  linkUnusable,
  noticeUnknown,
  noticeElsewhere,
  tooManyNotices,
  changedElsewhere,
];
