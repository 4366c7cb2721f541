/** Notices to the people decided about: one-time links, what they see, what they write, and how they contest. */
export {
  CHECKS,
  type Check,
  endMandated,
  type NoticesDeps,
  type NoticeTx,
  newLink,
  noticeActs,
  whoHas,
} from './acts/index.js';
export { type CorrectableInput, correctable, type Mistake, readCorrections } from './corrections.js';
export {
  type Draft,
  LINK_MS,
  NO_DRAFT,
  NOTICE_LIMITS,
  type NoticeRecord,
  noticeReasons,
} from './model/index.js';
export { Notices, type PersonAppeal, type PersonView } from './notices.js';
