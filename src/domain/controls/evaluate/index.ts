export {
  type Asked,
  type CheckedCheck,
  CONTROL_STATUSES,
  type ControlResult,
  type ControlStatus,
  evaluate,
  evaluateOne,
  type KnownFindings,
} from './evaluate.js';
export { type FrameworkCount, rollUp } from './roll-up.js';
