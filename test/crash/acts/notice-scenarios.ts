import { personMessageTables } from '../../../src/adapters/postgres/person-messages/index.js';
import { nodeRuntime } from '../../../src/adapters/runtime/index.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Evidence } from '../../../src/domain/evidence/index.js';
import type { Mandates } from '../../../src/domain/mandates/index.js';
import type { Notices } from '../../../src/domain/notices/index.js';
import type { PersonMessages } from '../../../src/domain/person-messages/index.js';
import { messageId, waitingMessage } from '../../../src/domain/person-messages/model/index.js';
import { sealPart } from '../../../src/domain/person-messages/sealing.js';
import type { PersonRequests } from '../../../src/domain/person-requests/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { oversightOf, reader } from './oversight-scenarios.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const LINK_MS = 86_400_000;
const noticesOf = ({ deps }: Plane): Notices =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { notices: Notices }).notices;
const evidenceOf = ({ deps }: Plane): Evidence =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { evidence: Evidence }).evidence;
const messagesOf = ({ deps }: Plane): PersonMessages =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { messages: PersonMessages }).messages;
const requestsOf = ({ deps }: Plane): PersonRequests =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { requests: PersonRequests }).requests;
const mandatesOf = ({ deps }: Plane): Mandates =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { mandates: Mandates }).mandates;
const MANDATE = { name: 'Rae', may: ['see'], dayMs: Date.now() + LINK_MS, check: 'person', file: null } as const;
const PAPER = { name: 'paper.txt', bytes: new TextEncoder().encode('I earn more.') };

