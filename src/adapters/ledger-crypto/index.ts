export { nodeLedgerCrypto } from './node.js';
