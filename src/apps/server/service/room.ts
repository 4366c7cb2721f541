import type { RoomParts } from '../../rooms/define/index.js';
import { serviceConfiguration } from './configuration/index.js';

export const serviceParts: RoomParts = { configuration: serviceConfiguration };
