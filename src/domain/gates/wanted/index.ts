export { digestOfGate, wantedGate } from './wanted-gate.js';
