import { defineParts } from '../../rooms/define/index.js';
import { auditRoutes } from './routes.js';

export const auditsParts = defineParts({ routes: auditRoutes });
