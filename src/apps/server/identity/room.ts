import { identityEvents } from '../../../domain/identity/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const identityParts: RoomParts = { events: identityEvents };
