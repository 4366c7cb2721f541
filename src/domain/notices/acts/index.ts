export { type NoticesDeps, noticeActs, SUBJECT, writeDraft } from './deps.js';
export {
  CHECKS,
  type Check,
  hashOf,
  type OpenedNotice,
  openByCode,
  type ReplacedLink,
  replaceLink,
  returnLink,
  unknownNotice,
  unusable,
} from './links.js';
export { type MadeNotice, make, type WantedNotice } from './make-notice.js';
