export {
  type Attestation,
  GATE_LIMITS,
  type GateFact,
  type KeptSignOff,
  type Opening,
  type Requirement,
  type RequirementBase,
  type StoredGate,
  type Waiver,
  type WantedGate,
  waivedControl,
} from './types.js';
