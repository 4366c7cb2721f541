export { openSearchWorkers } from './search-workers.js';
