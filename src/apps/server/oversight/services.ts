import { removeFromFolder, signedWebhook } from '../../../adapters/channels/index.js';
import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { evidenceTables } from '../../../adapters/postgres/evidence/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { personMessageTables } from '../../../adapters/postgres/person-messages/index.js';
import { type Ending, followErasures } from '../../../domain/erased-decisions/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import {
  endErasedCases,
  followDecisions,
  type OversightDeps,
  type RoutingStores,
  tellCases,
} from '../../../domain/oversight/index.js';
import { removeAbout } from '../../../domain/person-messages/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { followAppealsOf, messagesConfiguration } from '../person-messages/index.js';
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
  const cases = {
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: acts as unknown as OversightDeps['acts'],
    store: store.of(oversightTables).cases,
    material: (decision: string) => decisions.reading.material(decision),
    ...{ crypto: runtime, nowMs, onProblem },
  };
  const isErased = async (decision: string): Promise<boolean> => (await cases.material(decision))?.key === null;
  const { evidence } = store.of(evidenceTables);
  const { personMessages } = store.of(personMessageTables);
  const { folder } = configuration.read(messagesConfiguration);
  const messages = { store: personMessages, removeFiles: folder === undefined ? null : removeFromFolder(folder) };
  decisions.followers.add(
    followErasures({
      store: store.erasedDecisions,
      endings: [
        (erased) => endErasedCases(cases, erased),
        removing(evidence, isErased),
        removing(
          {
            among: (some) => personMessages.among(some),
            removeOf: (decision) => removeAbout(messages, decision),
          },
          isErased,
        ),
      ],
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

/** Removes what a store holds about erased decisions, which nobody can open any longer. */
const removing =
  (
    store: {
      readonly among: (decisions: readonly string[]) => Promise<string[]>;
      readonly removeOf: (decision: string) => Promise<number>;
    },
    isErased: (decision: string) => Promise<boolean>,
  ): Ending =>
  async (decisions) => {
    for (const decision of await store.among(decisions)) if (await isErased(decision)) await store.removeOf(decision);
  };
