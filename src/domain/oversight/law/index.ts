export { calendarOf, clocksFrom, contestableUntil, redressIn } from './appeal-clocks.js';
