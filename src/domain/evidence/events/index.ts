export { evidenceAdded, evidenceEvents, evidenceOpened, evidenceRemoved } from './evidence-events.js';
