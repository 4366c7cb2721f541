import { expect } from 'vitest';
import { entriesOf } from './entries.js';
import type { realServer } from './real.js';
import type { receiver } from './receiver.js';
import { Visitor } from './visitor.js';

type Json = Record<string, unknown>;

/** A service that hands messages to people over to a system that sends them. */
interface World {
  readonly real: Awaited<ReturnType<typeof realServer>>;
  /** The system that sends the messages. */
  readonly post: Awaited<ReturnType<typeof receiver>>;
  readonly keys: { readonly sender: string; readonly lead: string };
  readonly api: (key: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
  readonly decided: () => Promise<string>;
}

/** A person from the message about a decision to the one about the outcome, which counts as told; see notices.test.ts. */
export async function tellsPerson({ real, post, keys, api, decided }: World): Promise<void> {
  const decision = await decided();
  const { deps, store } = real.server.plane;
  const look = (job: string): void => {
    try {
      deps.runJob(job);
    } catch (cause) {
      // It runs already.
      expect(cause).toMatchObject({ code: 'CONFLICT' });
    }
  };
  const kinds = () => post.received.map(({ text }) => (JSON.parse(text) as Json).kind);
  const told = async (n: number): Promise<Json> => {
    while (kinds().length < n) {
      look('person-messages');
      // The messages about an appeal are made by a follower of the log: each look sends what there is by then.
      await api(keys.sender, '/v1/notices/none');
    }
    return JSON.parse(post.received[n - 1]!.text) as Json;
  };
  // E-mail is not declared, which is said before there is a notice.
  const unsent = await api(keys.sender, '/v1/notices', { decision, send: { by: 'email', to: 'ann@mail.example' } });
  expect([unsent.status, unsent.body.reason]).toEqual([400, 'message.no-way']);
  const made = await api(keys.sender, '/v1/notices', { decision, send: { by: 'webhook', to: 'customer-77' } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const notice = await told(1);
  expect(notice).toMatchObject({ type: 'person.message', kind: 'notice', to: 'customer-77', decision, language: 'en' });
  const { code, path } = made.body.link as { code: string; path: string };
  expect(notice.text).toContain(`https://t.example${path}`);

  const person = new Visitor(() => real.server.url);
  expect((await person.post('/notice/open', { code })).status).toBe(200);
  await person.post('/notice/contest', { 'input-0': '41', statement: '', what: 'check', revision: '0' });
  await person.post('/notice/send', { revision: '1' });
  // The check granted it at once, so the outcome tells that it came as well.
  const outcome = await told(2);
  const [{ id }] = (await api(keys.lead, `/v1/cases?decision=${decision}`)).body.cases as [Json];
  expect(outcome).toMatchObject({ kind: 'outcome', case: id, to: 'customer-77' });
  const { messages } = (await api(keys.sender, `/v1/notices/${made.body.id}`)).body as { messages: Json[] };
  expect(messages).toMatchObject([
    { kind: 'notice', state: 'sent' },
    { kind: 'outcome', by: 'webhook', case: id },
  ]);
  for (let stage: unknown = ''; stage !== 'communicated'; )
    ({ stage } = (await api(keys.lead, `/v1/cases/${id}`)).body as Json);
  expect((await person.get('/notice/outcome')).text).toContain('The decision was changed.');

  // The case is told before the message is done with, so that a crash between the two has it sent again and not forgotten.
  let entries = await entriesOf(real.server.plane, 'message.sent');
  while (entries.length < 2) entries = await entriesOf(real.server.plane, 'message.sent');
  expect(entries).toMatchObject([
    { kind: 'notice', decision, by: 'webhook' },
    { kind: 'outcome', case: id },
  ]);
  const rows = await store.sql.query('select person_message::text as a from person_message');
  const addresses = await store.sql.query('select person_address::text as a from person_address');
  expect(JSON.stringify([entries, rows, addresses])).not.toMatch(new RegExp(`customer-77|${code}`));

  // A row that somebody wrote into the database is set aside, and waits in front of nobody.
  const foreign = `insert into person_message (id, notice, decision, state, next_at, record, seal)
    values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'waiting', 0, '{}', '') returning id`;
  const [written] = await store.sql.query<{ id: string }>(foreign);
  const stateOf = 'select state from person_message where id = $1';
  for (let state: unknown = 'waiting'; state === 'waiting'; look('person-messages'))
    state = (await store.sql.query<{ state: string }>(stateOf, [written!.id]))[0]!.state;
  await store.sql.query('delete from person_message where id = $1', [written!.id]);

  const { body } = await api(keys.lead, `/v1/decisions/${decision}`);
  await api(keys.lead, '/v1/erasures', { subject: String(body.subject), basis: 'asked for' });
  for (let left = 1; left > 0; look('erased-messages'))
    left = (await store.sql.query('select 1 as n from person_address where decision = $1', [decision])).length;
}
