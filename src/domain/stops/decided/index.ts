export { type DecidedUnder, decidedUnder, type MadeDecision } from './decided-under.js';
