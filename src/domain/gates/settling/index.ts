export { refs } from './grounds.js';
export { Settling, type SettlingDeps } from './settling.js';
