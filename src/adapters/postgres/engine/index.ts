export { storeError } from './fail.js';
