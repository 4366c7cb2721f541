import { signedWebhook } from '../../../adapters/channels/index.js';
import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import {
  followDecisions,
  followErasures,
  type OversightDeps,
  type RoutingStores,
  tellCases,
} from '../../../domain/oversight/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { followAppealsOf } from '../person-messages/index.js';
import { casesConfiguration } from './configuration/index.js';

/** Decisions are drawn, and cases of erased ones end, from the start of the service on, also while nobody is served. */
export function oversightServices(context: ServiceContext): MadeServices {
  const { store, decisions, acts, runtime, configuration, onProblem, seenRegistry } = context;
  const { alerts } = store.of(alertTables);
  const nowMs = () => runtime.nowMs();
  decisions.followers.add(
    followDecisions({
      registry: seenRegistry,
      monitor: store.of(monitorTables).monitor,
      isAlerting: async (deployment) => (await alerts.firing({ deployment })).some(({ firing }) => firing > 0),
      nowMs,
    }),
    store.transactions as unknown as StoreTransactions<RoutingStores>,
  );
  decisions.followers.add(
    followErasures({
      // Acts hold the stores of every room; their types name only those that every service has.
      acts: acts as unknown as OversightDeps['acts'],
      store: store.of(oversightTables).cases,
      material: (decision) => decisions.reading.material(decision),
      ...{ crypto: runtime, nowMs, onProblem },
    }),
    store.transactions,
  );
  followAppealsOf(context);
  const { webhook } = configuration.read(casesConfiguration);
  if (webhook !== undefined) {
    const { url, secret, privateAddress: allowPrivate } = webhook;
    const send = signedWebhook({ url, secret, allowPrivate, nowMs });
    decisions.followers.add(tellCases({ send, cases: store.of(oversightTables).cases, onProblem }), store.transactions);
  }
  return { services: {} };
}
