import { accessOf, loadRooms } from '../../../src/apps/rooms/index.js';
import type { RouteDeclaration } from '../../../src/apps/server/http/route.js';
import type { AccessTable } from '../../../src/domain/identity/access-table.js';

const rooms = await loadRooms();

/** The one table of access. */
export const ACCESS: AccessTable = await accessOf(rooms);

/** Every route as its room declares it. */
export const ROUTES: readonly RouteDeclaration[] = rooms.flatMap(({ routes = [] }) => routes);

/** The routes of the API; pages for people are left out. */
export const OPERATIONS: readonly RouteDeclaration[] = ROUTES.filter(({ isPage }) => isPage !== true);
