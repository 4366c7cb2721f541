export { followAlerts, reactToAlert } from './acts.js';
export { breakerNotes } from './breaker-notes.js';
export { promotionPolicies } from './promotion.js';
export { Reactor } from './reactor.js';
