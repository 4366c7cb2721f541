export { type NoticesDeps, type NoticeTx, noticeActs, SUBJECT, writeDraft } from './deps.js';
export {
  CHECKS,
  type Check,
  endMandated,
  hashOf,
  newLink,
  type OpenedNotice,
  openByCode,
  type ReplacedLink,
  replaceLink,
  returnLink,
  unknownNotice,
  unusable,
  whoHas,
} from './links.js';
export { type MadeNotice, make, type WantedNotice } from './make-notice.js';
