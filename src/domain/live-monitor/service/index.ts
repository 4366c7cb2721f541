export { Monitor, type MonitorLook } from './monitor.js';
export { type MonitorDeps, openMonitor } from './open-monitor.js';
