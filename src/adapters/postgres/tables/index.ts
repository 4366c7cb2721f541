export { defineStoreRoom, type StoreRoom } from './store-room.js';
