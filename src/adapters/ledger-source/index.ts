export { type LogSource, openLog } from './open.js';
export { LogUnreadable, tellUnreadable } from './unreadable.js';
