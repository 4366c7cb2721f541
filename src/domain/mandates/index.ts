/** Mandates: who acts for the person decided about, for what, until when, and how that is known. */
export { mandateEvents } from './events.js';
export {
  MANDATE_CHECKS,
  MANDATE_LIMITS,
  MANDATE_SCOPES,
  type Mandate,
  type MandateCheck,
  type MandateScope,
  mandateReasons,
  type StoredMandate,
} from './mandate.js';
export {
  Mandates,
  type MandatesDeps,
  mandateActs,
  type NamedMandate,
} from './mandates.js';
export type { MandateStore } from './ports.js';
