import { searchEvents } from '../../../domain/decision-search/events/index.js';
import { DecisionSearch } from '../../../domain/decision-search/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { decisionSearchAccess } from './access.js';
import { groupNotShown, placeUnknown } from './errors.js';
import { decisionSearchRoutes } from './routes.js';

/** Searches at once; each holds some batches of records opened. */
const MOST_AT_ONCE = 4;
const MOST_OF_ONE = 2;

export const decisionSearchParts = defineParts({
  access: decisionSearchAccess,
  events: searchEvents,
  reasons: [groupNotShown, placeUnknown],
  services: ({ decisions: { history, log, erasures }, runtime }) => ({
    services: {
      decisionSearch: new DecisionSearch({
        ...{ history, log },
        subjectTag: (subject) => erasures.subjectTag(subject),
        nowMs: () => runtime.nowMs(),
      }),
    },
  }),
  routes: decisionSearchRoutes,
  open,
});

function open({ decisionSearch }: RoomContext) {
  return {
    deps: { decisionSearch, slots: new Slots(MOST_AT_ONCE, 'searches of decisions are under way', MOST_OF_ONE) },
  };
}
