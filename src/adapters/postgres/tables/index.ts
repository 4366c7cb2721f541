export { type Counted, GrownCounts, type GrownCountsDeps } from './grown-counts.js';
export { foreignRow, RowSeal, type SealDeps } from './row-seal.js';
export { SeenRows, versionOf } from './seen-rows.js';
export { defineStoreRoom, type StoreRoom } from './store-room.js';
