import { ledgerEvents } from '../../../domain/log/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { ledgerAccess } from './access.js';
import { ledgerConfiguration } from './configuration/index.js';
import { ledgerMetrics } from './metrics.js';
import { ledgerRoutes } from './routes.js';
import { ledgerServices } from './services.js';

export const ledgerParts = defineParts({
  access: ledgerAccess,
  events: ledgerEvents,
  configuration: [ledgerConfiguration],
  services: ledgerServices,
  routes: ledgerRoutes,
  open,
});

function open({ log, metrics, settings, configuration }: RoomContext) {
  const { options } = configuration.read(ledgerConfiguration);
  return { deps: { log, metrics, settings, options }, metrics: ledgerMetrics(metrics) };
}
