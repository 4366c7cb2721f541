export { messageIncomplete, messageNoWay, messageReasons } from './errors.js';
export { AGAIN_MS, GIVE_UP_MS, MESSAGE_LIMITS } from './limits.js';
export {
  type Address,
  MESSAGE_KINDS,
  MESSAGE_WAYS,
  type MessageKind,
  type MessageRecord,
  type MessageWay,
  type StoredAddress,
  type StoredMessage,
  type WrittenMessage,
} from './message.js';
export { messageId, waitingMessage } from './waiting-message.js';
