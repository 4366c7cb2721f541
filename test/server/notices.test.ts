import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noticeTables } from '../../src/adapters/postgres/notices/index.js';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import type { Notices } from '../../src/domain/notices/index.js';
import { actsForPerson } from './support/acts-for-person.js';
import { asksWhatIsHeld } from './support/asks-what-is-held.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { handsInFiles } from './support/hands-in-files.js';
import { dataFolder, realServer } from './support/real.js';
import { receiver } from './support/receiver.js';
import { DIGEST, MODEL, REVIEWED } from './support/reviewed.js';
import { opensBySignedLink } from './support/signed-links.js';
import { tellsPerson } from './support/tells-person.js';
import { Visitor } from './support/visitor.js';

type Json = Record<string, unknown>;

const DAY_MS = 86_400_000;
const SECRET = 'a secret of the source system';
const LINK_SECRET = 'a secret of the product that signs links';
const folder = dataFolder();
let source: Awaited<ReturnType<typeof receiver>>;
let post: Awaited<ReturnType<typeof receiver>>;
/** Is told what happens to cases. */
let told: Awaited<ReturnType<typeof receiver>>;
let real: Awaited<ReturnType<typeof realServer>>;
/** By how much the clock of the service is ahead. */
let aheadMs = 0;
const keys = { sender: '', lead: '', writer: '' };

