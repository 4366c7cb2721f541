import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { ROLE_NAMES, type Role } from '../../src/domain/identity/roles.js';
import { ndjson, record } from './support/compas.js';
import { BODIES, digestOf, inputsOf, THINGS } from './support/explained-models.js';
import { dataFolder, realServer } from './support/real.js';

type Json = Record<string, unknown>;
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let reader = '';

beforeAll(async () => {
  const configured = `tribune: service/v1\nexplanations: { developers: [whole/prod] }\n`;
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { text: configured, path: 'tribune.yaml' });
  real = await realServer(folder.dir, { configuration });
  await applyDocument(THINGS, 'test', real.server.plane.deps);
  const writer = await real.key('registry:write');
  for (const body of BODIES) {
    const put = await real.call(`/v1/artifacts/${digestOf(body)}`, { method: 'PUT', key: writer, body });
    expect(put.status).toBe(201);
  }
  reader = await real.key('decisions:read');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

/** Records that the person of a row was refused. */
async function decided(row: number, fields: Json = {}): Promise<string> {
  const made = record({ deployment: 'whole/prod', inputs: inputsOf(row), score: undefined, outcome: 0, ...fields });
  const key = await real.key('decisions:write');
  const answer = await real.call('/v1/decisions', { method: 'POST', key, body: ndjson(made) });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
  return String(made.id);
}

async function ask(id: string, view: string, key = reader): Promise<{ status: number; body: Json; headers: Headers }> {
  for (;;) {
    const answer = await real.call(`/v1/decisions/${id}/explanation?view=${view}`, { key });
    const body = (await answer.json()) as Json;
    if (answer.status !== 202) return { status: answer.status, body, headers: answer.headers };
    expect([body, answer.headers.get('retry-after')]).toEqual([{ status: 'pending' }, '1']);
  }
}

describe('the explanation of a recorded decision', () => {
  it('is shown to no role and key that may not see the view', async () => {
    const id = await decided(17);
    const narrow = await real.key('explanations:read');
    expect((await ask(id, 'subject', narrow)).status).toBe(200);
    for (const view of ['reviewer', 'auditor', 'developer']) expect((await ask(id, view, narrow)).status).toBe(403);
    expect((await ask(id, 'subject', await real.key('decisions:write'))).status).toBe(403);
    expect(await ask(id, 'applicant')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    const { access } = real.server.plane.deps;
    const may = (role: Role, view: string) =>
      access.permission({ kind: 'account', id: 'a', name: 'n', roles: [role], provedAtMs: 0 }, `explanation.${view}`, {
        nowMs: 0,
        ledgerPublic: false,
      }) === 'allowed';
    const views = ['subject', 'reviewer', 'auditor', 'developer'];
    expect(views.filter((view) => may('auditor', view))).toEqual(views);
    expect(views.filter((view) => may('legal', view))).toEqual(views);
    const others = ROLE_NAMES.filter((role) => role !== 'auditor' && role !== 'legal');
    expect(others.filter((role) => views.some((view) => may(role, view)))).toEqual([]);
  });

  it('shows an account with the role developer the numbers of deployments that are opened to developers, and nothing else', async () => {
    const { accounts, sessions } = real.server.plane.deps.identity;
    const account = { name: 'dev', password: 'a long enough passphrase', roles: ['developer' as const] };
    const cookie = `__Host-tribune=${await sessions.begin((await accounts.create(account, 'test')).id, { method: 'password' })}`;
    const asked = async (id: string, view: string) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      const answer = await real.call(`/v1/decisions/${id}/explanation?view=${view}`, { headers });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const id = await decided(17);
    const seen = (await ask(id, 'developer', await real.key('decisions:read'))).body;
    expect(await asked(id, 'developer')).toEqual({ status: 200, body: seen });
    for (const hidden of ['inputs', 'reasons', 'recourse', 'score', 'outcome']) expect(seen).not.toHaveProperty(hidden);
    for (const view of ['subject', 'reviewer', 'auditor']) expect((await asked(id, view)).status).toBe(403);
    const refused = { status: 403, body: { remedy: expect.stringContaining('explanations: { developers') } };
    const bare = await decided(17, { deployment: 'bare/prod' });
    // It is not told which decisions there are.
    for (const one of [bare, crypto.randomUUID()]) expect(await asked(one, 'developer')).toMatchObject(refused);
  });

  it('is explained to the reader of a case about it once their view is committed, and to no other reader', async () => {
    const id = await decided(17);
    const { accounts, sessions } = real.server.plane.deps.identity;
    const cookies: string[] = [];
    for (const name of ['ria', 'rob']) {
      const { id: account } = await accounts.create(
        { name, password: 'a long enough passphrase', roles: ['reviewer'] },
        'test',
      );
      cookies.push(`__Host-tribune=${await sessions.begin(account, { method: 'password' })}`);
    }
    const as = async (reading: number, path: string, body?: Json): Promise<{ status: number; body: Json }> => {
      const headers = {
        cookie: cookies[reading]!,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      };
      const answer = await real.call(`/v1/cases/${path}`, { headers, ...(body && { body: JSON.stringify(body) }) });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const opened = await real.call('/v1/cases', {
      key: await real.key('cases:write'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: id }),
    });
    const path = `${((await opened.json()) as Json).id}/explanation`;
    const said = { outcome: 0, reason: 'The inputs say so.' };
    const direct = async (reading: number) => {
      const headers = { cookie: cookies[reading]!, 'sec-fetch-site': 'same-origin' };
      const answer = await real.call(`/v1/decisions/${id}/explanation?view=reviewer`, { headers });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const noCase = { status: 403, body: { remedy: expect.stringContaining('/v1/cases/claim') } };
    expect(await direct(0)).toMatchObject(noCase);
    await as(0, 'claim', {});
    expect(await direct(0)).toMatchObject({ status: 409, body: { reason: 'case.view-first' } });
    expect(await as(0, path)).toMatchObject({ status: 409, body: { reason: 'case.view-first' } });
    await as(0, path.replace('explanation', 'view'), { ...said, confidence: 3 });
    await expect.poll(async () => (await as(0, path)).status).toBe(200);
    expect(await as(0, path)).toEqual({
      status: 200,
      body: (await ask(id, 'reviewer', await real.key('decisions:read'))).body,
    });
    expect(await direct(0)).toEqual(await as(0, path));
    expect(await direct(1)).toMatchObject(noCase);
    expect((await as(1, path)).body).toMatchObject({ code: 'NOT_FOUND' });
    await as(0, path.replace('explanation', 'answer'), said);
    expect((await as(0, path)).body).toMatchObject({ code: 'NOT_FOUND' });
  });
});
