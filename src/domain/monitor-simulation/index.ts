/** Fleets of series that are drawn: how many false alarms they raise, and how soon a shift is found. Pure; randomness comes from a seed. */

export { type FleetResult, simulateFleet } from './fleet.js';
export { impossibleShift } from './impossible-shift.js';
