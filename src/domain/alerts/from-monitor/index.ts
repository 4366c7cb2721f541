export { fleetBudgetOf } from './fleet-budget.js';
export { watchFleet } from './fleet-watch.js';
export { monitorAlertKey, monitorFeed } from './monitor-signals.js';
