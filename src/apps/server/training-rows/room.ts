import { createHash } from 'node:crypto';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { trainingRowsEvents } from '../../../domain/training-rows/events/index.js';
import { TrainingRows } from '../../../domain/training-rows/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { trainingRowsAccess } from './access.js';
import { trainingRowsRoutes } from './routes.js';

/** Readings at once; each holds some batches of records opened and walks through the window. */
const MOST_AT_ONCE = 2;
const MOST_OF_ONE = 1;

export const trainingRowsParts = defineParts({
  access: trainingRowsAccess,
  events: trainingRowsEvents,
  services: ({ decisions: { history, log }, runtime }) => ({
    services: {
      trainingRows: new TrainingRows({
        ...{ history, log },
        sha256: (bytes) => runtime.sha256(bytes),
        newDigest() {
          const hash = createHash('sha256');
          return { update: (text) => void hash.update(text), digest: () => `sha256:${hash.digest('hex')}` };
        },
      }),
    },
  }),
  routes: trainingRowsRoutes,
  open({ trainingRows, storesOf, nowMs }: RoomContext) {
    return {
      deps: {
        ...{ trainingRows, nowMs },
        requestOf: (id: string) => storesOf(stopTables).reactions.find(id),
        slots: new Slots(MOST_AT_ONCE, 'readings of rows for a training are under way', MOST_OF_ONE),
      },
    };
  },
});
