import { describe, expect, it } from 'vitest';
import type { AccessRow, Action } from '../../src/domain/identity/access-table.js';
import { mayGiveRole, mayGiveScope, seesPersons } from '../../src/domain/identity/giving.js';
import { clashOf, ROLE_NAMES, type Role } from '../../src/domain/identity/roles.js';
import { giverOf, SCOPE_NAMES, type Scope } from '../../src/domain/identity/scopes.js';
import { ACCESS } from './support/declared.js';
import { bearer, sameOrigin, start } from './support/open-rim.js';
import { PASSWORD } from './support/rim.js';

/** What one may act as: roles of accounts and scopes of keys. */
interface Means {
  readonly roles: ReadonlySet<Role>;
  readonly scopes: ReadonlySet<Scope>;
}

const rowOf = (action: Action): AccessRow => ACCESS.row(action)!;
const ACTIONS = ACCESS.actions;
const PERSONAL_ACTIONS = ACTIONS.filter((action) => rowOf(action).personal === true);
const sees = (role: Role): boolean => seesPersons(ACCESS, role);

const allows = ({ roles, scopes }: Means, action: Action): boolean => {
  const row = rowOf(action);
  return row.scopes.some((scope) => scopes.has(scope)) || [...roles].some((role) => row.roles[role] !== undefined);
};

/** Everything that somebody comes to by giving themselves what the own means let them give, again and again. */
function closureOf(start: Means): Means {
  const roles = new Set(start.roles);
  const scopes = new Set(start.scopes);
  for (let before = -1; before < roles.size + scopes.size; ) {
    before = roles.size + scopes.size;
    const given = [...roles];
    if (allows({ roles: new Set(given), scopes: new Set() }, 'account.create')) {
      for (const role of ROLE_NAMES) if (given.some((own) => mayGiveRole(ACCESS, [own], role))) roles.add(role);
    }
    for (const scope of SCOPE_NAMES) {
      const key = { kind: 'key', id: 'k', scopes } as const;
      const person = { kind: 'account', id: 'a', name: 'n', roles: given, provedAtMs: 0 } as const;
      const byKey = scopes.has('keys:write') && mayGiveScope(key, scope);
      const byPerson = given.some((own) => rowOf('key.create').roles[own] !== undefined) && mayGiveScope(person, scope);
      if (byKey || byPerson) scopes.add(scope);
    }
  }
  return { roles, scopes };
}

const personal = (means: Means): Action[] => PERSONAL_ACTIONS.filter((action) => allows(means, action));

describe('what anybody can become by the own acts', () => {
  it.each(SCOPE_NAMES)('a key of the scope %s: nothing more', (scope) => {
    const means = { roles: new Set<Role>(), scopes: new Set([scope]) };
    expect([...closureOf(means).scopes]).toEqual([scope]);
  });

  it.each(SCOPE_NAMES)('a key of %s and keys:write: nothing more', (scope) => {
    const scopes = new Set<Scope>([scope, 'keys:write']);
    const reached = closureOf({ roles: new Set(), scopes });
    expect(ACTIONS.filter((action) => allows(reached, action))).toEqual(
      ACTIONS.filter((action) => allows({ roles: new Set(), scopes }, action)),
    );
  });

  it.each(ROLE_NAMES)('an account of the role %s: one that sees no more of persons', (role) => {
    const means = { roles: new Set([role]), scopes: new Set<Scope>() };
    expect(personal(closureOf(means))).toEqual(personal(means));
  });

  const pairs = ROLE_NAMES.flatMap((one) => ROLE_NAMES.map((other) => [one, other] as const)).filter(
    ([one, other]) => one < other && clashOf([one, other]) === null,
  );
  it.each(pairs)('an account of the roles %s and %s: one that sees no more of persons', (one, other) => {
    const means = { roles: new Set([one, other]), scopes: new Set<Scope>() };
    expect(personal(closureOf(means))).toEqual(personal(means));
  });

  it('an administrator reaches no audit of recorded decisions by a key', () => {
    const { scopes } = closureOf({ roles: new Set<Role>(['admin']), scopes: new Set() });
    expect(scopes.has('audit:read')).toBe(false);
    expect(giverOf('audit:read')).toBe('legal');
  });

  it('the roles that see persons are those that the table lets see them', () => {
    expect(ROLE_NAMES.filter(sees)).toEqual(['reviewer', 'specialist', 'auditor', 'legal']);
  });

  it('counts every act of the table that shows or destroys what is held on one person', () => {
    const acts = ACTIONS.filter((action) =>
      /^(subject|hold|opening|explanation)\.|^case\.(review|outcome)$|^notice\.make$|^decision\.(payload|attributes|replay|search)$|^artifact\.(people|erase)$|^lineage\.person$|^document\.person$|^training\.rows$/.test(
        action,
      ),
    );
    expect(acts.toSorted()).toEqual([...PERSONAL_ACTIONS].toSorted());
  });
});

