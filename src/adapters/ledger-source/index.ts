export { type LogSource, openLog } from './open.js';
export { LogUnreadable, reportUnreadable } from './unreadable.js';
