export {
  DEFAULT_SHARES,
  QUEUE_WORDS,
  QUEUES,
  type Queue,
  type QueueState,
  queueOrder,
  type Shares,
} from './next-queue.js';
