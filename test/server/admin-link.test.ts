import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CliContext } from '../../src/apps/cli/frame/context.js';
import { deliverAdminLink, forgetAdminLink } from '../../src/apps/cli/service/admin-link.js';
import { writeControlFile } from '../../src/apps/cli/service/control-file.js';
import { ADMIN_LINK_MS } from '../../src/domain/identity/admin-link.js';
import { SCOPE_NAMES } from '../../src/domain/identity/scopes.js';
import { cli } from '../e2e/support.js';
import { bearer, sameOrigin, start } from './support/open-rim.js';
import { dataFolder, realServer } from './support/real.js';
import { PASSWORD } from './support/rim.js';

const LINK = 'http://localhost:8080/setup#SECRET';

describe('telling the link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-link-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const told = (errIsTerminal: boolean, does?: string) => {
    const said = { out: '', err: '' };
    const context = {
      errIsTerminal,
      outColour: false,
      columns: 80,
      today: '',
      version: '',
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
    } satisfies CliContext;
    deliverAdminLink(LINK, folder, context, does);
    return said;
  };
  const path = join(folder, 'admin-link');

  it('goes to a terminal and nowhere else', () => {
    const said = told(true);
    expect(said.err).toContain(LINK);
    expect(said.out).toBe('');
    expect(() => statSync(path)).toThrow();
  });

  it('goes to a file of its owner alone when standard error is collected', () => {
    const said = told(false);
    expect(`${said.out}${said.err}`).not.toContain('SECRET');
    expect(said.out).toContain(path);
    expect([statSync(path).mode & 0o777, readFileSync(path, 'utf8')]).toEqual([0o600, `${LINK}\n`]);
  });

  it('for another account leaves the one of the first administrator where it lies', () => {
    told(false);
    writeFileSync(path, 'the first');
    const said = told(false, 'make an account');
    expect(readFileSync(path, 'utf8')).toBe('the first');
    expect(said.out).toContain(join(folder, 'account-link'));
    expect(readFileSync(join(folder, 'account-link'), 'utf8')).toBe(`${LINK}\n`);
    forgetAdminLink(folder);
    expect([path, join(folder, 'account-link')].map((file) => existsSync(file))).toEqual([false, false]);
  });

  it('takes over neither the mode of a file that lies there nor the target of a link', () => {
    rmSync(path, { force: true });
    writeFileSync(path, 'old', { mode: 0o644 });
    told(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'mine', { mode: 0o644 });
    rmSync(path);
    symlinkSync(elsewhere, path);
    told(false);
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(readFileSync(path, 'utf8')).toBe(`${LINK}\n`);
  });
});

describe('using the link', () => {
  const setup = (one: Awaited<ReturnType<typeof start>>, payload: object) =>
    one.http.inject({ method: 'POST', url: '/v1/setup', payload });

  it('does not live longer by tries that were refused', async () => {
    const one = await start();
    const token = await one.deps.identity.links.makeAtStart();
    one.clock.advance(ADMIN_LINK_MS - 1);
    expect((await setup(one, { token, name: 'root', password: 'short' })).statusCode).toBe(400);
    one.clock.advance(1);
    expect((await setup(one, { token, name: 'root', password: PASSWORD })).statusCode).toBe(401);
  });

  it('ends with the next one', async () => {
    const one = await start();
    const first = await one.deps.identity.links.makeAtStart();
    const second = await one.deps.identity.links.makeAtStart();
    expect((await setup(one, { token: first, name: 'a', password: PASSWORD })).statusCode).toBe(401);
    expect((await setup(one, { token: second, name: 'a', password: PASSWORD })).statusCode).toBe(201);
  });

  it('is made over HTTP by the process on the data folder alone, not by any key or administrator', async () => {
    const { http, key, session, deps, service } = await start();
    const post = async (headers: Record<string, string>) =>
      (await http.inject({ method: 'POST', url: '/v1/setup/link', headers })).statusCode;
    expect(await post(bearer(await key(...SCOPE_NAMES)))).toBe(403);
    expect(await post({ ...sameOrigin, cookie: (await session('admin')).cookie })).toBe(403);
    expect(service.calls).toEqual([]);
    expect(await post(bearer(deps.identity.keys.issueForProcess([])))).toBe(201);
    expect(service.calls).toMatchObject([['record', { type: 'setup.link-made' }]]);
  });
});

describe('the link of a whole service', () => {
  const folder = dataFolder();
  afterAll(() => folder.remove());
  type Real = Awaited<ReturnType<typeof realServer>>;
  const use = (real: Real, token: string, name = 'root') =>
    real.call('/v1/setup', { body: JSON.stringify({ token, name, password: PASSWORD }) });
  const expire = (real: Real) => real.server.plane.store.sql.query('update one_time_link set expires_at = 0');

  /** At rest there is a digest of the cookie, and Argon2id of the password with the parameters of OWASP. */
  const expectNothingInTheClear = async (real: Real, answer: Response): Promise<void> => {
    const token = /__Host-tribune=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')![1]!;
    const [kept] = await real.server.plane.store.sql.query<{ session: string; hash: string }>(
      'select s::text as session, a.password_hash as hash from session s join account a on a.id = s.account',
    );
    expect(kept!.session).not.toContain(token);
    expect(kept!.session).not.toContain(Buffer.from(token).toString('hex'));
    expect(kept!.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  };

  it('comes anew with a restart while there is no administrator, is never logged or kept, works once, and then no more', async () => {
    let real = await realServer(folder.dir);
    const first = real.server.adminToken!;
    await expire(real);
    expect((await use(real, first)).status).toBe(401);
    await real.server.close();

    real = await realServer(folder.dir);
    const second = real.server.adminToken!;
    const kept = await real.server.plane.store.sql.query<{ row: string }>('select l::text as row from one_time_link l');
    expect(kept).toHaveLength(1);
    expect(kept[0]!.row).not.toContain(second);
    expect((await use(real, first)).status).toBe(401);
    const both = await Promise.all([use(real, second, 'one'), use(real, second, 'two')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 401]);
    await expectNothingInTheClear(real, both.find(({ status }) => status === 201)!);
    expect(real.lines.length).toBeGreaterThan(0);
    expect(real.lines.join('')).not.toMatch(new RegExp(`${first}|${second}|setup#`));
    await real.server.close();

    real = await realServer(folder.dir);
    expect(real.server.adminToken).toBeNull();
    const remove = writeControlFile(join(folder.dir, 'data'), {
      pid: process.pid,
      url: real.server.url,
      publicUrl: real.server.publicUrl,
      key: real.server.localKey,
    });
    const { code, out, err } = await cli(['admin', 'link', '--data', join(folder.dir, 'data')]);
    remove();
    expect([code, err]).toEqual([0, '']);
    const link = new URL(readFileSync(join(folder.dir, 'data', 'admin-link'), 'utf8').trim());
    expect(out).not.toContain(link.hash);
    expect(link.href).toBe(`http://localhost:${new URL(real.server.url).port}/setup${link.hash}`);
    expect((await use(real, link.hash.slice(1), 'recovered')).status).toBe(201);
    await real.server.close();
  }, 60_000);
});
