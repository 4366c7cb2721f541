import { auditActs, auditEvents, auditReasons } from '../../../domain/audits/recorded/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { auditAccess } from './access.js';
import { auditRoutes } from './routes.js';
import { auditServices } from './services.js';

export const auditsParts = defineParts({
  access: auditAccess,
  acts: auditActs,
  events: auditEvents,
  reasons: auditReasons,
  services: auditServices,
  routes: auditRoutes,
});
