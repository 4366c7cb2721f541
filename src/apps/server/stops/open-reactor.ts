import { auditTables } from '../../../adapters/postgres/audits/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { monitorAlertKey } from '../../../domain/alerts/from-monitor/index.js';
import { Reactor } from '../../../domain/stops/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Opens what carries out the reactions of policies, over the monitor and the switch. */
export function openReactor({
  storesOf,
  acts,
  monitor,
  alerts,
  stopSwitch,
  incidents,
  registry,
  nowMs,
  onProblem,
}: RoomContext): Reactor {
  // The stores are looked up when they are used: a room is opened before a service without tables needs them.
  const kept = () => storesOf(monitorTables).monitor;
  return new Reactor({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: acts as unknown as ConstructorParameters<typeof Reactor>[0]['acts'],
    stores: () => storesOf(stopTables),
    view: monitor.view,
    registry: { load: () => registry.snapshot() },
    policyText: (digest) => kept().policy(digest),
    policyOf: (deployment, epoch) => kept().policyOf(deployment, epoch),
    auditsOf: (reactions) => storesOf(auditTables).dueAudits.of(reactions),
    // An incident that cannot be linked is opened all the same: its origin names the change of the monitor.
    alertId: ({ epoch, group, firedAtMs, ...about }) =>
      alerts.firedAt(monitorAlertKey(about, { epoch, group }), firedAtMs).catch((cause: unknown) => {
        onProblem(cause as Error);
        return null;
      }),
    openIncident: (tx, reason) => incidents.openFor(tx, reason),
    refresh: () => stopSwitch.board.refresh(),
    nowMs,
  });
}
