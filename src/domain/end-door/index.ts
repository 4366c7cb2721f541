/** Where recorded decisions are held against the ends of their systems. */
export { EndSource, type EndView } from './end-source.js';
