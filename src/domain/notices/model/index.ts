export { CODE_BYTES, codeFrom, readCode } from './code.js';
export {
  changedElsewhere,
  linkUnusable,
  noticeElsewhere,
  noticeReasons,
  noticeUnknown,
  tooManyNotices,
} from './errors.js';
export { IDLE_MS, LINK_MS, NOTICE_LIMITS, SEEN_EVERY_MS, SESSION_MS } from './limits.js';
export {
  type Draft,
  NO_DRAFT,
  type NoticeLink,
  type NoticeRecord,
  type NoticeSession,
  type StoredNotice,
} from './notice.js';
