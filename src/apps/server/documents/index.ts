export { type AppliedChange, applyDocument } from './apply-document.js';
