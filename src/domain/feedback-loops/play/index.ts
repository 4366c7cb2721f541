/** How a loop is played, and what the play shows. */
export { findingsOf, overText, remedyText, roundsShown, strengthText } from './findings.js';
export { type Course, type CourseRound, type LoopResult, playRun, type Spread, simulateLoop } from './simulate.js';
export {
  INTERVENTIONS,
  type Intervention,
  type LoopPreset,
  type LoopWorld,
  NO_SWITCHES,
  type RoundFigures,
  type Switches,
} from './types.js';
