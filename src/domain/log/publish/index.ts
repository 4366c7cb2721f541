export { changed } from './faults.js';
export type { LedgerOptions } from './ledger-options.js';
export { entryOf } from './outbox.js';
export { growHere, TreeGrower } from './tree-growth.js';
export { verifyAgainstCheckpoint } from './verify.js';
