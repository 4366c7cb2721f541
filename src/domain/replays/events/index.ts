export { decisionReplayed, replayEvents, sampleReplayed } from './replay-events.js';
