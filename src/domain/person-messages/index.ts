/** Messages to people decided about: notice, acknowledgement and outcome, checked for what they have to say, sealed until they are sent. */
export { messageActs } from './acts/index.js';
export { followAppeals, type MessageStores } from './following/index.js';
export { messageJobs } from './messages-job.js';
export {
  GIVE_UP_MS,
  MESSAGE_KINDS,
  MESSAGE_LIMITS,
  MESSAGE_WAYS,
  messageReasons,
} from './model/index.js';
export { PersonMessages, type PersonMessagesDeps } from './person-messages.js';
export type { OutgoingMessage, RemoveFiles, SendMessage } from './ports/index.js';
export { removeAbout } from './remove-about.js';
