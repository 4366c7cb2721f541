export { followAlerts, reactToAlert } from './acts.js';
export { breakerNotes } from './breaker-notes.js';
export { Reactor } from './reactor.js';
