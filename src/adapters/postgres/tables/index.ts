export { foreignRow, RowSeal } from './row-seal.js';
export { defineStoreRoom, type StoreRoom } from './store-room.js';
