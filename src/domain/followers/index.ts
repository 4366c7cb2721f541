/** Followers read the log as it grows. Rooms declare them, and one place hands them the batches. */

export { eventsIn } from './events-in.js';
export { defineFollower, type Follower, type Pace, type Stretch, type Taken } from './follower.js';
export { Followers } from './followers.js';
export type { FollowerStatus } from './following.js';
