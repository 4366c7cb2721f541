export { BatchReader, missingBatch, openStored, positionOf } from './batches.js';
export { type DrawnDecisions, type DrawSpan, drawIds } from './drawn.js';
