/** Who reads the log on and on: declared by the rooms, handed the batches in one place. */

export {
  defineFollower,
  type Follower,
  type Pace,
  type Stretch,
  type Taken,
  type Waiting,
} from './follower.js';
export { Followers, type FollowersDeps } from './followers.js';
export type { FollowerStatus } from './following.js';
