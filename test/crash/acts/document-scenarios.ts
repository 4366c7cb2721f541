import { recordDocumentTables } from '../../../src/adapters/postgres/record-documents/index.js';
import type { IssuedDocuments } from '../../../src/domain/issued-documents/index.js';
import type { Documents } from '../../../src/domain/record-documents/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const documentsOf = ({ deps }: Plane): Documents =>
  (deps.rooms.find(({ name }) => name === 'record-documents')!.deps as { readonly documents: Documents }).documents;

/** What the model card says for the contact; null where nobody said it. */
async function contactOf(plane: Plane): Promise<string | null> {
  const wanted = { kind: 'model-card', subject: 'compas/prod', view: 'public', format: 'json' } as const;
  const asking = { reader: { actor: 'test', purpose: 'test' }, sight: 'groups' } as const;
  const { document } = await documentsOf(plane).print({ ...wanted, options: { sex: null, race: null } }, asking);
  return document.sections.flatMap(({ fields }) => fields).find(({ id }) => id === 'contact')?.value?.[0] ?? null;
}

const issuedOf = ({ deps }: Plane): IssuedDocuments =>
  (deps.rooms.find(({ name }) => name === 'record-documents')!.deps as { issued(): IssuedDocuments }).issued();
const asking = { reader: { actor: 'test', purpose: 'test' }, sight: 'groups' } as const;

export const DOCUMENT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'something is said for documents': scenario({
    acts: ['document.state'],
    leaves: ['document.stated'],
    again: [],
    before: async (_, n) => `desk ${n}`,
    act: (plane, text) => documentsOf(plane).state({ subject: 'compas/prod', field: 'contact', text }, 'test'),
    changed: async (plane, text) => [(await contactOf(plane)) === text],
  }),
  'a document leaves the house': scenario({
    acts: ['document.issue'],
    leaves: ['document.issued'],
    // Sent again, it leaves once more.
    again: ['document.issued'],
    before: async (_, n) => `authority ${n}`,
    act: (plane, to) =>
      issuedOf(plane).issue(
        {
          ...{ kind: 'model-card', subject: 'compas/prod', view: 'public', format: 'md', to },
          options: { sex: null, race: null },
        },
        asking,
        'test',
      ),
    changed: async (plane, to) => {
      const { store } = plane;
      const all = await store
        .of(recordDocumentTables)
        .issuedDocuments.listIssued({ subject: null, before: null, limit: 50 });
      return [all.some((one) => one.to === to)];
    },
  }),
};
