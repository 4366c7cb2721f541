export { postgresIdentityStore } from './postgres-identity-store.js';
