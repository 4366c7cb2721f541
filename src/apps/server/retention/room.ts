import { retentionSetting } from '../../../domain/decisions/retention/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { retentionMetrics } from './metrics.js';
import { retentionRoutes } from './routes.js';

export const retentionParts = defineParts({
  settings: [retentionSetting],
  routes: retentionRoutes,
  open: (context) => ({ deps: context, metrics: retentionMetrics(() => context.retention.report) }),
});
