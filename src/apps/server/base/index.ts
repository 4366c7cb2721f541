export type { ServerDeps } from './deps.js';
export type { PrintedKey } from './printed-key.js';
