import { alertTables } from '../../../adapters/postgres/alerts/index.js';
import { alertActs } from '../../../domain/alerts/acts/index.js';
import { alertEvents } from '../../../domain/alerts/events/index.js';
import { watchFleet } from '../../../domain/alerts/from-monitor/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { alertAccess } from './access.js';
import { alertsConfiguration } from './configuration/index.js';
import { alertMetrics } from './metrics.js';
import { type AlertRouteDeps, alertRoutes } from './routes.js';
import { alertServices } from './services.js';

/** Most feeds of changes that are open at once; each takes a connection. */
const MOST_FEEDS = 32;
/** Of those, the ones of one key or account, which must not keep everybody else from them. */
const MOST_FEEDS_OF_ONE = 8;

export const alertParts = defineParts<AlertRouteDeps>({
  access: alertAccess,
  events: alertEvents,
  acts: alertActs,
  configuration: [alertsConfiguration],
  tables: [alertTables],
  services: alertServices,
  routes: alertRoutes,
  open: ({ alerts, incidents, monitor, acts, nowMs, clock, storesOf }: RoomContext) => ({
    deps: {
      alerts,
      incidents,
      noteRead: (reader, deployment) => monitor.noteRead(reader, { deployment, policy: null, address: '/v1/alerts' }),
      nowMs,
      newId: () => acts.newId(),
      feeds: new Slots(MOST_FEEDS, 'feeds of alerts are open', MOST_FEEDS_OF_ONE),
    },
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    jobs: [watchFleet({ view: monitor.view, alerts: () => storesOf(alertTables).alerts, clock })],
    metrics: alertMetrics(alerts),
    start: () => alerts.start(),
  }),
});
