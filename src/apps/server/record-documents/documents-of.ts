import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { Documents, type StatementActs } from '../../../domain/record-documents/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Documents over the services of the control plane. */
export function documentsOf(context: RoomContext): Documents {
  const { acts, registry, auditResults, incidents, stopSwitch, log, storesOf, nowMs, version, reading, explained } =
    context;
  return new Documents({
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
}
