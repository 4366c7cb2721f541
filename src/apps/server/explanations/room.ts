import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openExplainer } from '../../../adapters/explaining/index.js';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { explanationEvents } from '../../../domain/explained-decisions/events/index.js';
import { ExplainedDecisions, explanationActs, explanationReasons } from '../../../domain/explained-decisions/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
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
  open,
});

function open(context: RoomContext) {
  const { reading, registry, acts, clock, configuration, dataDir, storesOf } = context;
  const { artifacts } = storesOf(artifactTables);
  const explainer = openExplainer(join(dataDir, FOLDER));
  const explained = new ExplainedDecisions({
    reading,
    registry: () => registry.view(),
    models: modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') }),
    explain: explainer.explain,
    forget: explainer.forget,
    erasedAt: async (digest) => (await artifacts.artifact(digest))?.erasedAtMs ?? null,
    store: storesOf(explanationTables).explanations,
    acts,
    crypto: nodeRuntime,
    nowMs: () => clock.nowMs(),
    after: (ms, run) => clock.after(ms, run),
    budget: configuration.read(explanationsConfiguration).budget,
    waitMs: WAIT_MS,
  });
  const counts = explanationMetrics(explained);
  return { deps: { explained, counts }, metrics: counts.all, stop: () => explainer.close() };
}
