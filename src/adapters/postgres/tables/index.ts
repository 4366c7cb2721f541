export { defineStoreRoom } from './store-room.js';
