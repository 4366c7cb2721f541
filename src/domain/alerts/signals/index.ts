export {
  type AlertContent,
  cut,
  defineAlertSource,
  hashOf,
  type Labels,
  SEVERITIES,
  type Severity,
  type Signal,
  signalOf,
} from './signal.js';
