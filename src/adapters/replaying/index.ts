export { openScorer } from './scorer-thread.js';
