import { actEvents } from '../../../domain/acts/events/index.js';
import { proposalActs } from '../../../domain/acts/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const actsParts: RoomParts = { events: actEvents, acts: proposalActs };
