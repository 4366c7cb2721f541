import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { statementActs } from '../../../domain/record-documents/index.js';
import { statementEvents } from '../../../domain/record-documents/statements/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { recordDocumentAccess } from './access.js';
import { documentsOf } from './documents-of.js';
import { recordDocumentRoutes } from './routes.js';

export const recordDocumentParts = defineParts({
  access: recordDocumentAccess,
  events: statementEvents,
  acts: statementActs,
  tables: [recordDocumentTables],
  routes: recordDocumentRoutes,
  open: (context: RoomContext) => ({ deps: { documents: documentsOf(context), registry: context.registry } }),
});
