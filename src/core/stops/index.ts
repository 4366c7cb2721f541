/** The rule of stops: which hold for a decision, and who decides then. The service and the client read the same rule. */
export { ARMS, type Arm, armOf, type CanaryInForce, type Decider, deciderOf, type StateInForce } from './canary.js';
export { type GateAnswer, type GateInForce, gateFor, keepsOut, type OpenStretch } from './gate.js';
export { byStrictness } from './order.js';
export { reaches, routeOf, stopsOf } from './route.js';
export { canarySalt, standingOf, throttleSalt } from './share.js';
export { TRAININGS, VALIDATION_SHARE } from './trainings.js';
export {
  FALLBACKS,
  type Fallback,
  type FallbackKind,
  STOP_MODES,
  type StopAnswer,
  type StopInForce,
  type StopMode,
  type StopQuestion,
  type StopReach,
  type StopRoute,
} from './types.js';
