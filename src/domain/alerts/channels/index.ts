export type { Channel, Sent } from './channel.js';
export { type ChannelHealth, ChannelQueue } from './channel-queue.js';
