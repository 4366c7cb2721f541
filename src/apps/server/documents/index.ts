export { applyDocument } from './apply-document.js';
