export { foreignRow, RowSeal, type SealDeps } from './row-seal.js';
export { defineStoreRoom, type StoreRoom } from './store-room.js';
