import { systemEndTables } from '../../../adapters/postgres/system-ends/index.js';
import {
  SystemEnds,
  type SystemEndsDeps,
  systemEndActs,
  systemEndEvents,
  systemEndReasons,
} from '../../../domain/system-ends/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { systemEndAccess } from './access.js';
import { dependentsOf } from './dependents.js';
import { type SystemEndRouteDeps, systemEndRoutes } from './routes.js';
import { systemEndServices } from './services.js';

export const systemEndParts = defineParts<SystemEndRouteDeps>({
  access: systemEndAccess,
  events: systemEndEvents,
  acts: systemEndActs,
  reasons: systemEndReasons,
  tables: [systemEndTables],
  services: systemEndServices,
  routes: systemEndRoutes,
  open,
});

function open(context: RoomContext) {
  const { registry, acts, ends, nowMs, storesOf } = context;
  return {
    deps: {
      registry,
      // Stores are looked up when they are used: a room is opened before a service without tables needs them.
      ends: () =>
        new SystemEnds({
          // Acts hold the stores of every room; their types name only those that every service has.
          acts: acts as unknown as SystemEndsDeps['acts'],
          store: storesOf(systemEndTables).systemEnds,
          registry: () => registry.snapshot(),
          dependents: (system) => dependentsOf(context, system),
          onChange: () => ends.changed(),
          nowMs,
        }),
    },
  };
}