describe('over HTTP', () => {
  it('a key gives each scope exactly when it has it', async () => {
    const { http, key } = await start();
    for (const own of SCOPE_NAMES) {
      const headers = bearer(await key('keys:write', own));
      for (const scope of SCOPE_NAMES) {
        const payload = { name: 'made', scopes: [scope] };
        const { statusCode } = await http.inject({ method: 'POST', url: '/v1/keys', headers, payload });
        const has = scope === own || scope === 'keys:write';
        expect(statusCode, `${own} gives ${scope}`).toBe(has ? 201 : 403);
      }
    }
  }, 60_000);

  it('a key does not come to more by succeeding one that has more', async () => {
    const { http, key, deps } = await start();
    const more = await deps.identity.keys.issue({ name: 'm', scopes: ['settings:write'], createdBy: 't' });
    const got = await http.inject({
      method: 'POST',
      url: `/v1/keys/${more.kept.id}/rotate`,
      headers: bearer(await key('keys:write')),
    });
    expect([got.statusCode, got.json().code]).toEqual([403, 'FORBIDDEN']);
  });

  it('an account makes another of each role exactly as the rule says', async () => {
    const { http, session } = await start();
    let n = 0;
    for (const giver of ['admin', 'legal', 'specialist', 'auditor', 'developer'] as const) {
      const { cookie } = await session(giver);
      for (const role of ROLE_NAMES) {
        const payload = { name: `made-${++n}`, password: PASSWORD, roles: [role] };
        const got = await http.inject({
          method: 'POST',
          url: '/v1/accounts',
          payload,
          headers: { cookie, ...sameOrigin },
        });
        const may = rowOf('account.create').roles[giver] !== undefined && mayGiveRole(ACCESS, [giver], role);
        expect(got.statusCode, `${giver} makes ${role}: ${got.body}`).toBe(may ? 201 : 403);
      }
    }
  }, 60_000);

  const change = async (giver: readonly Role[], held: readonly Role[], payload: object) => {
    const { http, session } = await start();
    const [by, of] = [await session(...giver), await session(...held)];
    const headers = { cookie: by.cookie, ...sameOrigin };
    const got = await http.inject({ method: 'PATCH', url: `/v1/accounts/${of.id}`, payload, headers });
    const alive = await http.inject({ url: '/v1/session', headers: { cookie: of.cookie } });
    return { status: got.statusCode, message: got.json().message as string, signedIn: alive.statusCode === 200 };
  };
  const NEW = 'quite another passphrase';

  it.each(['legal', 'auditor', 'specialist'] as const)(
    'an administrator sets no password of an account with the role %s, and its sessions go on',
    async (role) => {
      expect(await change(['admin'], [role], { password: NEW })).toEqual({
        status: 403,
        message: `an account with the role ${role} is not opened by this account`,
        signedIn: true,
      });
    },
  );

  it('sets a password for who could give each role of the account', async () => {
    expect(await change(['admin'], ['developer'], { password: NEW })).toMatchObject({ status: 200 });
    expect(await change(['legal'], ['legal'], { password: NEW })).toMatchObject({ status: 200 });
    expect(await change(['legal', 'specialist'], ['auditor'], { password: NEW })).toMatchObject({ status: 200 });
    expect(await change(['legal'], ['auditor'], { password: NEW })).toMatchObject({ status: 403 });
    expect(await change(['legal'], ['admin'], { password: NEW })).toMatchObject({ status: 403 });
    expect(await change(['legal'], ['legal', 'developer'], { password: NEW })).toMatchObject({ status: 403 });
  });

  it('lets no account see persons that was made without: others may hold a way into it', async () => {
    const { status, message } = await change(['legal'], ['developer'], { roles: ['developer', 'legal'] });
    expect([status, message]).toEqual([
      403,
      'the role legal sees persons, and this account was made without such a role',
    ]);
  });

  it('lets an administrator take any role and end any account', async () => {
    expect(await change(['admin'], ['legal'], { roles: [] })).toMatchObject({ status: 200, signedIn: false });
    expect(await change(['admin'], ['auditor'], { disabled: true })).toMatchObject({ status: 200, signedIn: false });
    expect(await change(['legal'], ['admin'], { disabled: true })).toMatchObject({ status: 403, signedIn: true });
    expect(await change(['legal'], ['developer'], { roles: [] })).toMatchObject({ status: 403 });
  });
});

