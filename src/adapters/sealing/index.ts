export { sealerFor } from './seal-thread.js';
