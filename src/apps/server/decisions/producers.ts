import { missingOf } from '../../../domain/producers/index.js';
import type { ServerDeps } from '../base/deps.js';
import { type Route, routesOver } from '../http/route.js';
import { producerList } from './schemas.js';

/** Greatest number of ranges shown for one producer. */
const MAX_SHOWN = 20;

type ProducerDeps = Pick<ServerDeps, 'producers'>;

/** Routes that show the producers that number their requests, and the numbers that never came. */
export const producerRoutes: readonly Route<ProducerDeps>[] = [
  routesOver<ProducerDeps>()({
    method: 'GET',
    path: '/v1/producers',
    action: 'intake.read',
    summary: 'Producers that number their requests, and which numbers never came',
    answer: producerList,
    noStore: true,
    handle: (_call, { producers }) => ({
      producers: producers().map((state) => ({
        source: state.source,
        last: state.last,
        missing: missingOf(state),
        ranges: state.missing.slice(-MAX_SHOWN),
        seenAt: new Date(state.seenAtMs).toISOString(),
      })),
    }),
  }),
];