describe('a one-time link of the machine of the service', () => {
  const complete = (http: Awaited<ReturnType<typeof start>>['http'], payload: object) =>
    http.inject({ method: 'POST', url: '/v1/setup', payload });

  it('makes an account with the roles that it is for, and tells by an entry', async () => {
    const { http, deps, service } = await start();
    const token = await deps.identity.links.make({ roles: ['legal'] }, 'test');
    const got = await complete(http, { token, name: 'counsel', password: PASSWORD });
    expect([got.statusCode, got.json().roles]).toEqual([201, ['legal']]);
    expect(service.calls).toEqual([
      ['record', { type: 'setup.link-made', payload: { by: 'test', roles: ['legal'] } }],
      ['record', { type: 'role.granted', payload: { account: got.json().id, roles: ['legal'], by: 'setup' } }],
    ]);
  });

  it('sets the password of the one account that it is for', async () => {
    const { http, deps, service, session } = await start();
    const lost = await session('auditor');
    const token = await deps.identity.links.make({ account: lost.id }, 'test');
    const other = await complete(http, { token, name: 'someone', password: 'quite another passphrase' });
    expect([other.statusCode, other.json().message]).toEqual([400, 'the link is for an account of another name']);
    const got = await complete(http, { token, name: lost.name, password: 'quite another passphrase' });
    expect([got.statusCode, got.json().roles]).toEqual([201, ['auditor']]);
    expect(service.calls).toEqual([
      ['record', { type: 'setup.link-made', payload: { by: 'test', account: lost.id } }],
      ['record', { type: 'password.reset', payload: { account: lost.id, by: 'setup' } }],
    ]);
    expect((await http.inject({ url: '/v1/session', headers: { cookie: lost.cookie } })).statusCode).toBe(401);
  });

  it('is made with a purpose by the program that runs the service alone', async () => {
    const { http, deps, session } = await start();
    const headers = { ...bearer(deps.identity.keys.issueForProcess(SCOPE_NAMES)), 'content-type': 'application/json' };
    const make = (payload: object, by: object = headers) =>
      http.inject({ method: 'POST', url: '/v1/setup/link', payload, headers: { ...by } });
    expect((await make({ roles: ['auditor'] })).statusCode).toBe(201);
    expect((await make({ account: 'nobody-of-this-name' })).json()).toMatchObject({ code: 'NOT_FOUND' });
    expect((await make({ roles: ['auditor'], account: 'x' })).statusCode).toBe(400);
    const { cookie } = await session('admin');
    expect((await make({ roles: ['legal'] }, { cookie, ...sameOrigin })).statusCode).toBe(403);
  });
});

