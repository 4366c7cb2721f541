export { finishAll } from './closing.js';
