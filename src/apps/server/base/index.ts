export type { ServerDeps } from './deps.js';
export { type PrintedKey, printKey } from './printed-key.js';
