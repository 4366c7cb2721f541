export {
  CONTROL_STATUSES,
  type ControlResult,
  type ControlStatus,
  evaluate,
  evaluateOne,
  type KnownFindings,
} from './evaluate.js';
export { rollUp } from './roll-up.js';
