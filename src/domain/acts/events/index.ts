export { actEvents, actProposed, actWithdrawn } from './act-events.js';
