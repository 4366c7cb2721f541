export {
  KEPT_KINDS,
  type KeptKind,
  RECORD_BODIES,
  type RecordBody,
  RISK_SCORES,
} from './kinds.js';
export { RECORD_LIMITS } from './limits.js';
