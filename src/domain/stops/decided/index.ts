export { type DecidedUnder, decidedUnder, type MadeDecision } from './decided-under.js';
export { type DecidedStores, followDecided } from './follow.js';
export {
  DECIDED_KINDS,
  type DecidedCount,
  type DecidedQuery,
  type DecidedStore,
  type DecidedWhileStopped,
} from './ports.js';
