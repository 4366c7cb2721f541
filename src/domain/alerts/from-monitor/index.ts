export { monitorFeed } from './monitor-signals.js';
