import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { controlEvents } from '../../../domain/control-records/events/index.js';
import {
  ControlRecords,
  type ControlRecordsDeps,
  controlActs,
  controlReasons,
  followEntries,
  ownPacksSetting,
} from '../../../domain/control-records/index.js';
import { DATED_PACKS } from '../../../domain/controls/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { controlAccess } from './access.js';
import { factsOf, groundOf } from './facts.js';
import { type ControlRouteDeps, controlRoutes } from './routes.js';

export const controlParts = defineParts<ControlRouteDeps>({
  access: controlAccess,
  events: controlEvents,
  acts: controlActs,
  reasons: controlReasons,
  settings: [ownPacksSetting],
  followers: [followEntries()],
  tables: [controlTables],
  routes: controlRoutes,
  open,
});

function open(context: RoomContext) {
  const { registry, settings, acts, nowMs, storesOf } = context;
  const packs = async () => [...DATED_PACKS, ...settings.read(ownPacksSetting).packs];
  const records = () =>
    new ControlRecords({
      // The stores are looked up when they are used: a room is opened before a service without tables needs them.
      store: storesOf(controlTables).controlRecords,
      // Acts hold the stores of every room; their types name only those that every service has.
      acts: acts as unknown as ControlRecordsDeps['acts'],
      registry: () => registry.snapshot(),
      ...{ packs, nowMs },
    });
  return {
    deps: {
      ...{ registry, nowMs, packs, records },
      factsOf: async (system: string, atMs: number) =>
        factsOf(context, await groundOf(context, atMs), { system, atMs }),
    },
  };
}
