export { calendarOf, clocksFrom, contestableUntil, holdsInPlaces, redressIn } from './appeal-clocks.js';
