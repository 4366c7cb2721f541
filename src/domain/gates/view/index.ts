export { gateViewOf, KnownGates } from './known-gates.js';
