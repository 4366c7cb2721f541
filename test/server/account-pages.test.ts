import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEP_UP_MS } from '../../src/domain/identity/access-table.js';
import type { Role } from '../../src/domain/identity/roles.js';
import { startBrowser } from '../support/render-png.js';
import { compiledModules } from './support/compiled-modules.js';
import { dataFolder, realServer } from './support/real.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PASSWORD = 'a long enough passphrase';

const browser: Browser | null = await startBrowser().catch((error: unknown) => {
  process.stdout.write(
    `skipped: the browser of @sparticuz/chromium cannot start here (${String(error).split('\n')[0]})\n`,
  );
  return null;
});

describe.skipIf(browser === null)('accounts in a real browser', () => {
  const folder = dataFolder();
  const modules = compiledModules();
  let real: Awaited<ReturnType<typeof realServer>>;
  let home: string;

  beforeAll(async () => {
    real = await realServer(folder.dir, { moduleRoot: modules.root });
    home = `http://localhost:${new URL(real.server.url).port}`;
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await real.server.close();
    folder.remove();
    rmSync(modules.dir, { recursive: true, force: true });
  });

  let n = 0;
  /** A person, and a browser of their own at the sign-in page. */
  async function arrive(...roles: Role[]) {
    const name = `person-${++n}`;
    const account = await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles }, 'test');
    const context = await browser!.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${home}/sign-in`, { waitUntil: 'networkidle' });
    return { name, id: account.id, context, page, problems };
  }
  async function signIn(page: Page, name: string): Promise<void> {
    await page.fill('#name', name);
    await page.fill('#password', PASSWORD);
    await page.click('button[type="submit"]');
    await page.waitForURL(`${home}/account`);
    await page.waitForSelector('#sessions li');
  }
  /** An authenticator of the browser itself, which verifies its user without asking. */
  async function withAuthenticator(context: BrowserContext, page: Page): Promise<{ session: CDPSession; id: string }> {
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return { session, id };
  }
  async function addPasskey(page: Page, name: string): Promise<void> {
    await page.fill('#passkey-name', name);
    await page.click('#add-passkey button');
    await page.waitForSelector(`#passkeys strong:text-is("${name}")`);
  }
  /** Makes every session of the account look as if its person had proved who they are long ago. */
  const age = (id: string): Promise<unknown> =>
    real.server.plane.store.sql.query('update session set proved_at = proved_at - $2 where account::text = $1', [
      id,
      STEP_UP_MS,
    ]);
  const said = async (page: Page): Promise<string> => {
    await page.waitForSelector('#answer:not(:empty)');
    return (await page.textContent('#answer')) ?? '';
  };

  it('registers a passkey, signs out, and signs in with it alone', async () => {
    const { name, context, page, problems } = await arrive('auditor');
    await withAuthenticator(context, page);
    await signIn(page, name);
    await addPasskey(page, 'Work laptop');
    await page.click('#sign-out');
    await page.waitForURL(`${home}/sign-in`);
    await page.waitForSelector('#passkey-way:not([hidden])');
    await page.click('#passkey');
    await page.waitForURL(`${home}/account`);
    await page.waitForSelector('#passkeys li');
    expect(await page.textContent('#who')).toBe(`Signed in as ${name}. Roles: auditor.`);
    expect(await page.textContent('#passkeys li')).toMatch(/Work laptop.*last used/);
    expect(await page.textContent('#sessions li')).toMatch(/this one.*with passkey/);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('refuses a recorded answer of a real authenticator the second time', async () => {
    const { name, context, page } = await arrive('auditor');
    await withAuthenticator(context, page);
    await signIn(page, name);
    await addPasskey(page, 'phone');
    await page.click('#sign-out');
    await page.waitForURL(`${home}/sign-in`);
    const recorded = page.waitForRequest((request) => request.url().endsWith('/v1/session/passkey'));
    await page.click('#passkey');
    const body = (await recorded).postData();
    await page.waitForURL(`${home}/account`);
    const replay = () =>
      page.evaluate(
        `fetch('/v1/session/passkey', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(body)} }).then((answer) => answer.status)`,
      );
    expect(await replay()).toBe(401);
    await page.evaluate("fetch('/v1/session/passkey/begin', { method: 'POST' }).then((answer) => answer.text())");
    expect(await replay()).toBe(401);
    await context.close();
  });

  it('does not offer passkeys under another name of the same service, and says where they work', async () => {
    const { context, page } = await arrive();
    await page.goto(`${real.server.url}/sign-in`, { waitUntil: 'networkidle' });
    expect(await page.isVisible('#passkey')).toBe(false);
    expect(await page.getAttribute('#passkey-address', 'href')).toBe(`${home}/sign-in`);
    await context.close();
  });

  it('asks who it is before a sensitive act, by password or by passkey, and then does it', async () => {
    const { name, id, context, page, problems } = await arrive('admin');
    await withAuthenticator(context, page);
    await signIn(page, name);
    await addPasskey(page, 'one');
    await age(id);
    await page.fill('#passkey-name', 'two');
    await page.click('#add-passkey button');
    await page.fill('#proof-password', 'not the password');
    await page.click('dialog button.main');
    await page.waitForSelector('dialog .answer:not(:empty)');
    expect(await page.textContent('dialog .answer')).toMatch(/^Name or password is wrong/);
    await page.click('dialog button:text-is("Cancel")');
    expect(await said(page)).toBe('Nothing was changed.');
    page.on('dialog', (dialog) => dialog.accept());
    await page.click('button[aria-label="Remove passkey one"]');
    await page.click('dialog button:text-is("Use a passkey")');
    await page.waitForSelector('#answer[data-state="good"]');
    expect(await said(page)).toBe('The passkey was removed.');
    expect(await page.locator('#passkeys li').count()).toBe(0);
    await age(id);
    await page.fill('#new-password', `${PASSWORD} indeed`);
    await page.click('#change-password button[type="submit"]');
    await page.fill('#proof-password', PASSWORD);
    await page.click('dialog button.main');
    await page.waitForSelector('#answer:text("password was changed")');
    expect(problems.filter((problem) => !/40[13]/.test(problem))).toEqual([]);
    await context.close();
  });

  it('lists where one is signed in and ends the others', async () => {
    const { name, context, page } = await arrive('auditor');
    await signIn(page, name);
    const elsewhere = await browser!.newContext();
    const other = await elsewhere.newPage();
    await other.goto(`${home}/sign-in`, { waitUntil: 'networkidle' });
    await signIn(other, name);
    expect(await page.isVisible('#end-others')).toBe(false);
    await page.reload({ waitUntil: 'networkidle' });
    expect(await page.isVisible('#end-others')).toBe(true);
    expect(await page.locator('#sessions li').count()).toBe(2);
    expect(await page.textContent('#sessions')).toContain('Chrome on Linux');
    await page.click('#sessions button');
    expect(await said(page)).toBe('Signed out there.');
    await other.reload();
    await other.waitForURL(`${home}/sign-in?next=/account`);
    await Promise.all([context.close(), elsewhere.close()]);
  });

  it('says why a sign-in failed, and goes on only to pages of its own', async () => {
    const { name, context, page } = await arrive('auditor');
    await page.fill('#name', name);
    await page.fill('#password', 'not the password');
    await page.click('button[type="submit"]');
    expect(await said(page)).toMatch(/^Name or password is wrong/);
    for (const foreign of ['//evil.test', 'https://evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      await page.goto(`${home}/sign-in?next=${encodeURIComponent(foreign)}`, { waitUntil: 'networkidle' });
      await signIn(page, name);
    }
    await context.close();
  });

  const views = [
    { width: 1100, colorScheme: 'light' },
    { width: 1100, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const;
  it.each(views)(
    'has no violation of WCAG 2.0 to 2.2, A and AA, and no sideways scroll: %o',
    async ({ width, colorScheme }) => {
      const { name, id, context: first } = await arrive('admin');
      await first.close();
      const context = await browser!.newContext({ bypassCSP: true, viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      await withAuthenticator(context, page);
      const look = async (what: string): Promise<void> => {
        await page.evaluate(axeSource);
        const { violations } = (await page.evaluate(
          `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(WCAG)} } })`,
        )) as { violations: { id: string; nodes: { html: string }[] }[] };
        expect(violations.map((each) => `${what} ${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      };
      await page.goto(`${home}/sign-in`, { waitUntil: 'networkidle' });
      await look('sign-in');
      await signIn(page, name);
      await addPasskey(page, 'A passkey with quite a long name, such as people give their devices');
      await real.key('decisions:write', 'labels:write', 'attributes:write', 'decisions:read');
      await page.reload({ waitUntil: 'networkidle' });
      await look('account');
      await age(id);
      await page.fill('#passkey-name', 'another');
      await page.click('#add-passkey button');
      await page.waitForSelector('dialog[open]');
      await look('proof');
      await context.close();
    },
  );
});
