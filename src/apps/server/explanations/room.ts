import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openExplainer } from '../../../adapters/explaining/index.js';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { AdverseQueue, type DueStores, followAdverse } from '../../../domain/explained-decisions/adverse/index.js';
import { explanationEvents } from '../../../domain/explained-decisions/events/index.js';
import {
  ExplainedDecisions,
  ExplanationMaker,
  explanationActs,
  explanationReasons,
} from '../../../domain/explained-decisions/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { defineParts, type MadeServices, type RoomContext, type ServiceContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { explanationAccess } from './access.js';
import { explanationsConfiguration } from './configuration/index.js';
import { explanationMetrics } from './metrics.js';
import { explanationRoutes } from './routes.js';

/** Folder for people to compare with while they are read; it is empty but for that moment. */
const FOLDER = 'explaining';
/** Longest time for which a caller waits for an explanation that is being made, ms; all but the first of a version are ready long before. */
const WAIT_MS = 2000;

export const explanationsParts = defineParts({
  access: explanationAccess,
  events: explanationEvents,
  acts: explanationActs,
  configuration: [explanationsConfiguration],
  reasons: explanationReasons,
  routes: explanationRoutes,
  services: explanationServices,
  open,
});

/** Decisions become due from the start of the service on, also while nobody is served. */
function explanationServices({ store, decisions, seenRegistry }: ServiceContext): MadeServices {
  decisions.followers.add(
    followAdverse(seenRegistry, store.dueSignal),
    store.transactions as unknown as StoreTransactions<DueStores>,
  );
  return { services: {} };
}

function open(context: RoomContext) {
  const { reading, registry, acts, clock, configuration, dataDir, storesOf, onProblem } = context;
  const { artifacts } = storesOf(artifactTables);
  const explainer = openExplainer(join(dataDir, FOLDER));
  const { explanations: store, dueSignal: signal } = storesOf(explanationTables);
  const maker = new ExplanationMaker({
    models: modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') }),
    explain: explainer.explain,
    forget: explainer.forget,
    erasedAt: async (digest) => (await artifacts.artifact(digest))?.erasedAtMs ?? null,
    store,
    crypto: nodeRuntime,
    nowMs: () => clock.nowMs(),
  });
  const common = { reading, registry: () => registry.view(), store, maker, acts };
  const explained = new ExplainedDecisions({
    ...common,
    crypto: nodeRuntime,
    nowMs: () => clock.nowMs(),
    after: (ms, run) => clock.after(ms, run),
    budget: configuration.read(explanationsConfiguration).budget,
    waitMs: WAIT_MS,
  });
  const queue = new AdverseQueue({ ...common, clock, signal, onProblem });
  const counts = explanationMetrics({ explained, queue });
  return {
    deps: { explained, queue, counts },
    metrics: counts.all,
    start: async () => queue.start(),
    async stop() {
      await queue.stop();
      await explainer.close();
    },
  };
}
