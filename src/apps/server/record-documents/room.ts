import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { issuedEvents } from '../../../domain/issued-documents/events/index.js';
import { issuedActs } from '../../../domain/issued-documents/index.js';
import { statementActs } from '../../../domain/record-documents/index.js';
import { statementEvents } from '../../../domain/record-documents/statements/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { recordDocumentAccess } from './access.js';
import { documentsOf } from './documents-of.js';
import { issuedOf } from './issued-of.js';
import { issuedRoutes } from './issued-routes.js';
import { recordDocumentRoutes } from './routes.js';

export const recordDocumentParts = defineParts({
  access: recordDocumentAccess,
  events: [...statementEvents, ...issuedEvents],
  acts: [...statementActs, ...issuedActs],
  tables: [recordDocumentTables],
  routes: [...recordDocumentRoutes, ...issuedRoutes],
  open(context: RoomContext) {
    const documents = documentsOf(context);
    return { deps: { documents, registry: context.registry, issued: () => issuedOf(context, documents) } };
  },
});
