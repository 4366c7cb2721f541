export { BatchReader, missingBatch, openStored, positionOf } from './batches.js';
