export {
  type AlertContent,
  type AlertSource,
  cut,
  defineAlertSource,
  hashOf,
  type Labels,
  SEVERITIES,
  type Severity,
  SIGNAL_LIMITS,
  type Signal,
  signalOf,
} from './signal.js';
