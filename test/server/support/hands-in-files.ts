import { expect } from 'vitest';
import { evidenceTables } from '../../../src/adapters/postgres/evidence/index.js';
import { entriesOf } from './entries.js';
import { sameOrigin } from './open-rim.js';
import type { realServer } from './real.js';
import type { Visitor } from './visitor.js';

type Json = Record<string, unknown>;

/** A service with a reader `ria`, and people who have opened the notice of a decision. */
interface World {
  readonly real: Awaited<ReturnType<typeof realServer>>;
  /** Key of whoever looks after cases. */
  readonly lead: string;
  readonly api: (key: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
  readonly arrived: () => Promise<{ decision: string; notice: { id: string }; person: Visitor }>;
}

/** Files from the form of a person to the reader of their case and to the erasure; see notices.test.ts. */
export async function handsInFiles({ real, lead, api, arrived }: World): Promise<void> {
  const { decision, person, notice } = await arrived();
  expect((await person.get('/notice/contest')).text).toContain('href="/notice/evidence"');
  const added = await person.upload('../my\u202E\u0007pay.txt', 'I earn 1,234.');
  expect([added.status, added.text.includes('The file is kept.'), added.text.includes('mypay.txt')]).toEqual([
    ...[200, true, true],
  ]);
  const [, id] = /href="\/notice\/evidence\/([0-9a-f-]{36})"/.exec(added.text)!;
  const own = await person.get(`/notice/evidence/${id}`);
  expect(own.text).toBe('I earn 1,234.');
  expect(own.headers.get('content-disposition')).toBe(`attachment; filename="file-${id}.txt"`);
  expect(own.headers.get('content-security-policy')).toContain('sandbox');
  expect(own.headers.get('x-content-type-options')).toBe('nosniff');
  const bad = await person.upload('letter.pdf', '<svg onload="alert(1)"/>');
  expect([bad.status, bad.text.includes('whatever its name says')]).toEqual([422, true]);
  expect((await person.upload('bomb.pdf', new Uint8Array(11 * 1024 * 1024))).status).toBe(413);
  expect((await person.post('/notice/evidence', { file: 'text' })).status).toBe(415);
  // What was not sent may be taken back, and what another person handed in is not there.
  expect((await person.get('/notice/evidence?lang=de')).text).toContain('action="/notice/evidence?lang=de"');
  const second = await person.upload('wrong.txt', 'The wrong paper.');
  const other = [...second.text.matchAll(/evidence\/([0-9a-f-]{36})\/remove/g)].map(([, one]) => one!)[1]!;
  const again = await Promise.all([0, 1].map(() => person.post(`/notice/evidence/${other}/remove`, {})));
  expect(again.map(({ status }) => status)).toEqual([303, 303]);
  const stranger = (await arrived()).person;
  expect((await stranger.get(`/notice/evidence/${id}`)).status).toBe(404);
  expect((await stranger.post(`/notice/evidence/${id}/remove`, {})).status).toBe(303);

  await person.post('/notice/contest', { statement: 'See my file.', what: 'check', revision: '0' });
  expect((await person.get('/notice/check')).text).toContain('mypay.txt');
  await person.post('/notice/send', { revision: '1' });
  expect((await person.post(`/notice/evidence/${id}/remove`, {})).status).toBe(303);
  expect((await person.get('/notice/evidence')).text).toContain('mypay.txt');
  await person.upload('late.txt', 'One more.');

  const session = await real.call('/v1/session', {
    headers: { 'content-type': 'application/json', ...sameOrigin },
    body: JSON.stringify({ name: 'ria', password: 'a long enough passphrase' }),
  });
  const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
  const headers = { cookie, ...sameOrigin, 'content-type': 'application/json' };
  const claim = async () =>
    ((await (await real.call('/v1/cases/claim', { headers, body: '{}' })).json()) as { case: Json }).case;
  let taken = await claim();
  const list = async () => real.call(`/v1/cases/${taken.id}/evidence`, { headers });
  while (((await (await list()).json()) as { files: Json[] }).files.length === 0) {
    await real.call(`/v1/cases/${taken.id}/leave`, { headers, body: '{"how":"relation"}' });
    taken = await claim();
  }
  const { files } = (await (await list()).json()) as { files: Json[] };
  // No time is among them, and none in the id: a reader would tell a new case from one whose answer is known.
  expect(files[0]).toEqual({ id, name: 'mypay.txt', type: 'text/plain', bytes: 13, opened: false });
  expect(id![14]).not.toBe('7');
  expect(files[1]).toMatchObject({ name: 'late.txt', opened: false });
  const opened = await real.call(`/v1/cases/${taken.id}/evidence/${id}`, { headers });
  expect(await opened.text()).toBe('I earn 1,234.');
  expect(opened.headers.get('content-disposition')).toContain('attachment');
  expect(((await (await list()).json()) as { files: Json[] }).files[0]).toMatchObject({ opened: true });
  expect((await real.call(`/v1/cases/${taken.id}/evidence/${other}`, { headers })).status).toBe(404);
  expect((await real.call(`/v1/cases/${crypto.randomUUID()}/evidence`, { headers })).status).toBe(404);
  const { plane } = real.server;
  expect(await entriesOf(plane, 'evidence.added')).toMatchObject([
    { evidence: id, notice: notice.id, by: 'subject', bytes: 13 },
    { evidence: other },
    { decision },
  ]);
  expect(await entriesOf(plane, 'evidence.removed')).toMatchObject([{ evidence: other }]);
  expect(await entriesOf(plane, 'evidence.opened', 'reads')).toMatchObject([{ evidence: id, of: decision }]);

  const { subject } = (await api(lead, `/v1/decisions/${decision}`)).body;
  expect((await api(lead, '/v1/erasures', { subject: String(subject), basis: 'asked for' })).status).toBe(202);
  expect((await real.call(`/v1/cases/${taken.id}/evidence/${id}`, { headers })).status).toBe(404);
  await real.server.plane.deps.runJob('erased-evidence');
  const { evidence } = real.server.plane.store.of(evidenceTables);
  while ((await evidence.ofDecision(decision)).length > 0) await new Promise((done) => setTimeout(done, 20));
}
