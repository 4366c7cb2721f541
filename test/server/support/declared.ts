import { loadRooms } from '../../../src/apps/rooms/index.js';
import type { RouteDeclaration } from '../../../src/apps/server/http/route.js';

/** Every route as its room declares it. */
export const ROUTES: readonly RouteDeclaration[] = (await loadRooms()).flatMap(({ routes = [] }) => routes);

/** The routes of the API; pages for people are left out. */
export const OPERATIONS: readonly RouteDeclaration[] = ROUTES.filter(({ isPage }) => isPage !== true);
