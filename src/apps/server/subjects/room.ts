import { defineParts } from '../../rooms/define/index.js';
import { subjectRoutes } from './routes.js';

export const subjectsParts = defineParts({ routes: subjectRoutes });
