export { type Calendar, endOf, SPAN } from './calendar.js';
export { type CaseClock, dueOf, isMissed } from './clock.js';
