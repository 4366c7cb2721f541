export {
  MESSAGE_FIELDS,
  type MessageField,
  type MessageValues,
  type Missing,
  missingIn,
  writeMessage,
} from './message-texts.js';
