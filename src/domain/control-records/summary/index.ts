export { summarize, type WorkshopSummary } from './summary.js';
