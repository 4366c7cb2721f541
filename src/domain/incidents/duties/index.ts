export {
  type ClockStatus,
  clockStatus,
  clocksFor,
  DATED_DUTIES,
  type Duty,
  dutiesNotBegun,
  isInForce,
  withinMs,
} from './duties.js';
