import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { type MonitorDeps, openMonitor } from '../../../domain/live-monitor/service/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { monitorConfiguration } from './configuration/index.js';

/** Makes the monitor, which follows the log from the start of the service on. */
export function monitorServices(context: ServiceContext): MadeServices<'monitor'> {
  const { store, decisions, runtime, configuration, onProblem } = context;
  const { lateness, idle, skew, keepPanes } = configuration.read(monitorConfiguration);
  const monitor = openMonitor({
    store: store.of(monitorTables).monitor,
    decisions: store.decisions,
    history: decisions.history,
    followers: decisions.followers,
    log: decisions.log,
    // Acts and transactions hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as MonitorDeps['acts'],
    transactions: store.transactions as unknown as MonitorDeps['transactions'],
    runtime,
    times: { latenessMs: lateness, idleMs: idle, skewMs: skew },
    keepPanesMs: keepPanes,
    onProblem,
  });
  return { services: { monitor }, jobs: [monitor.job()], closers: [() => monitor.close()] };
}
