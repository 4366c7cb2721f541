import { decisionEvents, recordEntries } from '../../../domain/decisions/events/index.js';
import { decisionActs } from '../../../domain/decisions/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { decisionAccess } from './access.js';
import { decisionReasons } from './errors.js';
import { decisionMetrics } from './metrics.js';
import { producerRoutes } from './producers.js';
import { readingRoutes } from './reading.js';
import { recordRoutes } from './records.js';
import { decisionServices } from './services.js';

export const decisionsParts = defineParts({
  reasons: decisionReasons,
  access: decisionAccess,
  events: decisionEvents,
  records: recordEntries,
  acts: decisionActs,
  services: decisionServices,
  routes: [...recordRoutes, ...readingRoutes, ...producerRoutes],
  open: (context) => ({ deps: context, metrics: decisionMetrics(context.metrics) }),
});
