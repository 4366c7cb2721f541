export { keyringFor, PostgresHalfStore } from './half-store.js';
