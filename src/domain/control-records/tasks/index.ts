export { MOST_DAYS, type SystemTask, TOLD_DAYS, taskSignals, watchTasks } from './task-alerts.js';
