import { defineParts } from '../../rooms/define/index.js';
import { subjectAccess } from './access.js';
import { subjectReasons } from './errors.js';
import { subjectRoutes } from './routes.js';

export const subjectsParts = defineParts({
  reasons: subjectReasons,
  access: subjectAccess,
  services: ({ decisions }) => ({ services: { subjects: decisions.subjects } }),
  routes: subjectRoutes,
});
