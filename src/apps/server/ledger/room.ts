import { ledgerEvents } from '../../../domain/log/events/index.js';
import type { RoomParts } from '../../rooms/define/index.js';
import { ledgerConfiguration } from './configuration/index.js';

export const ledgerParts: RoomParts = { events: ledgerEvents, configuration: [ledgerConfiguration] };
