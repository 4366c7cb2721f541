import type { Acts } from '../../../domain/acts/index.js';
import { searchRecordEvents } from '../../../domain/search-records/events/index.js';
import { searchRecordActs, searchRecordReasons } from '../../../domain/search-records/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { mitigationAccess } from './access.js';
import { mitigationRoutes } from './routes.js';

export const mitigationParts = defineParts({
  access: mitigationAccess,
  events: searchRecordEvents,
  acts: searchRecordActs,
  reasons: searchRecordReasons,
  routes: mitigationRoutes,
  open,
});

function open({ registry, acts }: RoomContext) {
  const systems = async () => (await registry.snapshot()).systems;
  return { deps: { searches: { systems, acts: acts as unknown as Acts<object> } } };
}
