export { allowedEnds } from './sentence.js';
