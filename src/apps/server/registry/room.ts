import { registryEvents } from '../../../domain/registry/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const registryParts: RoomParts = { events: registryEvents };
