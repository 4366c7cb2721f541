import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { gateTables } from '../../../adapters/postgres/gates/index.js';
import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { GATE_LIMITS, heldWaivers, waivedControl } from '../../../domain/gates/index.js';
import { Documents, type StatementActs } from '../../../domain/record-documents/index.js';
import { foundationModelsSetting, vendorsSetting } from '../../../domain/vendors/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Documents over the services of the control plane. */
export function documentsOf(context: RoomContext): Documents {
  const {
    settings,
    acts,
    registry,
    auditResults,
    incidents,
    stopSwitch,
    log,
    storesOf,
    nowMs,
    version,
    reading,
    explained,
  } = context;
  return new Documents({
    acts: acts as unknown as StatementActs,
    statements: storesOf(recordDocumentTables).statements,
    registry: () => registry.snapshot(),
    audits: auditResults,
    lineage: storesOf(lineageTables).lineage,
    // The store of another room is looked up when it is used: services without its tables make no documents.
    imports: { list: (query) => storesOf(controlTables).controlRecords.list(query) },
    vendors: () => settings.read(vendorsSetting),
    foundationModels: () => settings.read(foundationModelsSetting),
    incidents,
    stops: stopSwitch,
    async waivers(deployment) {
      const facts = await storesOf(gateTables).gates.facts(deployment, GATE_LIMITS.facts);
      return heldWaivers(facts, nowMs()).map(({ id, version: of, requirement, reason, untilMs }) => {
        const control = waivedControl(requirement);
        const what = control === null ? `the requirement ${requirement}` : `the control ${control}`;
        return { id, deployment, version: of, what, reason, until: new Date(untilMs).toISOString() };
      });
    },
    cases: ({ deployment, before, limit }, except) =>
      storesOf(oversightTables).cases.list({ stage: 'all', decision: null, deployment, before, limit }, except),
    log,
    reading,
    explained,
    nowMs,
    version,
  });
}
