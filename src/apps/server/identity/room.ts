import { identityEvents } from '../../../domain/identity/events/index.js';
import { identityActs, identitySettings } from '../../../domain/identity/index.js';
import { settingsEvents } from '../../../domain/settings/events/index.js';
import type { RoomParts } from '../../rooms/define/index.js';
import { openIdConfiguration } from './configuration/index.js';

export const identityParts: RoomParts = {
  events: [...identityEvents, ...settingsEvents],
  acts: identityActs,
  settings: identitySettings,
  configuration: [openIdConfiguration],
};
