export { type FileThread, filesFor } from './file-thread.js';