async function api(key: string, path: string, body?: object): Promise<{ status: number; body: Json }> {
  const answer = await real.call(path, {
    key,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

let n = 0;
async function decided(fields: Json = {}): Promise<string> {
  const made = record({
    ...{ deployment: 'tree/prod', inputs: { age: 30, city: 'Bonn' }, score: 0.3, outcome: 0, subject: `person-${++n}` },
    ...{ decidedAt: new Date(Date.now() + aheadMs - 3_600_000).toISOString(), ...fields },
  });
  const answer = await real.call('/v1/decisions', { key: keys.writer, body: ndjson(made), method: 'POST' });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  return String(made.id);
}
async function noticed(decision: string, more: object = {}): Promise<{ id: string; code: string; path: string }> {
  const { status, body } = await api(keys.sender, '/v1/notices', { decision, ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: String(body.id), ...(body.link as { code: string; path: string }) };
}
/** A person who has opened the notice of a new decision. */
async function arrived(more: object = {}) {
  const decision = await decided();
  const notice = await noticed(decision, more);
  const person = new Visitor(() => real.server.url);
  const opened = await person.post('/notice/open', { code: notice.code });
  expect(opened.status).toBe(200);
  return { decision, notice, person, next: /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec(opened.text)![0] };
}
const revisionIn = (html: string): string => /name="revision" value="(\d+)"/.exec(html)![1]!;

beforeAll(async () => {
  const runtime = { ...nodeRuntime, nowMs: () => Date.now() + aheadMs };
  source = await receiver((response) => response.end('{"applied": true}'));
  post = await receiver();
  told = await receiver();
  const secret = join(folder.dir, 'secret');
  writeFileSync(secret, SECRET, { mode: 0o600 });
  const linkSecret = join(folder.dir, 'link-secret');
  writeFileSync(linkSecret, LINK_SECRET, { mode: 0o600 });
  const webhook = `{ url: "${source.url}", secret: "\${file:${secret}}", privateAddress: true }`;
  const notices = `{ contact: "help@bank.example", linkSecret: "\${file:${linkSecret}}" }`;
  const sent = `{ sender: { name: "Bank of X" }, webhook: ${webhook.replace(source.url, post.url)} }`;
  const text = `tribune: service/v1\nhttp: { publicUrl: "https://t.example" }\nchanges: { webhook: ${webhook} }
notices: ${notices}\nmessages: ${sent}
cases: { webhook: ${webhook.replace(source.url, told.url)} }\n`;
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { text, path: 'tribune.yaml' });
  real = await realServer(folder.dir, { runtime, configuration });
  await applyDocument(REVIEWED, 'test', real.server.plane.deps);
  const init = { method: 'PUT', key: await real.key('registry:write'), body: MODEL };
  expect((await real.call(`/v1/artifacts/${DIGEST}`, init)).status).toBe(201);
  const reader = { name: 'ria', password: 'a long enough passphrase', roles: ['reviewer' as const] };
  await real.server.plane.deps.identity.accounts.create(reader, 'test');
  keys.sender = await real.key('notices:write');
  keys.lead = await real.key('cases:write', 'decisions:read', 'subjects:erase');
  keys.writer = await real.key('decisions:write');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  await source?.close();
  await post?.close();
  await told?.close();
  folder.remove();
}, 60_000);

describe('a link of a notice', () => {
  it('is made by who may show a person, opens once by a button, and leaves an entry of each', async () => {
    const decision = await decided();
    expect((await api(keys.lead, '/v1/notices', { decision })).status).toBe(403);
    const notice = await noticed(decision);
    const person = new Visitor(() => real.server.url);
    // Whatever looks at the link in a message uses nothing up.
    for (let look = 0; look < 2; look++) expect((await person.get(notice.path)).status).toBe(200);
    expect((await person.get(notice.path)).text).not.toContain(decision);
    const opened = await person.post('/notice/open', { code: notice.code.toLowerCase().replaceAll('-', ' ') });
    expect([opened.status, opened.headers.get('cache-control')]).toEqual([200, 'no-store']);
    // A button that is pressed twice leads on; anybody else is told nothing, nor is somebody who comes to the open pages of another one.
    expect((await person.post('/notice/open', { code: notice.code })).status).toBe(303);
    expect((await (await arrived()).person.post('/notice/open', { code: notice.code })).status).toBe(404);
    expect((await new Visitor(() => real.server.url).post('/notice/open', { code: notice.code })).status).toBe(404);

    const of = { notice: notice.id, decision };
    expect(await entriesOf(real.server.plane, 'decision.noticed')).toContainEqual(
      expect.objectContaining({ ...of, deployment: 'tree/prod', language: 'en' }),
    );
    expect(await entriesOf(real.server.plane, 'notice.opened', 'reads')).toContainEqual(
      expect.objectContaining({ actor: 'subject', notice: notice.id, of: decision }),
    );
    const { body } = await api(keys.lead, `/v1/notices/${notice.id}`);
    expect(body).toMatchObject({
      decision,
      links: [{ endedAt: expect.any(String) }, { by: 'subject', endedAt: null }],
    });
    const { rows } = await real.server.plane.store.sql
      .query<{ all: string }>('select notice_link::text as all from notice_link')
      .then((found) => ({ rows: found }));
    expect(JSON.stringify(rows)).not.toContain(notice.code);
  });

  it('that is guessed, used, replaced or too old gets the same page, and too many tries wait, but never a right one', async () => {
    const { notice, next } = await arrived();
    const old = await noticed(await decided(), { linkDays: 1 });
    // A code of the person is valid for as long as the sender said, and so is a new link where nobody says otherwise.
    const short = await arrived({ linkDays: 2 });
    expect((await short.person.post('/notice/code', {})).status).toBe(200);
    await api(keys.sender, `/v1/notices/${short.notice.id}/links`, { check: 'called-back' });
    await api(keys.sender, `/v1/notices/${short.notice.id}/links`, { check: 'called-back', linkDays: 5 });
    const { links } = (await api(keys.sender, `/v1/notices/${short.notice.id}`)).body as { links: Json[] };
    const days = links.map(({ madeAt, until }) => (Date.parse(String(until)) - Date.parse(String(madeAt))) / DAY_MS);
    expect(days.map(Math.floor)).toEqual([2, 2, 2, 2, 5]);
    // The person is told a day, and the link opens to the end of it.
    expect(links.map(({ until }) => String(until).slice(10))).toEqual(days.map(() => 'T23:59:59.999Z'));
    const replaced = await noticed(await decided());
    await api(keys.sender, `/v1/notices/${replaced.id}/links`, { check: 'document-seen' });
    aheadMs += 2 * DAY_MS;
    const tried = [notice.code, old.code, replaced.code, '00000-00000-00000-00000-00000', 'x', ''];
    const answers = await Promise.all(
      tried.map((code) => new Visitor(() => real.server.url).post('/notice/open', { code })),
    );
    expect(answers.map(({ status }) => status)).toEqual(tried.map(() => 404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    for (let wrong = 0; wrong < 20; wrong++)
      await new Visitor(() => real.server.url).post('/notice/open', { code: 'y' });
    const waiting = await new Visitor(() => real.server.url).post('/notice/open', { code: notice.code });
    expect([waiting.status, Number(waiting.headers.get('retry-after')) > 0]).toEqual([429, true]);
    // Many people may share an address, and one of them types nonsense.
    const right = new Visitor(() => real.server.url);
    // A session of somebody who works here, which ended long ago, is in nobody's way.
    right.cookie = '__Host-tribune=ended';
    expect((await right.get('/notice')).status).toBe(200);
    expect((await right.post('/notice/open', { code: next })).status).toBe(200);
    aheadMs += 120_000;
    expect((await new Visitor(() => real.server.url).post('/notice/open', { code: notice.code })).status).toBe(404);
  });

  it('opens however often the person came back, and clears away what ended', async () => {
    const { notice, next } = await arrived();
    const { notices } = real.server.plane.store.of(noticeTables);
    const [opening] = (await notices.links(notice.id)).slice(-1);
    const old = { notice: notice.id, madeAtMs: 0, expiresAtMs: 1, by: 'subject', endedAtMs: 1 };
    for (let at = 0; at < 200; at++) await notices.insertLink({ ...old, hash: `${at}` });
    // The link that opens is the newest, as it always is.
    await real.server.plane.store.sql.query('delete from notice_link where hash = $1', [opening!.hash]);
    await notices.insertLink(opening!);
    await notices.insertSession({ hash: 'long over', notice: notice.id, beganAtMs: 0, seenAtMs: 0, mandate: null });
    expect((await new Visitor(() => real.server.url).post('/notice/open', { code: next })).status).toBe(200);
    expect((await notices.links(notice.id)).length).toBe(200);
    expect(await notices.session('long over')).toBeNull();
  });

  it('that is replaced ends what was open, and says in the log how it was known who asks', async () => {
    const { notice, person, next } = await arrived();
    expect((await person.get('/notice/decision')).status).toBe(200);
    const { body } = await api(keys.sender, `/v1/notices/${notice.id}/links`, { check: 'called-back' });
    expect((await person.get('/notice/decision')).status).toBe(401);
    expect((await new Visitor(() => real.server.url).post('/notice/open', { code: next })).status).toBe(404);
    expect((await new Visitor(() => real.server.url).post('/notice/open', { code: String(body.code) })).status).toBe(
      200,
    );
    expect(await entriesOf(real.server.plane, 'notice.link-made')).toContainEqual(
      expect.objectContaining({ notice: notice.id, check: 'called-back' }),
    );
    expect((await api(keys.sender, `/v1/notices/${notice.id}/links`, { check: 'so' })).body.code).toBe('BODY_INVALID');
  });

  it('is for one decision, and a request that is sent again makes no second notice', async () => {
    const [decision, other] = [await decided(), await decided()];
    const id = crypto.randomUUID();
    const [first, again] = [await noticed(decision, { id }), await noticed(decision, { id })];
    expect([first.id, again.id === id, first.code === again.code]).toEqual([id, true, false]);
    expect((await api(keys.sender, '/v1/notices', { id, decision: other })).body.reason).toBe('notice.another');
    // Whom a case is to be kept from is not dropped unsaid.
    const otherwise = [{ decidedBy: ['ria'] }, { highImpact: true }, { language: 'de' }];
    for (const more of otherwise)
      expect((await api(keys.sender, '/v1/notices', { id, decision, ...more })).body.reason).toBe('notice.another');
    expect((await api(keys.sender, '/v1/notices', { decision: crypto.randomUUID() })).body.code).toBe(
      'DECISION_UNKNOWN',
    );
    const human = await decided({ route: 'reviewed' });
    expect((await api(keys.sender, '/v1/notices', { decision: human })).body.reason).toBe('case.decider-unknown');
  });
});

it('a link that the product of the deployer signed opens the notice of a decision once, and nothing where anything in it is another', () =>
  opensBySignedLink({ real, keys, api, decided, secret: LINK_SECRET, nowMs: () => Date.now() + aheadMs }));

describe('a person with a notice', () => {
  it('sees the decision, saves, checks and sends, twice without a second appeal, and follows it', async () => {
    const { decision, person, notice } = await arrived();
    const shown = await person.get('/notice/decision');
    for (const part of ['not in your favour', 'A computer decided', 'credit', 'Bonn', '30'])
      expect(shown.text).toContain(part);
    const empty = { 'input-0': '', 'input-1': '', statement: '' };
    const form = await person.get('/notice/contest');
    const nothing = await person.post('/notice/contest', { ...empty, revision: revisionIn(form.text), what: 'check' });
    expect([nothing.status, nothing.text.includes('Please correct a fact')]).toEqual([422, true]);

    const wrong = { ...empty, 'input-0': 'old', statement: 'I am <b>older</b>.\nMuch older.', what: 'check' };
    const refused = await person.post('/notice/contest', { ...wrong, revision: revisionIn(nothing.text) });
    expect([refused.status, refused.text.includes('age: please type a plain number')]).toEqual([422, true]);
    expect(refused.text).toContain('I am &lt;b&gt;older&lt;/b&gt;.\nMuch older.');
    const right = { ...wrong, 'input-0': '35', revision: revisionIn(refused.text) };
    const kept = await person.post('/notice/contest', right);
    expect([kept.status, kept.headers.get('location')]).toEqual([303, '/notice/check']);
    // Two windows: nothing that somebody typed is lost.
    const late = await person.post('/notice/contest', { ...right, statement: 'From the other window.' });
    expect([late.status, late.text.includes('From the other window.'), late.text.includes('Much older.')]).toEqual([
      409,
      true,
      true,
    ]);

    const check = await person.get('/notice/check');
    expect(check.text).toContain('35 in place of 30');
    expect((await person.post('/notice/send', { revision: '1' })).headers.get('location')).toBe('/notice/check');
    const revision = revisionIn(check.text);
    const { deps } = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!;
    const { notices } = deps as { notices: Notices };
    const { record: own } = await notices.find(notice.id);
    // What another window saves at the same moment is not sent unseen.
    await expect(notices.contest(own, Number(revision) - 1)).rejects.toMatchObject({
      reason: 'notice.changed-elsewhere',
    });
    const sent = await Promise.all([
      person.post('/notice/send', { revision }),
      person.post('/notice/send', { revision }),
    ]);
    expect(sent.map(({ headers }) => headers.get('location'))).toEqual(['/notice/status', '/notice/status']);
    const { body } = await api(keys.lead, `/v1/cases?decision=${decision}`);
    expect(body.cases).toMatchObject([{ origin: 'appeal', openedBy: 'subject', stage: 'waiting' }]);
    // Its id is of the same kind as those of cases that policies draw: a reader tells nothing from it.
    expect((body.cases as [{ id: string }])[0].id[14]).toBe('7');
    const status = await person.get('/notice/status');
    expect(status.text).toContain('Your case waits for a person');
    expect(status.text).toMatch(/You get an answer by \d+/);
    expect((await person.get('/notice/contest')).headers.get('location')).toBe('/notice/status');

    await person.post('/notice/withdraw', {});
    const [{ id }] = (await api(keys.lead, `/v1/cases?decision=${decision}`)).body.cases as [{ id: string }];
    for (const act of ['notify', 'close'])
      expect((await api(keys.lead, `/v1/cases/${id}/acts`, { act })).status).toBe(200);
    expect((await person.get('/notice/outcome')).text).toContain('You took it back');
  });

  it('is granted at once what the corrected facts grant, which is told and shown as it is', async () => {
    const { decision, person } = await arrived({ language: 'de' });
    expect((await person.get('/notice/decision')).text).toMatch(
      /^<!doctype html>\n<html lang="de" dir="ltr">[\s\S]*Behörde für Datenschutz Ihres Landes/,
    );
    const fields = { 'input-0': '41', 'input-1': '', statement: '', what: 'check', revision: '0' };
    await person.post('/notice/contest', fields);
    expect((await person.post('/notice/send', { revision: '1' })).status).toBe(303);
    const [{ id, stage }] = (await api(keys.lead, `/v1/cases?decision=${decision}`)).body.cases as [Json];
    expect(stage).toBe('decided');
    // Nothing of the outcome is shown before it is told.
    expect((await person.get('/notice/outcome')).text).toContain('Es gibt noch keine Antwort');
    // The source system is told by a signed message, and its answer confirms the change.
    real.server.plane.deps.runJob('source-changes');
    await source.until((all) => all.length > 0);
    const { headers, text } = source.received[0]!;
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    const mac = createHmac('sha256', SECRET).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(JSON.parse(text)).toMatchObject({ type: 'decision.changed', case: id, decision, before: 0, outcome: 1 });
    for (let applied: unknown = null; applied === null; )
      applied = (await api(keys.lead, `/v1/cases/${id}`)).body.applied;
    expect((await api(keys.lead, `/v1/cases/${id}`)).body.applied).toMatchObject({ by: 'source-system' });
    await api(keys.lead, `/v1/cases/${id}/acts`, { act: 'notify' });
    const outcome = await person.get('/notice/outcome?lang=en');
    expect(outcome.text).toContain('The decision was changed.');
    expect(outcome.text).toContain('The change was made on');
  });

  it('gets pages for whatever is wrong, and no other site acts for them', async () => {
    const { person } = await arrived();
    expect((await person.post('/notice/withdraw', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const large = await person.post('/notice/contest', { statement: 'x'.repeat(600 * 1024) });
    expect([large.status, large.text.includes('more than can be sent')]).toEqual([413, true]);
    const long = await person.post('/notice/contest', { statement: 'x'.repeat(20_001), revision: '0', what: 'save' });
    expect([long.status, long.text.includes('more than 20000 characters')]).toEqual([422, true]);
    const strange = 'مرحبا\u0000\u202e\u0007 😀';
    expect((await person.post('/notice/contest', { statement: strange, revision: '0', what: 'save' })).status).toBe(
      200,
    );
    expect((await person.get('/notice/contest')).text).toContain('مرحبا');
    const json = await person.get('/notice/nothing-here');
    expect(json.text).toContain('Open your notice');
    aheadMs += 2 * 3_600_000;
    expect((await person.get('/notice/decision')).status).toBe(401);
  });

  it('reads what is held about them, takes a copy, and asks for everything else with a state and a day', () =>
    asksWhatIsHeld({ real, lead: keys.lead, api, arrived }));

  it('has a program of the deployer told by signed messages what happens to the case, with nothing of what was said', async () => {
    const { decision, person } = await arrived();
    await person.post('/notice/contest', { statement: 'It is wrong.', revision: '0', what: 'check' });
    await person.post('/notice/send', { revision: '1' });
    await told.until((all) => all.some(({ text }) => text.includes(decision)));
    const message = told.received.find(({ text }) => text.includes(decision))!;
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = message.headers;
    const signed = createHmac('sha256', SECRET).update(`${id}.${at}.${message.text}`).digest('base64');
    expect(signature).toBe(`v1,${signed}`);
    const { changes } = JSON.parse(message.text) as { changes: Json[] };
    expect(changes).toContainEqual(
      expect.objectContaining({ event: 'appeal.acknowledged', decision, answerBy: expect.any(String) }),
    );
    expect(message.text).not.toMatch(/It is wrong|subject/);
    await person.post('/notice/withdraw', {});
  });

  it('hands in files, which whoever reads the case sees before their view, and nobody else', () =>
    handsInFiles({ real, lead: keys.lead, api, arrived }));

  it('lets somebody act for them, who sees no more than they say, until they end it', () =>
    actsForPerson({ real, keys, api, arrived }));

  it('are told of the decision and of the outcome by what sends messages for the deployer, and of nothing twice', () =>
    tellsPerson({ real, post, keys, api, decided }));

  it('closes their pages, comes back by the next code, and finds a decision that was erased gone', async () => {
    const { person, next, decision } = await arrived();
    const cookie = person.cookie;
    expect((await person.post('/notice/leave', {})).text).toContain('Your pages are closed');
    person.cookie = cookie;
    expect((await person.get('/notice/decision')).status).toBe(401);
    expect((await person.post('/notice/open', { code: next })).status).toBe(200);
    const again = await person.post('/notice/code', {});
    expect(again.text).toMatch(/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/);
    const { body } = await api(keys.lead, `/v1/decisions/${decision}`);
    const erased = await api(keys.lead, '/v1/erasures', { subject: String(body.subject), basis: 'asked for' });
    expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
    expect((await person.get('/notice/decision')).status).toBe(410);
  });
});