async function decided(plane: Plane): Promise<string> {
  await applyDocument(REGISTRY, 'test', plane.deps);
  const made = record();
  await plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(made)), { form: 'ndjson', source: 'test' });
  return String(made.id);
}
const made = async (plane: Plane) => {
  const decision = await decided(plane);
  return noticesOf(plane).make(
    { decision, language: 'en', isHighImpact: false, linkMs: LINK_MS, isLinkMsSaid: true },
    'test',
  );
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
      noticesOf(plane).make(
        { ...wanted, language: 'en', isHighImpact: false, linkMs: LINK_MS, isLinkMsSaid: true },
        'test',
      ),
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
    act: (plane, { id }) => noticesOf(plane).replaceLink({ id, check: 'document-seen', usualMs: LINK_MS }, 'test'),
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
    act: (plane, { code }) => noticesOf(plane).open(code, LINK_MS),
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
  'a person hands in a file': scenario({
    acts: ['evidence.add'],
    leaves: ['evidence.added'],
    again: ['evidence.added'],
    before: async (plane) => (await made(plane)).record,
    act: (plane, notice) => evidenceOf(plane).add(notice, PAPER),
    changed: async (plane, notice) => [(await evidenceOf(plane).list(notice)).length > 0],
  }),
  'a person takes a file back': scenario({
    acts: ['evidence.remove'],
    leaves: ['evidence.removed'],
    again: 'NOT_FOUND',
    async before(plane) {
      const { record: notice } = await made(plane);
      return { notice, id: (await evidenceOf(plane).add(notice, PAPER)).id };
    },
    act: (plane, { notice, id }) => evidenceOf(plane).remove(notice, id),
    changed: async (plane, { notice }) => [(await evidenceOf(plane).list(notice)).length === 0],
  }),
  'a message to a person is given up': scenario({
    acts: ['message.end'],
    leaves: ['message.failed'],
    again: [],
    async before(plane, n) {
      const { record: notice } = await made(plane);
      const id = messageId('notice', `${notice.id} ${n}`);
      // It waits since long ago, for a way that is not declared.
      const of = { id, kind: 'notice', notice: notice.id, decision: notice.decision, case: null, by: 'email' } as const;
      const { key } = await oversightOf(plane).decision(notice.decision);
      const plain = { by: 'email', to: null, language: 'en', texts: 'x 1', subject: 'x', text: 'x' } as const;
      const sealed = sealPart(nodeRuntime, key, { part: 'text', id, plain });
      const { record } = waitingMessage({ ...of, nowMs: 0 });
      await plane.store.of(personMessageTables).personMessages.add({ record, sealed });
      return { id };
    },
    act: (plane) => messagesOf(plane).look(),
    changed: async ({ store }, { id }) => [
      (await store.of(personMessageTables).personMessages.find(id))?.record.state === 'failed',
    ],
  }),
  'a person asks for what is held': scenario({
    acts: ['request.make'],
    leaves: ['request.made'],
    again: [],
    before: async (plane) => (await made(plane)).record,
    act: (plane, notice) => requestsOf(plane).make(notice, 'copy'),
    changed: async (plane, notice) => [(await requestsOf(plane).of(notice)).length > 0],
  }),
  'a request of a person is answered': scenario({
    acts: ['request.answer'],
    leaves: ['request.answered'],
    again: 'CONFLICT',
    async before(plane) {
      const { record: notice } = await made(plane);
      return { notice, id: (await requestsOf(plane).make(notice, 'copy')).id };
    },
    act: (plane, { id }) => requestsOf(plane).answer(id, null, 'test'),
    changed: async (plane, { notice }) => [(await requestsOf(plane).of(notice))[0]!.state === 'done'],
  }),
  'somebody may act for a person': scenario({
    acts: ['mandate.give'],
    leaves: ['mandate.given'],
    again: ['mandate.given'],
    before: async (plane) => (await made(plane)).record,
    act: (plane, notice) => mandatesOf(plane).give(notice, MANDATE, 'subject'),
    changed: async (plane, { id, decision }) => [
      (await mandatesOf(plane).ofDecision(decision)).length > 0,
      (await noticesOf(plane).find(id)).links.some(({ mandate }) => mandate !== undefined),
    ],
  }),
  'a representative gets a new link': scenario({
    acts: ['mandate.link'],
    leaves: ['mandate.link-made'],
    again: ['mandate.link-made'],
    async before(plane) {
      const { record } = await made(plane);
      return (await mandatesOf(plane).give(record, MANDATE, 'subject')).mandate;
    },
    act: (plane, { id }) => mandatesOf(plane).link(id, 'subject'),
    async changed(plane, { id, notice }) {
      const own = (await noticesOf(plane).find(notice)).links.filter(({ mandate }) => mandate === id);
      return [own.length > 1, own[0]!.endedAtMs !== null];
    },
  }),
  'a mandate ends': scenario({
    acts: ['mandate.end'],
    leaves: ['mandate.ended'],
    again: [],
    async before(plane) {
      const { record } = await made(plane);
      return (await mandatesOf(plane).give(record, MANDATE, 'subject')).mandate;
    },
    act: (plane, { id }) => mandatesOf(plane).end(id, 'subject'),
    async changed(plane, { id, notice }) {
      const own = (await noticesOf(plane).find(notice)).links.filter(({ mandate }) => mandate === id);
      return [(await mandatesOf(plane).inForce(id)) === null, own.every(({ endedAtMs }) => endedAtMs !== null)];
    },
  }),
  'a reader opens a file': scenario({
    acts: ['evidence.open'],
    // Its entry is in the log of reads.
    leaves: [],
    again: [],
    async before(plane, n) {
      const person = await reader(plane, n);
      const { record: notice } = await made(plane);
      const { id } = await evidenceOf(plane).add(notice, PAPER);
      await noticesOf(plane).write(notice, { revision: 0, statement: 'so', corrections: {} });
      const opened = await noticesOf(plane).contest(notice, 1);
      for (let has: string | undefined; has !== opened.id; ) has = (await oversightOf(plane).claim(person))?.id;
      return { notice, id, person, taken: opened.id };
    },
    act: (plane, { id, taken, person }) => evidenceOf(plane).openInCase(taken, id, person),
    changed: async (plane, { notice }) => [(await evidenceOf(plane).list(notice))[0]!.openedBy.length > 0],
  }),
};
