import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { Documents, type StatementActs, statementActs } from '../../../domain/record-documents/index.js';
import { statementEvents } from '../../../domain/record-documents/statements/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { recordDocumentAccess } from './access.js';
import { recordDocumentRoutes } from './routes.js';

export const recordDocumentParts = defineParts({
  access: recordDocumentAccess,
  events: statementEvents,
  acts: statementActs,
  tables: [recordDocumentTables],
  routes: recordDocumentRoutes,
  open,
});

function open(context: RoomContext) {
  const { acts, registry, auditResults, incidents, stopSwitch, log, storesOf, nowMs, version, reading, explained } =
    context;
  const documents = new Documents({
    acts: acts as unknown as StatementActs,
    statements: storesOf(recordDocumentTables).statements,
    registry: () => registry.snapshot(),
    audits: auditResults,
    lineage: storesOf(lineageTables).lineage,
    incidents,
    stops: stopSwitch,
    log,
    reading,
    explained,
    nowMs,
    version,
  });
  return { deps: { documents, registry } };
}
