export { undecidedBy, undecidedSmallGroups } from './message.js';
