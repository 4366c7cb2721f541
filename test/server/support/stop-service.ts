import { expect } from 'vitest';
import type { StoredAudits } from '../../../src/domain/audits/recorded/index.js';
import type { StoredAudit } from '../../../src/domain/audits/recorded/ports.js';
import type { AuditResult } from '../../../src/domain/audits/result/index.js';
import type { Role } from '../../../src/domain/identity/index.js';
import { sameOrigin } from './open-rim.js';
import { dataFolder, realServer } from './real.js';

export const DEPLOYMENT = 'compas/prod';
const PASSWORD = 'a long enough passphrase';
/** More entries than a log of these tests has. */
const MOST_ENTRIES = 1_000_000;

/** What the service answers about stops. */
export interface Told {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly revision: number;
  readonly proposal: string;
  readonly stops: readonly Told[];
  readonly deployments: readonly Told[];
}

/** The events of a stream as they come. */
export async function* eventsOf(answer: Response): AsyncGenerator<{ event: string; data: Told }, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of answer.body!) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      if (event !== undefined) yield { event, data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as Told };
    }
  }
  return undefined;
}

/** A service with four persons of different roles and keys, and how each of them asks about stops. It is there once `start` has ended. */
export function stopService() {
  const folder = dataFolder();
  let real: Awaited<ReturnType<typeof realServer>> | undefined;
  const keys = { stopper: '', decider: '', stranger: '' };
  const cookies = new Map<string, { readonly cookie: string; readonly id: string }>();
  const service = {
    get real() {
      return real!;
    },
  };
  const json = async (answer: Response): Promise<Told> => (await answer.json()) as Told;
  const get = async (path: string, key = keys.decider) => json(await service.real.call(path, { key }));
  const post = async (path: string, body: object, key = keys.stopper) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await service.real.call(path, { key, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: answer.status === 204 ? ({} as Told) : await json(answer) };
  };
  const stopped = (more: object = {}) =>
    post('/v1/stops', { scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'stop', reason: 'test', ...more });

  /** Signs a person in, with an account of this role. */
  async function person(name: string, role: Role): Promise<void> {
    const { identity } = service.real.server.plane.deps;
    const account = await identity.accounts.create({ name, password: PASSWORD, roles: [role] }, 'test');
    const answer = await service.real.call('/v1/session', {
      headers: { 'content-type': 'application/json', ...sameOrigin },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    cookies.set(name, { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!, id: account.id });
  }
  const asPerson = async (name: string, path: string, body: object = {}, method = 'POST') => {
    const { cookie } = cookies.get(name)!;
    const headers = { 'content-type': 'application/json', cookie, ...sameOrigin };
    const answer = await service.real.call(path, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: answer.status === 204 ? ({} as Told) : await json(answer) };
  };
  /** Stores an audit as if it had just been made. */
  async function audited(
    verdict: string,
    deployment = DEPLOYMENT,
    of: Partial<Pick<StoredAudit, 'size' | 'window'>> = {},
  ): Promise<string> {
    const result = { schemaVersion: '1', verdict, data: { rows: 1 } } as unknown as AuditResult;
    const kept = { by: 'test', sight: 'groups', size: MOST_ENTRIES, mark: 0, deployment, ...of } as const;
    const { auditResults } = service.real.server.plane.deps;
    return (await (auditResults as StoredAudits).keep(result, 'name: any', kept)).id;
  }

  const persons = (...names: string[]) => names.map((name) => `account:${cookies.get(name)!.id}`);
  /** Has two persons end a stop. */
  async function resumed(
    stop: string,
    [first, second] = ['ann', 'bob'],
    on: object = { waiver: 'test' },
  ): Promise<Told> {
    const path = `/v1/stops/${stop}/resumptions`;
    const { body: proposed } = await asPerson(first!, path, on);
    const { status, body } = await asPerson(second!, `${path}/${proposed.proposal}`);
    expect(status, `${JSON.stringify(proposed)} ${JSON.stringify(body)}`).toBe(200);
    return body;
  }
  const asFlag = (key: string, context: object = {}) =>
    post(`/ofrep/v1/evaluate/flags/${key}`, { context }, keys.decider);

  return {
    ...{ keys, cookies, json, get, post, stopped, person, asPerson, audited, persons, resumed, asFlag, service },
    async start(): Promise<void> {
      real = await realServer(folder.dir);
      keys.stopper = await real.key('stops:write', 'stops:read');
      keys.decider = await real.key('decisions:write');
      keys.stranger = await real.key('monitor:read');
      await person('ann', 'stop-authority');
      await person('bob', 'incident-lead');
      await person('val', 'validator');
      await person('dev', 'developer');
    },
    async end(): Promise<void> {
      await real?.server.close();
      folder.remove();
    },
  };
}
