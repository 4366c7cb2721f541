import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printPage } from '../../src/apps/server/pages/print-page.js';
import { statusPage } from '../../src/domain/documents/service/index.js';
import type { Role } from '../../src/domain/identity/roles.js';
import { startBrowser } from '../support/render-png.js';
import { compiledModules } from './support/compiled-modules.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORD = 'a long enough passphrase';

describe('the first page', () => {
  it('shows what people wrote as text, never as markup', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&';
    const html = printPage(
      statusPage({
        name: hostile,
        version: hostile,
        records: { startedAtMs: 0, accepted: 1, duplicates: 0, conflicts: 0, rejected: 0, waiting: 0 },
        deployments: [
          { id: hostile, purpose: hostile, owner: hostile, version: hostile, isHeld: false, cutoff: null, sinceMs: 1 },
        ],
        ledger: { entries: 1, checkpoint: { size: 1, root: hostile }, isPublic: false },
        jobs: [{ name: hostile, isRunning: false, endedAtMs: 0, result: hostile, nextRunAtMs: 0 }],
        followers: [{ name: hostile, entries: 1, waitedMs: 0, failuresInRow: 1 }],
        events: [{ type: hostile, decision: hostile, detectedAtMs: 0 }],
      }),
    );
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img').length - 1).toBe(12);
  });
});

const browser: Browser | null = await startBrowser().catch(() => null);

describe.skipIf(browser === null)('the first page in a real browser', () => {
  const folder = dataFolder();
  const modules = compiledModules();
  let real: Awaited<ReturnType<typeof realServer>>;
  let writer: string;

  beforeAll(async () => {
    real = await realServer(folder.dir, { moduleRoot: modules.root });
    writer = await real.key('decisions:write');
    const { accounts } = real.server.plane.deps.identity;
    for (const role of ['auditor', 'admin'] as Role[]) {
      await accounts.create({ name: role, password: PASSWORD, roles: [role] }, 'test');
    }
  });
  afterAll(async () => {
    await browser?.close();
    await real.server.close();
    folder.remove();
    rmSync(modules.dir, { recursive: true, force: true });
  });

  /** A browser in which somebody is signed in; `axe` needs to run beside the page's own policy. */
  async function signedIn(
    name: string | null,
    options: object = {},
  ): Promise<{ context: BrowserContext; page: Page; problems: string[] }> {
    const context = await browser!.newContext(options);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${real.server.url}/`);
    if (name !== null) {
      const status = await page.evaluate(
        ([who, password]) =>
          fetch('/v1/session', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ name: who, password }),
          }).then((answer) => answer.status),
        [name, PASSWORD],
      );
      expect(status).toBe(200);
      await page.goto(`${real.server.url}/`, { waitUntil: 'networkidle' });
    }
    return { context, page, problems };
  }

  it('tells a stranger nothing of what the service holds, and where to sign in', async () => {
    const { context, page } = await signedIn(null);
    const text = (await page.textContent('main')) ?? '';
    expect(text).toContain('Sign in');
    expect(text).not.toMatch(/compas|accepted|root/);
    await context.close();
  });

  it('shows deployments, records, head of the log and integrity events to an auditor', async () => {
    const one = record();
    await real.call('/v1/decisions', { key: writer, body: ndjson(one, record(), record()) });
    await real.call('/v1/decisions', { key: writer, body: ndjson({ ...one, outcome: 0 }) });
    await real.server.plane.deps.log.publish();
    const { context, page, problems } = await signedIn('auditor');
    const text = (await page.textContent('main')) ?? '';
    expect(text).toContain('Signed in as auditor');
    expect(text).toContain('compas/prod');
    expect(text).toMatch(/3 accepted.*1 in conflict/s);
    expect(text).toContain(Buffer.from(real.server.plane.deps.log.checkpoint('main')!.root).toString('hex'));
    expect(text).toContain(`Other content under a known iddecision ${String(one.id)}`);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows no integrity events to a role that may not see them', async () => {
    const { context, page } = await signedIn('admin');
    const text = (await page.textContent('main')) ?? '';
    expect(text).toContain('Shown to auditors, legal and incident leads.');
    expect(text).not.toContain('Other content under a known id');
    await context.close();
  });

  it('follows the service without being loaded again, until it is told to stop', async () => {
    const { context, page } = await signedIn('auditor');
    const before = Number(/(\d+) accepted/.exec((await page.textContent('#live')) ?? '')?.[1]);
    await real.call('/v1/decisions', { key: writer, body: ndjson(record()) });
    await page.getByText(`${before + 1} accepted`).waitFor();
    await page.click('#updating');
    expect(await page.textContent('#updating')).toBe('Go on updating');
    await context.close();
  });

  it.each([null, 'auditor'])('has no violation of WCAG 2.0 to 2.2, A and AA, signed in as %s', async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { context, page } = await signedIn(name, { bypassCSP: true, colorScheme });
      await page.evaluate(axeSource);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const { violations } = (await page.evaluate(
        `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } })`,
      )) as { violations: { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
      // For people who want to look: TRIBUNE_SHOTS=FOLDER.
      if (process.env.TRIBUNE_SHOTS) {
        for (const [device, width] of [
          ['desk', 1000],
          ['phone', 375],
        ] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.screenshot({
            path: `${process.env.TRIBUNE_SHOTS}/${name}-${colorScheme}-${device}.png`,
            fullPage: true,
          });
        }
      }
      await context.close();
    }
  });
});
