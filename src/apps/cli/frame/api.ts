export type { CommandEntry } from './spec.js';
