/** Who reads the log on and on: declared by the rooms, handed the batches in one place. */

export { defineFollower, type Follower, type Stretch, type Taken } from './follower.js';
export { Followers } from './followers.js';
export type { FollowerStatus } from './following.js';
