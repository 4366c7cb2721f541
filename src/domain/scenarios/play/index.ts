/** Plays a scenario on the monitor of its policy. */
export { type Played, playScenario, type Stage } from './play-scenario.js';
