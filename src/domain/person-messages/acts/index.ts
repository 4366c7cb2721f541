import { defineAct } from '../../acts/index.js';
import { messageEvents } from '../events/index.js';

/** A message was sent, or given up. */
export const endMessage = defineAct('message.end', { enters: messageEvents });

/** Acts on messages to people. */
export const messageActs = [endMessage] as const;
