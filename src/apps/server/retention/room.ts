import { retentionSetting } from '../../../domain/decisions/retention/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const retentionParts: RoomParts = { settings: [retentionSetting] };
