import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Notices } from '../../../src/domain/notices/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const LINK_MS = 86_400_000;
const noticesOf = ({ deps }: Plane): Notices =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { notices: Notices }).notices;

async function decided(plane: Plane): Promise<string> {
  await applyDocument(REGISTRY, 'test', plane.deps);
  const made = record();
  await plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(made)), { form: 'ndjson', source: 'test' });
  return String(made.id);
}
const made = async (plane: Plane) => {
  const decision = await decided(plane);
  return noticesOf(plane).make({ decision, language: 'en', isHighImpact: false, linkMs: LINK_MS }, 'test');
};
const sessions = async ({ store }: Plane, notice: string): Promise<number> =>
  (await store.sql.query('select 1 as n from notice_session where notice = $1', [notice])).length;

export const NOTICE_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a notice is made': scenario({
    acts: ['notice.make'],
    leaves: ['decision.noticed'],
    again: ['decision.noticed'],
    before: async (plane) => ({ id: crypto.randomUUID(), decision: await decided(plane) }),
    act: (plane, wanted) =>
      noticesOf(plane).make({ ...wanted, language: 'en', isHighImpact: false, linkMs: LINK_MS }, 'test'),
    async changed({ store }, { id }) {
      const [notices, links] = [
        await store.sql.query('select 1 as n from notice where id = $1', [id]),
        await store.sql.query('select 1 as n from notice_link where notice = $1', [id]),
      ];
      return [notices.length === 1, links.length > 0];
    },
  }),
  'the link of a notice is replaced': scenario({
    acts: ['notice.link'],
    leaves: ['notice.link-made'],
    again: ['notice.link-made'],
    before: async (plane) => (await made(plane)).record,
    act: (plane, { id }) => noticesOf(plane).replaceLink({ id, check: 'document-seen', linkMs: LINK_MS }, 'test'),
    changed: async (plane, { id }) => {
      const { links } = await noticesOf(plane).find(id);
      return [links.length > 1, links[0]!.endedAtMs !== null];
    },
  }),
  'a notice is opened': scenario({
    acts: ['notice.open'],
    // Its entry is in the log of reads.
    leaves: [],
    again: 'NOT_FOUND',
    before: made,
    act: (plane, { code }) => noticesOf(plane).open(code),
    changed: async (plane, { record: { id } }) => {
      const { links } = await noticesOf(plane).find(id);
      return [links.length > 1, links[0]!.endedAtMs !== null, (await sessions(plane, id)) > 0];
    },
  }),
  'a person writes and does not send': scenario({
    acts: ['notice.draft'],
    leaves: [],
    again: 'CONFLICT',
    before: async (plane) => (await made(plane)).record,
    act: (plane, notice) => noticesOf(plane).write(notice, { revision: 0, statement: 'so', corrections: {} }),
    changed: async (plane, notice) => [(await noticesOf(plane).view(notice)).draft.revision > 0],
  }),
};
