export { acceptRollback } from './accept-rollback.js';
export { openStore, type Store, type StoreOptions } from './open-store.js';
export type { RoomStores } from './store-rooms.js';
