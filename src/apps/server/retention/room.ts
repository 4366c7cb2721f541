import { retentionSetting } from '../../../domain/retention/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { retentionMetrics } from './metrics.js';
import { retentionRoutes } from './routes.js';
import { retentionServices } from './services.js';

export const retentionParts = defineParts({
  settings: [retentionSetting],
  services: retentionServices,
  routes: retentionRoutes,
  open: (context) => ({ deps: context, metrics: retentionMetrics(() => context.retention.report) }),
});
