export { messageEvents, messageFailed, messageSent } from './message-events.js';
