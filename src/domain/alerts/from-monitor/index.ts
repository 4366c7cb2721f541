export { watchFleet } from './fleet-watch.js';
export { monitorFeed } from './monitor-signals.js';
