export { monitorFeed, monitorSource, signalOfChange } from './monitor-signals.js';
