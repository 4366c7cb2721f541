import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { signedWebhook } from '../../../adapters/channels/index.js';
import { openExplainer } from '../../../adapters/explaining/index.js';
import { remoteAsker } from '../../../adapters/model-servers/index.js';
import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  AdverseQueue,
  type DueStores,
  followAdverse,
  tellReady,
} from '../../../domain/explained-decisions/adverse/index.js';
import { ExplainedDecisions, ExplanationMaker } from '../../../domain/explained-decisions/index.js';
import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import type { ModelStore } from '../../../domain/model-store/ports.js';
import { explainBetweenCanaries } from '../../../domain/remote-explanations/index.js';
import { RemoteModels, type RemoteModelsDeps } from '../../../domain/remote-models/index.js';
import { isPin, MARK_BYTES } from '../../../domain/remote-models/pins/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { askingOf } from '../remote-models/open-remote-models.js';
import { explanationsConfiguration } from './configuration/index.js';
import { toldReady } from './metrics.js';

/** Folder for people to compare with while they are read; it is empty but for that moment. */
const FOLDER = 'explaining';
/** The same for versions behind a network, which are explained in a thread of their own. */
const FAR_FOLDER = 'explaining-far';
/** Longest time for which a caller waits for an explanation that is being made, ms; all but the first of a version are ready long before. */
const WAIT_MS = 2000;

/** Versions of which it is remembered whether they are behind a network. */
const MOST_KNOWN = 1000;

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
  const { budget, offersHold, webhook, remoteEvaluations: evaluations } = configuration.read(explanationsConfiguration);
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
  const near = openExplainer(join(dataDir, FOLDER));
  const asking = askingOf(configuration);
  const far = openExplainer(join(dataDir, FAR_FOLDER), { ...asking, evaluations });
  const { bytes } = openPlace({ configuration, dataDir, nowMs });
  const models = modelStore({ bytes, newSha256: () => createHash('sha256') });
  const remoteModels = new RemoteModels({
    ...{ models, nowMs, artifacts: () => artifacts, ask: remoteAsker(asking) },
    acts: context.acts as unknown as RemoteModelsDeps['acts'],
  });
  const maker = new ExplanationMaker({
    models,
    explain: explainBetweenCanaries({ near: near.explain, far: far.explain, forget: far.forget, remoteModels }),
    async forget(request) {
      await Promise.all([near.forget(request), far.forget(request)]);
    },
    isFar: farOf(models),
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
  const breakOff = () => far.close();
  const adverseQueue = new AdverseQueue({ ...common, clock: runtime, signal, breakOff, onProblem });
  return {
    services: { explained, adverseQueue, explanationsTold: told },
    closers: [() => adverseQueue.stop(), () => far.close(), () => near.close()],
  };
}

/** Says whether a version is behind a network, by its first bytes; what is held nowhere is not. */
function farOf(models: Pick<ModelStore, 'head'>): (version: string) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async (version) => {
    const is = known.get(version);
    if (is !== undefined) return is;
    try {
      const isFar = isPin(await models.head(version, MARK_BYTES));
      // Bytes never change under their digest.
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(version, isFar);
      return isFar;
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return false;
      throw cause;
    }
  };
}
