import type { Timer } from '../../../core/base/clock.js';
import { SECOND_MS } from '../../../core/base/durations.js';
import { mappings as mappingSetting } from '../../../domain/intake/index.js';
import { KservePairing } from '../../../domain/intake/kserve/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { intakeAccess } from './access.js';
import { kserveMetrics, kserveRoutes } from './kserve.js';
import { otlpCounts, otlpRoutes } from './otlp.js';
import { intakeDeps } from './tools.js';

/** Time between two searches for requests and responses of inferences that waited too long, ms. */
const SWEEP_EVERY_MS: number = 30 * SECOND_MS;

export const intakeParts = defineParts({
  access: intakeAccess,
  settings: [mappingSetting],
  services: ({ store }) => ({ services: { pendingInferences: store.pendingInferences } }),
  routes: [...kserveRoutes, ...otlpRoutes],
  open,
});

function open(context: RoomContext) {
  const { pendingInferences, ingest, reading, nowMs } = context;
  const intake = intakeDeps(context);
  const { mappings, activeCutoff } = intake;
  const idOf = (deployment: string, event: string, row: number): string =>
    intake.idFor(`${deployment}\n${event}#${row}`);
  const pairing = new KservePairing({ pendingInferences, ingest, reading, nowMs, mappings, activeCutoff, idOf });
  const otlp = otlpCounts();
  return {
    deps: { ...context, intake, pairing, otlp },
    metrics: [...kserveMetrics(pairing), otlp.records, otlp.rejected],
    ...sweeping(pairing, context),
  };
}

/**
 * Searches for inferences whose request or response never came. It begins when the server starts, because an earlier process may have left
 * some.
 */
function sweeping(pairing: KservePairing, { clock, onProblem }: RoomContext) {
  let timer: Timer | null = null;
  return {
    async start() {
      await pairing.sweep().catch(() => undefined);
      timer = clock.every(SWEEP_EVERY_MS, () => pairing.sweep().catch((cause: unknown) => onProblem(cause as Error)));
    },
    async stop() {
      timer?.cancel();
    },
  };
}
