export { auditsAtOnce, SegmentTallies } from './segment-tallies.js';
