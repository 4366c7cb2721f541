import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { lineageEvents } from '../../../domain/lineage/events/index.js';
import { Lineage, lineageActs, lineageReasons } from '../../../domain/lineage/index.js';
import type { LineageStore } from '../../../domain/lineage/ports/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { lineageAccess } from './access.js';
import { lineageRoutes } from './routes.js';

export const lineageParts = defineParts({
  access: lineageAccess,
  events: lineageEvents,
  acts: lineageActs,
  tables: [lineageTables],
  reasons: lineageReasons,
  routes: lineageRoutes,
  open,
});

function open({ acts, registry, reading, nowMs, storesOf }: RoomContext) {
  const lineage = new Lineage({
    store: storesOf(lineageTables).lineage,
    // Transactions hold the stores of every room; their type names only those that every service has.
    acts: acts as unknown as Acts<{ readonly lineage: LineageStore }>,
    registry: () => registry.snapshot(),
    nowMs,
  });
  return { deps: { lineage, reading, registry } };
}
