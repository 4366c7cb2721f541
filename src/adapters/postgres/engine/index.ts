export { storeError } from './fail.js';
export { defineMigration } from './migration.js';
