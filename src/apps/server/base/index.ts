export type { ServerDeps } from './deps.js';
