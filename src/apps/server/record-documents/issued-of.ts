import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { recordDocumentTables } from '../../../adapters/postgres/record-documents/index.js';
import { type IssuedDeps, IssuedDocuments } from '../../../domain/issued-documents/index.js';
import type { Documents } from '../../../domain/record-documents/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Documents that leave the house, over the services of the control plane. */
export function issuedOf(
  { acts, storesOf, registry, version, nowMs }: RoomContext,
  documents: Documents,
): IssuedDocuments {
  return new IssuedDocuments({
    acts: acts as unknown as IssuedDeps['acts'],
    store: storesOf(recordDocumentTables).issuedDocuments,
    documents,
    async enteredAt({ id, digest }) {
      // Entries are known by what they are about, or by the record that they tell of.
      const { deployments } = await registry.snapshot();
      const entries = await storesOf(controlTables).entryIndex.about([id, ...deployments.map((one) => one.id)]);
      const found = entries.filter(
        ({ about, ref }) => about === id || ref === id || (digest !== null && ref === digest),
      );
      return found.length === 0 ? null : Math.max(...found.map(({ atMs }) => atMs));
    },
    ...{ version, nowMs },
  });
}
