export { backoffMs } from './backoff.js';
export type { Channel, Sent } from './channel.js';
export { type ChannelHealth, ChannelQueue, type QueueDeps } from './channel-queue.js';
