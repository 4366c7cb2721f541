export {
  KEPT_KINDS,
  type KeptKind,
  RECORD_BODIES,
  type RecordBody,
  RISK_SCORES,
  STORED_KINDS,
  type StoredKind,
} from './kinds.js';
export { RECORD_LIMITS } from './limits.js';
