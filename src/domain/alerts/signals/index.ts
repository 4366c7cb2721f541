export {
  type AlertContent,
  cut,
  defineAlertSource,
  hashOf,
  type Labels,
  SEVERITIES,
  type Severity,
  type Signal,
  signalKey,
  signalOf,
} from './signal.js';
