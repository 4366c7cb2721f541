export { type ErlangWaits, erlangC } from './erlang-c.js';
export { type ReviewLoad, simulateReview } from './simulate.js';
export { leastReaders, type Staffing, staffingOf } from './staffing.js';
