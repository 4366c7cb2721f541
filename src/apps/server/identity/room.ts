import { identityEvents, identitySettings } from '../../../domain/identity/index.js';
import { settingsEvents } from '../../../domain/settings/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const identityParts: RoomParts = { events: [...identityEvents, ...settingsEvents], settings: identitySettings };
