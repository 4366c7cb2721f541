export { closeParts, finishAll } from './closing.js';
