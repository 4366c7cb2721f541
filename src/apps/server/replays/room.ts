import { createHash } from 'node:crypto';
import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { openScorer } from '../../../adapters/replaying/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { replayEvents } from '../../../domain/replays/events/index.js';
import { Replays, replayActs, replayReasons } from '../../../domain/replays/index.js';
import { ReplayMany, replaySampleJob } from '../../../domain/replays/sample/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { Slots } from '../base/index.js';
import { openRemoteModels } from '../remote-models/open-remote-models.js';
import { replayAccess } from './access.js';
import { replaysConfiguration } from './configuration/index.js';
import { sampledReplays } from './metrics.js';
import { replayRoutes } from './routes.js';

/** Replays that wait at once; each holds the bytes of a model. */
const MOST_WAITING = 4;

export const replaysParts = defineParts({
  access: replayAccess,
  events: replayEvents,
  acts: replayActs,
  configuration: [replaysConfiguration],
  reasons: replayReasons,
  routes: replayRoutes,
  open,
});

function open(context: RoomContext) {
  const scorer = openScorer();
  const scorers = openRemoteModels(context).scorers(scorer);
  const { reading, registry, rules, version, nowMs, configuration, storesOf, onProblem } = context;
  const { sample: count, tolerance } = configuration.read(replaysConfiguration);
  const sampled = sampledReplays();
  const common = {
    reading,
    deployment: async (id: string) => (await registry.view()).deployment(id),
    rules: () => rules.current(),
    models: modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') }),
    acts: context.acts as unknown as Acts<object>,
  };
  const replays = new Replays({ ...common, score: scorers.score });
  const many = new ReplayMany({ ...common, score: scorers.scoreMany });
  const job = replaySampleJob({
    ...{ reading, replays, nowMs, count, tolerance, onProblem },
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    alerts: () => storesOf(alertTables).alerts,
    onOutcome: (outcome) => sampled.add(1, { outcome }),
  });
  return {
    jobs: count === 0 ? [] : [job],
    metrics: [sampled],
    deps: { replays, many, version, nowMs, slots: new Slots(MOST_WAITING, 'decisions are being run again') },
    stop: () => scorer.close(),
  };
}
