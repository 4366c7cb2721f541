import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { telemetryEvents } from '../../../domain/explanation-telemetry/events/index.js';
import { surveyExplanations, Telemetry } from '../../../domain/explanation-telemetry/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { explanationTelemetryAccess } from './access.js';
import { explanationTelemetryRoutes } from './routes.js';

/** Surveys at once; each opens thousands of records. */
const MOST_AT_ONCE = 2;

export const explanationTelemetryParts = defineParts({
  access: explanationTelemetryAccess,
  events: telemetryEvents,
  acts: [surveyExplanations],
  routes: explanationTelemetryRoutes,
  open(context: RoomContext) {
    const { reading, registry, explained, nowMs, storesOf, acts } = context;
    const telemetry = () =>
      new Telemetry({
        reading,
        registry: () => registry.view(),
        // The stores are looked up when they are used: a room is opened before a service without tables needs them.
        store: storesOf(explanationTables).explanations,
        maker: explained,
        crypto: nodeRuntime,
        acts: acts as unknown as Acts<object>,
      });
    return { deps: { telemetry, nowMs, slots: new Slots(MOST_AT_ONCE, 'explanations are being surveyed') } };
  },
});
