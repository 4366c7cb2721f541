import { defineParts } from '../../rooms/define/index.js';
import { ConsoleFiles } from './files.js';
import { consoleRoutes } from './routes.js';

export const consoleParts = defineParts({
  routes: consoleRoutes,
  open: () => {
    const files = new ConsoleFiles();
    return { deps: { files }, serve: ({ moduleRoot }) => files.readFrom(new URL('console/', moduleRoot)) };
  },
});
