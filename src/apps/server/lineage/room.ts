import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { lineageEvents } from '../../../domain/lineage/events/index.js';
import { Lineage, lineageActs, lineageReasons } from '../../../domain/lineage/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { lineageAccess } from './access.js';
import { lineageRoutes } from './routes.js';

export const lineageParts = defineParts({
  access: lineageAccess,
  events: lineageEvents,
  acts: lineageActs,
  reasons: lineageReasons,
  routes: lineageRoutes,
  open,
});

function open({ acts, registry, reading, nowMs, storesOf }: RoomContext) {
  const lineage = new Lineage({
    store: storesOf(lineageTables).lineage,
    acts,
    registry: () => registry.snapshot(),
    nowMs,
  });
  return { deps: { lineage, reading, registry } };
}
