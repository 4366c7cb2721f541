import { defineParts } from '../../rooms/define/index.js';
import { subjectAccess } from './access.js';
import { subjectRoutes } from './routes.js';

export const subjectsParts = defineParts({ access: subjectAccess, routes: subjectRoutes });
