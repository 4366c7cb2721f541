import { ledgerEvents } from '../../../domain/log/events/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const ledgerParts: RoomParts = { events: ledgerEvents };
