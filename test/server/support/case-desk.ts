import { expect } from 'vitest';
import { nodeRuntime } from '../../../src/adapters/runtime/index.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Role } from '../../../src/domain/identity/index.js';
import { ndjson, record } from './compas.js';
import { sameOrigin } from './open-rim.js';
import { dataFolder, realServer } from './real.js';
import { DIGEST, MODEL, REVIEWED } from './reviewed.js';

export type Json = Record<string, unknown>;
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export const HOUR_MS = 3_600_000;
const PASSWORD = 'a long enough passphrase';

export type CaseDesk = Awaited<ReturnType<typeof openCaseDesk>>;

/** A service whose decisions are contested and read: loans that a tree decides, readers, a lead, and a clock that can be moved. */
export async function openCaseDesk() {
  const folder = dataFolder();
  /** By how much the clock of the service is ahead. */
  let aheadMs = 0;
  const cookies = new Map<string, string>();
  const runtime = { ...nodeRuntime, nowMs: () => Date.now() + aheadMs };
  const real = await realServer(folder.dir, { runtime });
  await applyDocument(REVIEWED, 'test', real.server.plane.deps);
  const put = await real.call(`/v1/artifacts/${DIGEST}`, {
    method: 'PUT',
    key: await real.key('registry:write'),
    body: MODEL,
  });
  expect(put.status).toBe(201);
  const keys = {
    lead: await real.key('cases:write', 'decisions:read', 'incidents:read'),
    writer: await real.key('decisions:write'),
    stranger: await real.key('monitor:read'),
  };

  async function person(name: string, ...roles: Role[]): Promise<void> {
    await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles }, 'test');
    await signIn(name);
  }
  async function signIn(name: string): Promise<void> {
    const answer = await real.call('/v1/session', {
      headers: { 'content-type': 'application/json', ...sameOrigin },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    cookies.set(name, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }
  /** Lets time pass; sessions end meanwhile, and these people sign in again. */
  async function later(ms: number, ...names: string[]): Promise<void> {
    aheadMs += ms;
    for (const name of names) await signIn(name);
  }
  async function ask(
    path: string,
    who: { readonly as?: string; readonly key?: string; readonly body?: object },
  ): Promise<Answer> {
    const cookie = who.as === undefined ? {} : { cookie: cookies.get(who.as)!, ...sameOrigin };
    const answer = await real.call(path, {
      ...(who.key === undefined ? {} : { key: who.key }),
      ...(who.body === undefined ? {} : { body: JSON.stringify(who.body), method: 'POST' }),
      headers: { ...cookie, ...(who.body === undefined ? {} : { 'content-type': 'application/json' }) },
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  }
  const as = (name: string, path: string, body: object) => ask(path, { as: name, body });
  const lead = (path: string, body?: object) => ask(path, { key: keys.lead, ...(body === undefined ? {} : { body }) });
  const act = (id: unknown, name: string) => lead(`/v1/cases/${id}/acts`, { act: name });

  /** A person of this age, decided about by the tree: 1 from 0.5 on, which is the better outcome. */
  async function decided(age: number, fields: Json = {}): Promise<string> {
    const score = age >= 40 ? 0.7 : 0.3;
    const made = record({
      ...{ deployment: 'tree/prod', inputs: { age }, score, outcome: score >= 0.5 ? 1 : 0, subject: `person-${age}` },
      ...{ decidedAt: new Date(Date.now() - HOUR_MS).toISOString(), ...fields },
    });
    const answer = await real.call('/v1/decisions', { key: keys.writer, body: ndjson(made), method: 'POST' });
    expect(await answer.json()).toMatchObject({ accepted: 1 });
    return String(made.id);
  }
  async function appealed(decision: string, more: object = {}): Promise<Json> {
    const { status, body } = await lead('/v1/appeals', { decision, statement: 'I earn more than that.', ...more });
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  }
  async function claimed(name: string): Promise<Json> {
    const { status, body } = await as(name, '/v1/cases/claim', {});
    expect(status, JSON.stringify(body)).toBe(200);
    return body.case as Json;
  }
  const viewed = (name: string, id: unknown, outcome: number) =>
    as(name, `/v1/cases/${id}/view`, { outcome, confidence: 4, reason: 'The inputs say so.' });
  const answered = (name: string, id: unknown, outcome: number) =>
    as(name, `/v1/cases/${id}/answer`, { outcome, reason: 'I still say so.' });
  /** Ends every case that is open, so that the next test begins without any. */
  async function endAll(): Promise<void> {
    const { body } = await lead('/v1/cases?limit=200');
    for (const { id, stage } of body.cases as Json[]) {
      if (stage !== 'decided' && stage !== 'communicated') await act(id, 'withdraw');
      await act(id, 'confirm-applied');
      await act(id, 'notify');
      expect((await act(id, 'close')).status).toBe(200);
    }
  }

  for (const name of ['ria', 'rob', 'ron', 'rut']) await person(name, 'reviewer');
  const knowing = { otto: 'owner', dora: 'developer', ivo: 'incident-lead' } as const;
  for (const [name, role] of Object.entries(knowing)) await person(name, 'reviewer', role);
  await person('lena', 'legal');
  const close = async (): Promise<void> => {
    await real.server.close();
    folder.remove();
  };
  return {
    ...{ real, keys, cookies, person, signIn, later, ask, as, lead, act },
    ...{ decided, appealed, claimed, viewed, answered, endAll, close },
  };
}
