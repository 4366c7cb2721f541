export { followAppeals, type MessageStores } from './follow-appeals.js';
