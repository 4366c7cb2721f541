import { configurationActs } from '../../../domain/configuration/index.js';
import { registryEvents } from '../../../domain/registry/events/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { registryRoutes } from './routes.js';

export const registryParts = defineParts({ events: registryEvents, acts: configurationActs, routes: registryRoutes });
