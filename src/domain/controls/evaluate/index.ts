export {
  CONTROL_STATUSES,
  type ControlResult,
  type ControlStatus,
  evaluate,
  evaluateOne,
  type KnownFindings,
} from './evaluate.js';
export { keptUntil } from './kept-until.js';
export { rollUp } from './roll-up.js';