describe('names of accounts', () => {
  const made = async (first: string, second: string): Promise<unknown[]> => {
    const { http, session } = await start();
    const { cookie } = await session('admin');
    const make = async (name: string) => {
      const payload = { name, password: PASSWORD, roles: ['incident-lead'] };
      const got = await http.inject({
        method: 'POST',
        url: '/v1/accounts',
        payload,
        headers: { cookie, ...sameOrigin },
      });
      return [got.statusCode, got.json().code ?? got.json().name];
    };
    return [...(await make(first)), ...(await make(second))];
  };

  it.each([
    ['a zero-width space', 'root\u200b'],
    ['a turn of direction', 'admin\u202e'],
    ['a soft hyphen', 'ad\u00admin'],
    ['a filler that is not seen', 'admin\u3164'],
    ['a variation selector', 'admin\ufe0f'],
    ['a wide space', 'ad\u3000min'],
    ['a private character', 'admin\ue000'],
  ])('hold no %s', async (_what, name) => {
    expect(await made('plain', name)).toEqual([201, 'plain', 400, 'INVALID']);
  });

  it.each([
    ['composed and decomposed', 'jose\u0301', 'jos\u00e9'],
    ['wide and narrow letters', 'root', '\uff52oot'],
    ['case', 'Wei\u00df', 'WEI\u1e9e'],
  ])('are one in %s', async (_what, one, other) => {
    expect(await made(one, other)).toEqual([201, one.normalize('NFC'), 409, 'CONFLICT']);
  });

  it('sign in however they are composed', async () => {
    const { http, deps } = await start();
    await deps.identity.accounts.create({ name: 'jose\u0301', password: PASSWORD, roles: ['incident-lead'] }, 'test');
    for (const name of ['jose\u0301', 'jos\u00e9', 'JOS\u00c9']) {
      const got = await http.inject({ method: 'POST', url: '/v1/session', payload: { name, password: PASSWORD } });
      expect(got.statusCode, name).toBe(200);
    }
  });
});

describe('what is not there, and what stands in the way', () => {
  it('has kinds of its own', async () => {
    const { http, key, session } = await start();
    const { cookie, name, id } = await session('admin');
    const person = { cookie, ...sameOrigin };
    const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers: object, payload?: object) => {
      const got = await http.inject({ method, url, headers: { ...headers }, ...(payload && { payload }) });
      return [got.statusCode, got.json().code];
    };
    const keys = bearer(await key('keys:write'));
    expect(await ask('DELETE', '/v1/keys/nokey', keys)).toEqual([404, 'NOT_FOUND']);
    expect(await ask('POST', '/v1/keys/nokey/rotate', keys)).toEqual([404, 'NOT_FOUND']);
    expect(await ask('DELETE', '/v1/sessions/none', person)).toEqual([404, 'NOT_FOUND']);
    expect(await ask('DELETE', '/v1/passkeys/none', person)).toEqual([404, 'NOT_FOUND']);
    const unknown = '/v1/accounts/00000000-0000-4000-8000-000000000000';
    expect(await ask('PATCH', unknown, person, { disabled: true })).toEqual([404, 'NOT_FOUND']);
    const twin = { name: name.toUpperCase(), password: PASSWORD, roles: [] };
    expect(await ask('POST', '/v1/accounts', person, twin)).toEqual([409, 'CONFLICT']);
    expect(await ask('PATCH', `/v1/accounts/${id}`, person, { roles: [] })).toEqual([409, 'CONFLICT']);
    expect(await ask('DELETE', '/v1/password', person)).toEqual([409, 'CONFLICT']);
  });

  it('asks a key for a session where one is needed', async () => {
    const { http, key } = await start();
    const { json } = {
      json: (await http.inject({ url: '/v1/session', headers: bearer(await key('keys:write')) })).json(),
    };
    expect(json).toMatchObject({ code: 'FORBIDDEN', remedy: 'It needs a session: sign in with POST /v1/session.' });
  });
});

it('gives an administrator no role that sees persons, whatever roles they hold beside it: the page offers none', () => {
  const beside = ROLE_NAMES.filter((role) => clashOf(['admin', role]) === null);
  for (const role of ROLE_NAMES.filter(sees)) expect(mayGiveRole(ACCESS, ['admin', ...beside], role), role).toBe(false);
  expect(ROLE_NAMES.filter(sees)).toEqual(expect.arrayContaining(['auditor', 'legal', 'reviewer', 'specialist']));
});
