/** The rule of gates: what one is open on, who may sign for it, and which decisions it lets through. */
export {
  checkGate,
  type EvidenceItem,
  type GateInput,
  type GateState,
  type GateVerdict,
  type Missing,
  type SeenEvidence,
  type SeenRequirement,
  type SignableSet,
} from './check.js';
export {
  type Approver,
  assignSignOffs,
  BARS,
  type Bar,
  barOf,
  digestOfSet,
  type EvidenceSet,
  SIGNING_ROLES,
  type Signer,
  type SigningRole,
  type SignOff,
} from './signing.js';
export {
  coversPlace,
  GATE_MODES,
  GATE_REFUSALS,
  type GateMode,
  type GateRefusal,
  type GateRule,
  type GateSubject,
  GateView,
  type OpenSpan,
  refusalOf,
  spansOf,
  subjectKey,
} from './spans.js';
