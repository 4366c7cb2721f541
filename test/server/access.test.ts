import { afterEach, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/apps/server/openapi/document.js';
import { type Action, STEP_UP_MS } from '../../src/domain/identity/access-table.js';
import { ROLE_NAMES } from '../../src/domain/identity/roles.js';
import { SCOPE_NAMES, type Scope } from '../../src/domain/identity/scopes.js';
import { ACCESS, OPERATIONS, ROUTES } from './support/declared.js';
import { rim } from './support/rim.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
async function start(...args: Parameters<typeof rim>) {
  const one = await rim(...args);
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

const urlOf = (path: string): string =>
  path.replace(':log', 'main').replace('*', '0/000').replace(':id', '0193f7c2-6a55-7d1e-9f10-3c2b1a000001');
const REFUSED = new Set([401, 403]);
const { actions } = ACCESS;

describe('access table', () => {
  it('has a row for every route, and no row that no route asks for', () => {
    const asked = new Set(ROUTES.flatMap(({ action, within = [] }) => [action, ...within]));
    expect(actions.filter((action) => !asked.has(action))).toEqual([]);
  });

  it('knows every route there is: what serves, what is described and what is tested here are the declarations', async () => {
    const { routes } = await start();
    const declared = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(routes.toSorted()).toEqual(declared.toSorted());
    expect(new Set(declared).size).toBe(declared.length);
    const { paths } = openApiDocument(ROUTES, ACCESS, '') as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const inBraces = OPERATIONS.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')}`,
    );
    expect(described.toSorted()).toEqual(inBraces.toSorted());
  });

  it('refuses to start with a route that nobody declared', async () => {
    const { http } = await rim();
    expect(() => http.get('/v1/back-door', async () => 'x')).toThrow(/is not declared with routesOver/);
    await http.close();
  });

  it.each([
    ['that does not exist', 'back.door'],
    ['named like a word of the language', 'constructor'],
  ])('refuses to start with a route whose row is one %s', async (_what, action) => {
    const { http } = await rim();
    const route = { method: 'GET', path: '/secret', summary: 's', action: action as Action } as const;
    expect(() => http.get('/secret', { config: { route } }, async () => 'x')).toThrow(/no row in the access table/);
    const further = { ...route, action: 'page.read', within: [action as Action] } as const;
    expect(() => http.get('/other', { config: { route: further } }, async () => 'x')).toThrow(/no row in the access/);
    await http.close();
  });

  it('answers every route to nobody as its row says', async () => {
    const { http } = await start();
    for (const { method, path, action } of OPERATIONS) {
      const { statusCode } = await http.inject({ method, url: urlOf(path) });
      const row = ACCESS.row(action)!;
      if (row.open === 'always') expect(statusCode === 401 && action !== 'setup.complete', path).toBe(false);
      else expect(statusCode, `${method} ${path}`).toBe(401);
    }
  });

  it('answers every route to every scope as its row says', async () => {
    const { http, key } = await start();
    for (const scope of SCOPE_NAMES) {
      const authorization = `Bearer ${await key(scope)}`;
      for (const { method, path, action } of OPERATIONS) {
        const row = ACCESS.row(action)!;
        if (row.open === 'always') continue;
        const { statusCode } = await http.inject({ method, url: urlOf(path), headers: { authorization } });
        const allowed = row.scopes.includes(scope as Scope);
        expect(REFUSED.has(statusCode), `${scope} ${method} ${path} ${statusCode}`).toBe(!allowed);
      }
    }
  });

  it('answers every route to every role as its row says', async () => {
    for (const role of ROLE_NAMES) {
      const { http, session } = await start();
      for (const { method, path, action } of OPERATIONS) {
        const row = ACCESS.row(action)!;
        if (row.open === 'always' || action === 'session.end' || action === 'session.step-up') continue;
        const { cookie } = await session(role);
        const headers = { cookie, 'sec-fetch-site': 'same-origin' };
        const { statusCode } = await http.inject({ method, url: urlOf(path), headers });
        const needed = row.roles[role] ?? row.roles.everyone;
        // `own-system` passes the door and is judged again with the body: an empty body is then the first thing wrong.
        expect(REFUSED.has(statusCode), `${role} ${method} ${path} ${statusCode}`).toBe(needed === undefined);
      }
    }
  }, 60_000);

  it('gives every action x role x relation exactly what the row says', () => {
    const nowMs = 1_000_000_000;
    for (const action of actions) {
      const row = ACCESS.row(action)!;
      for (const role of ROLE_NAMES) {
        for (const relation of [undefined, 'self', ...ACCESS.relations] as const) {
          const caller = { kind: 'account', id: 'a', name: 'n', roles: [role], provedAtMs: nowMs } as const;
          const circumstances = {
            nowMs,
            ledgerPublic: false,
            ...(relation === undefined ? {} : { relations: [relation] }),
          };
          const needed = [row.roles[role], row.roles.everyone];
          const expected =
            row.open === 'always' || needed.includes('any') || (relation !== undefined && needed.includes(relation));
          expect(ACCESS.permission(caller, action, circumstances), `${action} ${role} ${relation}`).toBe(
            expected ? 'allowed' : 'forbidden',
          );
        }
      }
    }
  });

  it('denies what has no row', () => {
    const caller = { kind: 'key', id: 'k', scopes: new Set(SCOPE_NAMES) } as const;
    expect(ACCESS.permission(caller, 'toString' as Action, { nowMs: 0, ledgerPublic: true })).toBe('forbidden');
  });

  it('never lets an administrator see payloads, attributes or openings', () => {
    const roles = ['admin'] as const;
    const caller = { kind: 'account', id: 'a', name: 'n', roles, provedAtMs: 0 } as const;
    for (const action of [
      'decision.payload',
      'decision.attributes',
      'opening.read',
      'subject.export',
      'subject.erase',
    ] as const) {
      expect(
        ACCESS.permission(caller, action, { nowMs: 0, ledgerPublic: true, relations: ['self', 'own-system'] }),
      ).toBe('forbidden');
    }
  });

  it('never lets an auditor change anything', () => {
    const caller = { kind: 'account', id: 'a', name: 'n', roles: ['auditor'], provedAtMs: 0 } as const;
    const changing = actions.filter(
      (a) =>
        /\.(write|apply|change|create|rotate|revoke|erase|set|release)$/.test(a) &&
        a !== 'session.create' &&
        a !== 'password.change',
    );
    expect(changing.length).toBeGreaterThan(10);
    for (const action of changing)
      expect(ACCESS.permission(caller, action, { nowMs: 0, ledgerPublic: true })).toBe('forbidden');
  });

  const SENSITIVE: readonly Action[] = [
    ...(['subject.export', 'subject.erase', 'hold.set', 'hold.release', 'settings.change', 'ledger.rotate'] as const),
    'stops.resume',
    'jobs.run',
    ...(['gates.sign', 'gates.waive', 'gates.change', 'gates.confirm'] as const),
    ...(['agreements.propose', 'agreements.confirm', 'break-glass.use', 'break-glass.review'] as const),
    'artifact.erase',
    'system-end.change',
    'notice.make',
    'canaries.release',
    ...(['key.create', 'key.rotate', 'account.create', 'account.change'] as const),
    ...(['password.change', 'password.remove', 'passkey.add', 'passkey.remove', 'request.answer'] as const),
  ];

  it('marks exactly the sensitive acts for a fresh proof', () => {
    const marked = actions.filter((action) => ACCESS.row(action)!.stepUp === true);
    expect(marked.toSorted()).toEqual(SENSITIVE.toSorted());
  });

  it('asks for a fresh proof after ten minutes before each sensitive act, over HTTP, and for no other', async () => {
    for (const role of ['admin', 'legal'] as const) {
      const { http, session, clock } = await start();
      for (const { method, path, action } of OPERATIONS) {
        const row = ACCESS.row(action)!;
        if (row.roles[role] === undefined && row.roles.everyone === undefined) continue;
        const { cookie } = await session(role);
        clock.advance(STEP_UP_MS + 1);
        const headers = { cookie, 'sec-fetch-site': 'same-origin' };
        const { body } = await http.inject({ method, url: urlOf(path), headers });
        expect(body.includes('"STEP_UP_REQUIRED"'), `${role} ${method} ${path}`).toBe(row.stepUp === true);
      }
    }
  });

  it('asks for the password again after ten minutes before a sensitive act', () => {
    const caller = { kind: 'account', id: 'a', name: 'n', roles: ['admin'], provedAtMs: 0 } as const;
    const at = (nowMs: number) => ACCESS.permission(caller, 'key.create', { nowMs, ledgerPublic: false });
    expect(at(STEP_UP_MS)).toBe('allowed');
    expect(at(STEP_UP_MS + 1)).toBe('step-up');
  });
});
