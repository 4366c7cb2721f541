export { BatchReader, missingBatch, positionOf } from './batches.js';
