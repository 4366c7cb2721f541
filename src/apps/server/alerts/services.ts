import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { encodeBase64 } from '../../../core/base/bytes.js';
import { fleetBudgetOf, monitorFeed } from '../../../domain/alerts/from-monitor/index.js';
import { type AlertsDeps, openAlerts } from '../../../domain/alerts/service/index.js';
import { MonitorPolicies } from '../../../domain/live-monitor/watches/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { httpConfiguration } from '../service/configuration/index.js';
import { channelsFrom, inhibitionsFrom, routesFrom } from './channels.js';
import { alertsConfiguration } from './configuration/index.js';
import { setOffOf } from './set-off.js';

/** Makes alerts over what the monitor found, what other rooms raise, and the channels of the configuration. */
export function alertServices(context: ServiceContext): MadeServices<'alerts'> {
  const { store, decisions, runtime, configuration, onProblem } = context;
  const configured = configuration.read(alertsConfiguration);
  const channels = channelsFrom(configured, () => runtime.nowMs());
  const monitor = store.of(monitorTables).monitor;
  const publicUrl = configuration.read(httpConfiguration).publicUrl?.replace(/\/$/, '') ?? null;
  // Nothing is observed by these policies, which are read for their bounds: no seed is drawn for them.
  const policies = new MonitorPolicies(monitor, 0);
  const nowMs = (): number => runtime.nowMs();
  const alerts = openAlerts({
    store: store.of(alertTables).alerts,
    // Acts and transactions hold the stores of every room; their types name only those that every service has.
    transactions: store.transactions as unknown as AlertsDeps['transactions'],
    acts: context.acts as unknown as AlertsDeps['acts'],
    log: decisions.log,
    feeds: [monitorFeed({ ...{ store: monitor, policies, registry: context.seenRegistry }, onProblem })],
    fleet: fleetBudgetOf({ store: monitor, policies, nowMs, onProblem }),
    ...{ channels, routes: routesFrom(configured, channels), inhibitions: inhibitionsFrom(configured) },
    runtime,
    longestSilenceMs: configured.longestSilence,
    giveUpMs: configured.giveUpAfter,
    keepAlertsMs: configured.keep,
    proof() {
      const checkpoint = decisions.log.checkpoint('main');
      if (checkpoint === null) return null;
      const [log] = decisions.log.verifierKey('main').split('+') as [string];
      const link = publicUrl === null ? null : `${publicUrl}/ledger/main/checkpoint`;
      return { log, size: checkpoint.size, root: encodeBase64(checkpoint.root), link };
    },
    setOffBy: setOffOf(() => store.of(stopTables).reactions, onProblem),
    publicUrl: () => publicUrl,
    onProblem,
  });
  return { services: { alerts }, jobs: [alerts.job()], closers: [() => alerts.close()] };
}
