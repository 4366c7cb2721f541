import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { signedWebhook } from '../../../adapters/channels/index.js';
import { openExplainer } from '../../../adapters/explaining/index.js';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { DAY_MS } from '../../../core/base/durations.js';
import {
  AdverseQueue,
  type DueStores,
  followAdverse,
  tellReady,
} from '../../../domain/explained-decisions/adverse/index.js';
import { ExplainedDecisions, ExplanationMaker } from '../../../domain/explained-decisions/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { explanationsConfiguration } from './configuration/index.js';
import { toldReady } from './metrics.js';

/** Folder for people to compare with while they are read; it is empty but for that moment. */
const FOLDER = 'explaining';
/** Longest time for which a caller waits for an explanation that is being made, ms; all but the first of a version are ready long before. */
const WAIT_MS = 2000;

/** Makes explanations of recorded decisions. Decisions become due from the start of the service on, also while nobody is served. */
export function explanationServices(
  context: ServiceContext,
): MadeServices<'explained' | 'adverseQueue' | 'explanationsTold'> {
  const { store, decisions, seenRegistry, runtime, configuration, dataDir, onProblem } = context;
  decisions.followers.add(
    followAdverse(seenRegistry, store.dueSignal),
    store.transactions as unknown as StoreTransactions<DueStores>,
  );
  const { explanations, dueSignal: signal } = store.of(explanationTables);
  const { artifacts } = store.of(artifactTables);
  const nowMs = () => runtime.nowMs();
  const { budget, offersHold, webhook } = configuration.read(explanationsConfiguration);
  const told = toldReady();
  if (webhook !== undefined) {
    const { url, secret, privateAddress: allowPrivate } = webhook;
    decisions.followers.add(
      tellReady({
        send: signedWebhook({ url, secret, allowPrivate, nowMs }),
        onTold: (outcome, n) => told.add(n, { outcome }),
        onProblem,
      }),
      store.transactions,
    );
  }
  const explainer = openExplainer(join(dataDir, FOLDER));
  const { bytes } = openPlace({ configuration, dataDir, nowMs });
  const maker = new ExplanationMaker({
    models: modelStore({ bytes, newSha256: () => createHash('sha256') }),
    explain: explainer.explain,
    forget: explainer.forget,
    erasedAt: async (digest) => (await artifacts.artifact(digest))?.erasedAtMs ?? null,
    store: explanations,
    crypto: runtime,
    nowMs,
    offersHoldMs: offersHold * DAY_MS,
  });
  const common = {
    reading: decisions.reading,
    registry: () => decisions.registry(),
    store: explanations,
    maker,
    acts: context.acts,
  };
  const explained = new ExplainedDecisions({
    ...common,
    crypto: runtime,
    nowMs,
    after: (ms, run) => runtime.after(ms, run),
    budget,
    waitMs: WAIT_MS,
  });
  const adverseQueue = new AdverseQueue({ ...common, clock: runtime, signal, onProblem });
  return {
    services: { explained, adverseQueue, explanationsTold: told },
    closers: [() => adverseQueue.stop(), () => explainer.close()],
  };
}
