export { type PrintedKey, printKey } from './keys.js';
