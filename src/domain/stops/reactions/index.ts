export { breakerNotes } from './breaker-notes.js';
export { followAlerts, Reactor, reactToAlert } from './reactor.js';
