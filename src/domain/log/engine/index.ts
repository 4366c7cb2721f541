export { LedgerCare } from './ledger-care.js';
export { LogEngine } from './log-engine.js';
