import { decisionEvents, recordEntries } from '../../../domain/decisions/events/index.js';
import { decisionActs } from '../../../domain/decisions/index.js';
import { mappings } from '../../../domain/intake/index.js';
import type { RoomParts } from '../../rooms/define/index.js';

export const decisionsParts: RoomParts = {
  events: decisionEvents,
  records: recordEntries,
  acts: decisionActs,
  settings: [mappings],
};
