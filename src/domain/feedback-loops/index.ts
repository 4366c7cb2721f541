/** Feedback loops: systems that learn from the world that they make, played round by round with and without interventions. */
export {
  type Course,
  type CourseRound,
  findingsOf,
  INTERVENTIONS,
  type Intervention,
  type LoopPreset,
  type LoopResult,
  NO_SWITCHES,
  overText,
  remedyText,
  roundsShown,
  type Spread,
  type Switches,
  simulateLoop,
  strengthText,
} from './play/index.js';
export { PRESETS } from './presets/index.js';
export {
  type GroupShares,
  groupShares,
  MOST_ITEMS,
  type ShownResult,
  shownConcentration,
  type VersionCounts,
} from './signs/index.js';
