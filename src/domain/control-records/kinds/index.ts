export {
  HARM_KINDS,
  KEPT_KINDS,
  type KeptKind,
  LIFE_STAGES,
  RECORD_BODIES,
  type RecordBody,
  RISK_SCORES,
} from './kinds.js';
export { RECORD_LIMITS } from './limits.js';
