export { watchFleet } from './fleet-watch.js';
export { monitorAlertKey, monitorFeed } from './monitor-signals.js';
