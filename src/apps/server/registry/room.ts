import { configurationActs } from '../../../domain/configuration/index.js';
import { registryEvents } from '../../../domain/registry/events/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const registryParts: RoomParts = { events: registryEvents, acts: configurationActs };
