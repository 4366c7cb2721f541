export { readEvent } from './event.js';
export { KservePairing } from './pairing.js';
