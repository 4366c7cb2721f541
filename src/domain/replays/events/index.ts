export { decisionReplayed, replayEvents } from './replay-events.js';
