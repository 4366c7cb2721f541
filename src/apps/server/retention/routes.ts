import type { ServerDeps } from '../base/deps.js';
import { type Route, routesOver } from '../http/route.js';
import { retentionReport } from './schemas.js';

type RetentionDeps = Pick<ServerDeps, 'retention'>;
const route = routesOver<RetentionDeps>();

/** Routes of retention: one shows what would be erased now, the other erases it. */
export const retentionRoutes: readonly Route<RetentionDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/retention',
    action: 'erasure.read',
    summary: 'What is past its time and would be erased, what holds protect, what has no class',
    answer: retentionReport,
    noStore: true,
    handle: (_call, { retention }) => retention.plan(),
  }),
  route({
    method: 'POST',
    path: '/v1/retention',
    action: 'subject.erase',
    summary: 'Erase what is past its time now instead of within the hour',
    answer: retentionReport,
    noStore: true,
    handle: (_call, { retention }) => retention.run(),
  }),
];
