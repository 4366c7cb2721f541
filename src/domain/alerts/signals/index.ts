export {
  type AlertContent,
  cut,
  defineAlertSource,
  hashOf,
  type Labels,
  SEVERITIES,
  type Severity,
  SIGNAL_LIMITS,
  type Signal,
  signalKey,
  signalOf,
} from './signal.js';
