export { watchClocks } from './clock-alerts.js';
export {
  clockStatus,
  clocksFor,
  DATED_DUTIES,
  type Duty,
  dutiesNotBegun,
  isInForce,
} from './duties.js';
