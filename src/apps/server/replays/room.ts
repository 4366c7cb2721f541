import { createHash } from 'node:crypto';
import { openScorer } from '../../../adapters/replaying/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { replayEvents } from '../../../domain/replays/events/index.js';
import { Replays, replayActs, replayReasons } from '../../../domain/replays/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { Slots } from '../base/index.js';
import { replayAccess } from './access.js';
import { replayRoutes } from './routes.js';

/** Replays that wait at once; each holds the bytes of a model. */
const MOST_WAITING = 4;

export const replaysParts = defineParts({
  access: replayAccess,
  events: replayEvents,
  acts: replayActs,
  reasons: replayReasons,
  routes: replayRoutes,
  open,
});

function open(context: RoomContext) {
  const scorer = openScorer();
  const { reading, registry, version } = context;
  const replays = new Replays({
    reading,
    deployment: async (id) => (await registry.view()).deployment(id),
    models: modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') }),
    score: scorer.score,
    acts: context.acts as unknown as Acts<object>,
  });
  return {
    deps: { replays, version, slots: new Slots(MOST_WAITING, 'decisions are being run again') },
    stop: () => scorer.close(),
  };
}
