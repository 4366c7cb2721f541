export { type Fed, follow } from './feed.js';
export { Propagations } from './propagation.js';
export { StopBoard } from './stop-board.js';
export { type TaggedState, type ToldState, type ToldStop, tellStops } from './told.js';
export { tellGates } from './told-gates.js';
