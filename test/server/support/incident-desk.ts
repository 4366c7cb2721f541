import { expect } from 'vitest';
import type { Role, Scope } from '../../../src/domain/identity/index.js';
import { sameOrigin } from './open-rim.js';
import { dataFolder, realServer } from './real.js';

export const DEPLOYMENT = 'compas/prod';
const PASSWORD = 'a long enough passphrase';

// biome-ignore lint/suspicious/noExplicitAny: answers of many routes are looked into.
export type Told = any;

/** A plan that is ready until somebody has to look at it again, in ten years. */
export const PLAN = {
  scope: { kind: 'system', system: 'compas' },
  authority: ['ann'],
  budget: 'the risk committee, up to 50,000',
  costOfStopping: 'cases wait for a person, about four days',
  switchOff: 'tribune stop compas/prod',
  switchOn: 'tribune resume',
  called: [{ who: 'ann', how: 'pager' }],
  reassessedOn: '2026-01-01',
  reassessEveryDays: 3660,
  drills: [{ day: '2026-01-01', what: 'stopped in a minute' }],
  drillEveryDays: 3660,
};

/** A service with those who lead, change and read incidents, by key and by session. */
export async function openIncidentDesk() {
  const folder = dataFolder();
  const cookies = new Map<string, string>();
  const real = await realServer(folder.dir);
  const key = (...scopes: Scope[]) => real.key(...scopes);
  const keys = {
    writer: await key('incidents:write'),
    reader: await key('incidents:read', 'stops:read'),
    stopper: await key('stops:write', 'stops:read'),
    holder: await key('subjects:erase'),
    sender: await key('decisions:write'),
  };

  const call = async (path: string, key: string, body?: object): Promise<{ status: number; body: Told }> => {
    const init =
      body === undefined
        ? { key }
        : { key, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await real.call(path, init);
    return { status: answer.status, body: await answer.json() };
  };
  const get = async (path: string) => (await call(path, keys.reader)).body;
  const post = (path: string, body: object, key = keys.writer) => call(path, key, body);
  const opened = async (more: object = {}): Promise<Told> => {
    const scope = { kind: 'deployment', deployment: DEPLOYMENT };
    const { status, body } = await post('/v1/incidents', { title: 'Miami', severity: 'minor', scope, ...more });
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  };
  const changed = async (id: string, change: object, revision?: number): Promise<{ status: number; body: Told }> =>
    post(`/v1/incidents/${id}/changes`, { change, ...(revision === undefined ? {} : { revision }) });
  const timeline = async (id: string): Promise<Told[]> => (await get(`/v1/incidents/${id}/timeline?limit=500`)).items;

  async function person(name: string, role: Role): Promise<void> {
    await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles: [role] }, 'test');
    const answer = await real.call('/v1/session', {
      headers: { 'content-type': 'application/json', ...sameOrigin },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    cookies.set(name, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }
  const asPerson = async (name: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json', cookie: cookies.get(name)!, ...sameOrigin };
    const answer = await real.call(path, body === undefined ? { headers } : { headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Told };
  };

  await person('lead', 'incident-lead');
  await person('dev', 'developer');
  await person('aud', 'auditor');
  const close = async (): Promise<void> => {
    await real.server.close();
    folder.remove();
  };
  return { folder, real, keys, call, get, post, opened, changed, timeline, person, asPerson, close };
}
