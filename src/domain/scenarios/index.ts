/** Scenarios: what is decided, and what the monitor is expected to say of it, as text that everybody can read. */
export { type Played, playScenario, type Stage } from './play/index.js';
export { readScenario } from './read/index.js';
