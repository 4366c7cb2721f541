import { expect } from 'vitest';
import { entriesOf } from './entries.js';
import type { realServer } from './real.js';
import { Visitor } from './visitor.js';

type Json = Record<string, unknown>;

interface World {
  readonly real: Awaited<ReturnType<typeof realServer>>;
  readonly keys: { readonly sender: string; readonly lead: string };
  readonly api: (key: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
  readonly arrived: () => Promise<{ decision: string; notice: { id: string }; person: Visitor }>;
}

const CODE = /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/;
const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const statusOf = async (visitor: Visitor, paths: readonly string[]): Promise<number[]> => {
  const found: number[] = [];
  for (const path of paths) found.push((await visitor.get(path)).status);
  return found;
};

/** A representative from the mandate to the appeal, with what they do not see, and its end; see notices.test.ts. */
export async function actsForPerson({ real, keys, api, arrived }: World): Promise<void> {
  const { decision, notice, person } = await arrived();
  const give = (fields: Record<string, string>) => person.post('/notice/mandate', fields);
  // What is missing is said, and what was typed stands there.
  const until = dayAhead(30);
  expect((await give({ name: 'Rae Roe', until })).text).toContain('Tick at least one thing');
  const past = await give({ name: 'Rae Roe', until: dayAhead(-2), 'may-see': 'yes' });
  expect([past.status, past.text.includes('value="Rae Roe"')]).toEqual([422, true]);
  const given = await give({ name: 'Rae Roe', until, 'may-contest': 'yes' });
  const [code] = CODE.exec(given.text)!;

  const rae = new Visitor(() => real.server.url);
  const opened = await rae.post('/notice/open', { code });
  expect(opened.text).toContain('You act for someone else here');
  // Whoever may contest sees what is contested, and nothing else; nor do they let anybody else in.
  expect(await statusOf(rae, ['/notice/decision', '/notice/contest', '/notice/status', '/notice/evidence'])).toEqual([
    ...[200, 200, 200, 200],
  ]);
  expect(await statusOf(rae, ['/notice/held', '/notice/copy', '/notice/mandate'])).toEqual([403, 403, 403]);
  expect((await rae.post('/notice/understood', { why: 'yes' })).status).toBe(403);
  expect((await rae.post('/notice/mandate', { name: 'x', until, 'may-see': 'yes' })).status).toBe(403);
  expect((await rae.get('/notice/decision')).text).not.toContain('/notice/held');
  // Both have the notice open, each by their own link.
  expect((await person.get('/notice/decision')).status).toBe(200);
  const [next] = CODE.exec((await rae.post('/notice/code', {})).text)!;

  // Papers of the person stand there by their names; those of the representative are theirs to open and to take back.
  await person.upload('letter.txt', 'From my doctor.');
  await rae.upload('advice.txt', 'We say so.');
  const fileIn = (html: string, name: string): string | undefined =>
    new RegExp(`evidence/([0-9a-f-]{36})[^>]*><bdi>${name}`).exec(html)?.[1];
  const [all, hers] = [(await person.get('/notice/evidence')).text, (await rae.get('/notice/evidence')).text];
  const [letter, advised] = [fileIn(all, 'letter.txt')!, fileIn(all, 'advice.txt')!];
  expect([hers.includes('letter.txt'), hers.includes(letter), fileIn(hers, 'advice.txt')]).toEqual([
    true,
    false,
    advised,
  ]);
  expect(await statusOf(rae, [`/notice/evidence/${advised}`, `/notice/evidence/${letter}`])).toEqual([200, 404]);
  for (const id of [letter, advised]) await rae.post(`/notice/evidence/${id}/remove`, {});
  expect(await statusOf(person, [`/notice/evidence/${letter}`, `/notice/evidence/${advised}`])).toEqual([200, 404]);

  await rae.post('/notice/contest', { statement: 'She earns more.', revision: '0', what: 'check' });
  expect((await rae.post('/notice/send', { revision: '1' })).status).toBe(303);
  const { body } = await api(keys.lead, `/v1/notices/${notice.id}`);
  const [mandate] = body.mandates as Json[];
  const by = `mandate:${mandate!.id}`;
  expect(mandate).toMatchObject({ may: ['see', 'contest'], check: 'person', givenBy: 'subject', inForce: true });
  expect(String(mandate!.until).slice(0, 10)).toBe(until);
  expect(JSON.stringify(body)).not.toContain('Rae');
  const { cases } = (await api(keys.lead, `/v1/cases?decision=${decision}`)).body as { cases: Json[] };
  const shown = (await api(keys.lead, `/v1/cases/${cases[0]!.id}`)).body;
  expect(shown).toMatchObject({ openedBy: by, mandates: [{ id: mandate!.id, inForce: true }] });
  const held = JSON.parse((await person.get('/notice/copy')).text) as Json;
  expect(held.mandates).toMatchObject([{ name: 'Rae Roe', may: ['see', 'contest'] }]);

  // The person ends it: what is open closes, and no code opens it again.
  expect((await person.get('/notice/mandate')).text).toContain('Rae Roe');
  expect((await person.post(`/notice/mandate/${mandate!.id}/end`, {})).status).toBe(303);
  expect((await rae.get('/notice/decision')).status).toBe(401);
  expect((await new Visitor(() => real.server.url).post('/notice/open', { code: next })).status).toBe(404);
  expect((await person.get('/notice/mandate')).text).toMatch(/<bdi>Rae Roe<\/bdi>: this has ended/);

  // At a desk: by a paper that was seen, or by a file that was handed in about this decision.
  const desk = (more: object) =>
    api(keys.sender, `/v1/notices/${notice.id}/mandates`, {
      representative: 'Advice',
      may: ['requests'],
      until,
      ...more,
    });
  expect((await desk({ check: 'file' })).status).toBe(400);
  expect((await desk({ check: 'file', file: crypto.randomUUID() })).body).toMatchObject({ reason: 'mandate.wrong' });
  await person.upload('mandate.txt', 'Advice may act for me.');
  const file = /evidence\/([0-9a-f-]{36})/.exec((await person.get('/notice/evidence')).text)![1]!;
  const seen = await desk({ check: 'file', file });
  expect(seen.body).toMatchObject({ mandate: { may: ['requests'], check: 'file', file, inForce: true } });
  const advice = new Visitor(() => real.server.url);
  await advice.post('/notice/open', { code: (seen.body.link as { code: string }).code });
  expect(await statusOf(advice, ['/notice/decision', '/notice/contest', '/notice/held'])).toEqual([403, 403, 200]);
  await advice.post('/notice/held', { what: 'copy' });
  const deskId = String((seen.body.mandate as Json).id);
  expect((await api(keys.sender, `/v1/mandates/${deskId}/end`, {})).body).toMatchObject({ inForce: false });
  expect((await advice.get('/notice/held')).status).toBe(401);

  expect((await person.post('/notice/withdraw', {})).status).toBe(303);
  const of = { notice: notice.id, decision };
  const { plane } = real.server;
  expect(await entriesOf(plane, 'mandate.given')).toContainEqual(
    expect.objectContaining({ ...of, may: ['see', 'contest'], by: 'subject', check: 'person' }),
  );
  expect(await entriesOf(plane, 'mandate.given')).toContainEqual(
    expect.objectContaining({ ...of, file, digest: expect.stringMatching(/^sha256:/) }),
  );
  expect(await entriesOf(plane, 'mandate.ended')).toContainEqual(expect.objectContaining({ ...of, by: 'subject' }));
  expect(await entriesOf(plane, 'notice.opened', 'reads')).toContainEqual(
    expect.objectContaining({ actor: by, of: decision }),
  );
  expect(await entriesOf(plane, 'request.made')).toContainEqual(
    expect.objectContaining({ ...of, kind: 'copy', by: `mandate:${deskId}` }),
  );
  const rows = await plane.store.sql.query('select mandate::text as a from mandate');
  expect(JSON.stringify(rows)).not.toContain('Rae');
}
