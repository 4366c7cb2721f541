import { gateTables } from '../../../adapters/postgres/gates/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { demandOpenGate } from '../../../domain/gates/index.js';
import { samePersonBy, samePersons } from '../../../domain/identity/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import {
  type ArmFollowerStores,
  Canaries,
  type DecidedStores,
  followArms,
  followDecided,
  promotionPolicies,
  StopBoard,
  StopSwitch,
} from '../../../domain/stops/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { openGates } from '../gates/services.js';
import { planDemand } from '../incidents/plan-demand.js';

/** Makes the stop switch and the canaries, whose state is followed from the start of the service on. */
export function stopServices(context: ServiceContext): MadeServices<'stopSwitch'> {
  const { store, decisions, runtime, onProblem } = context;
  const { stops, canaries: tried, canaryArms, decidedWhileStopped } = store.of(stopTables);
  const { identity, audits, proposals } = store;
  const registry = context.seenRegistry;
  const { known } = openGates(context);
  const board = new StopBoard({
    store: stops,
    canaries: tried,
    registry: { view: () => decisions.registry(), store: registry },
    // Gates that are announced as changed were so to what keeps them in memory before.
    gates: { current: () => known.current(), watch: (watcher) => store.of(gateTables).gates.watch(watcher) },
    clock: runtime,
    monotonicMs: () => performance.now(),
    onProblem: (cause) => onProblem(cause instanceof Error ? cause : new Error(String(cause))),
  });
  board.open();
  const canaries = new Canaries({
    acts: context.acts as unknown as ConstructorParameters<typeof Canaries>[0]['acts'],
    stores: { canaries: tried, canaryArms, registry },
    refresh: () => board.refresh(),
    demandPlans: planDemand(context) as unknown as ConstructorParameters<typeof Canaries>[0]['demandPlans'],
    demandGate: (tx, decides, atMs) =>
      demandOpenGate(tx as unknown as Parameters<typeof demandOpenGate>[0], decides, atMs),
    auditedBy: promotionPolicies(store.of(monitorTables).monitor),
    registryChanged: () => decisions.reloadRegistry(),
  });
  const stopSwitch = new StopSwitch({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as ConstructorParameters<typeof StopSwitch>[0]['acts'],
    stores: { stops, registry, identity, audits, proposals, decidedWhileStopped, settings: store.settings },
    board,
    canaries,
    nowMs: () => runtime.nowMs(),
    samePerson: samePersonBy(() => context.settings.read(samePersons)),
  });
  decisions.followers.add(
    followDecided({ stops, registry }),
    store.transactions as unknown as StoreTransactions<DecidedStores>,
  );
  decisions.followers.add(
    followArms({ stops, canaries: tried }),
    store.transactions as unknown as StoreTransactions<ArmFollowerStores>,
  );
  return { services: { stopSwitch }, closers: [() => board.close()] };
}
