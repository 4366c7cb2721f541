import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { controlEvents } from '../../../domain/control-records/events/index.js';
import {
  ControlRecords,
  type ControlRecordsDeps,
  controlActs,
  controlReasons,
  demandSystem,
  followEntries,
  ownPacksSetting,
  type SystemTask,
  watchTasks,
} from '../../../domain/control-records/index.js';
import { type ControlPack, tasksOf as tasksIn } from '../../../domain/controls/index.js';
import { foundationModelsSetting, vendorsSetting } from '../../../domain/vendors/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { controlAccess } from './access.js';
import { answersOf, factsOf, groundOf } from './facts.js';
import { importRoutes } from './import-routes.js';
import { packsIn } from './packs-in.js';
import { type ControlRouteDeps, controlRoutes } from './routes.js';
import { type VendorRouteDeps, vendorRoutes } from './vendor-routes.js';

export const controlParts = defineParts<ControlRouteDeps & VendorRouteDeps>({
  access: controlAccess,
  events: controlEvents,
  acts: controlActs,
  reasons: controlReasons,
  settings: [ownPacksSetting, vendorsSetting, foundationModelsSetting],
  followers: [followEntries()],
  tables: [controlTables],
  routes: [...controlRoutes, ...importRoutes, ...vendorRoutes],
  open,
});

function open(context: RoomContext) {
  const { registry, settings, acts, nowMs, storesOf } = context;
  const packs = async () => packsIn(settings);
  const records = () =>
    new ControlRecords({
      // The stores are looked up when they are used: a room is opened before a service without tables needs them.
      store: storesOf(controlTables).controlRecords,
      // Acts hold the stores of every room; their types name only those that every service has.
      acts: acts as unknown as ControlRecordsDeps['acts'],
      registry: () => registry.snapshot(),
      ...{ packs, nowMs },
    });
  const tasksOf = (days: number, system?: string) => tasksOver(context, { packs, days, system });
  const alerts = () => storesOf(alertTables).alerts;
  return {
    jobs: [watchTasks({ tasks: tasksOf, alerts, nowMs })],
    deps: {
      ...{ registry, nowMs, packs, records, tasksOf },
      vendors: () => settings.read(vendorsSetting),
      foundationModels: () => settings.read(foundationModelsSetting),
      answersOf: (system: string, atMs: number) => answersOf(context, system, atMs),
      factsOf: async (system: string, atMs: number, launching?: string) =>
        factsOf(context, await groundOf(context, atMs), { system, atMs, launching }),
    },
  };
}

interface TasksWanted {
  readonly packs: () => Promise<readonly ControlPack[]>;
  readonly days: number;
  readonly system?: string | undefined;
}

/** Looks for tasks of one system or of all, one after the other, so that other work goes on between two of them. */
async function tasksOver(context: RoomContext, { packs, days, system }: TasksWanted): Promise<SystemTask[]> {
  const nowMs = context.nowMs();
  const ground = await groundOf(context, nowMs);
  const { systems } = ground.snapshot;
  if (system !== undefined) demandSystem(system, systems);
  const known = await packs();
  const found: SystemTask[] = [];
  for (const { id } of systems) {
    if (system !== undefined && id !== system) continue;
    const facts = await factsOf(context, ground, { system: id, atMs: nowMs });
    found.push(...tasksIn({ facts, packs: known, nowMs, days }).map((task) => ({ ...task, system: id })));
  }
  return found;
}
