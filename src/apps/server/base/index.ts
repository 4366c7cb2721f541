export type { RoomServices, ServerDeps } from './deps.js';
export { LOG_LEVELS, type LogLevel } from './log-levels.js';
export type { PrintedKey } from './printed-key.js';
export { Slots } from './slots.js';
