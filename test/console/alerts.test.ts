import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertTables } from '../../src/adapters/postgres/alerts/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { defineAlertSource, signalOf } from '../../src/domain/alerts/signals/index.js';
import { openBrowser, violations, visit } from './support/browser.js';
import { type ConsoleService, consoleService } from './support/console-service.js';

const browser: Browser | null = await openBrowser();
const source = defineAlertSource('test', 'Alerts of a test.');
const HOUR_MS = 3_600_000;

describe.skipIf(browser === null)('the pages of alerts', () => {
  let service: ConsoleService;
  beforeAll(async () => {
    // Nobody listens at this address, and nothing is sent before the hour is over.
    const ops = { url: 'http://127.0.0.1:9/', secret: 's', privateAddress: true };
    const routes = [{ name: 'waits', channels: ['ops'], match: { kind: 'gathered' }, groupWait: '1 h' }];
    const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
      { path: ['alerts'], from: 'the test', value: { webhook: { ops }, routes } },
    ]);
    service = await consoleService({ configuration });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });
  const alerts = () => service.real.server.plane.deps.alerts;
  const store = () => service.real.server.plane.store.of(alertTables).alerts;
  /** Has an alert fire, and gives its number. */
  async function fired(key: string, kind: string): Promise<number> {
    const labels = { kind, deployment: 'compas/prod' };
    await store().raise([
      signalOf(source, {
        ...{ key, state: 'firing', severity: 'page', atMs: Date.now(), labels, topic: key, causes: [] },
        content: { summary: `${key} fires.`, lines: [], facts: {}, actions: [] },
      }),
    ]);
    const found = async () => (await store().list({ labels: { kind }, limit: 1 }))[0];
    while ((await found()) === undefined) await alerts().run();
    return (await found())!.id;
  }
  const come = async (path: string) =>
    visit(browser!, service.home, { name: await service.account('incident-lead'), path });

  it('say that nobody was told yet where a route gathers first, and that nobody is where none takes it', async () => {
    const [gathered, stray] = [await fired('one', 'gathered'), await fired('two', 'stray')];
    const { context, page, problems } = await come(`/console/alerts/${gathered}`);
    await page.getByText('Nobody was told yet. waits will tell of it').waitFor();
    await page.goto(`${service.home}/console/alerts/${stray}`);
    await page.getByText('Nobody is told: no route takes it.').waitFor();
    await page.goto(`${service.home}/console/alerts`);
    await page.getByText('nobody, and no route takes it').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('tell a silence to come from one in force', async () => {
    const matchers = [{ label: 'kind', is: '=' as const, value: 'later' }];
    const [fromMs, toMs] = [Date.now() + HOUR_MS, Date.now() + 2 * HOUR_MS];
    await alerts().acts.silence({ matchers, fromMs, toMs, why: 'a change tonight' }, 'somebody');
    await alerts().acts.silence({ matchers, fromMs: null, toMs, why: 'being mended' }, 'somebody');
    const { context, page } = await come('/console/alerts');
    const row = (why: string) => page.getByRole('row').filter({ hasText: why });
    await row('a change tonight').getByText('to come').waitFor();
    await row('a change tonight').getByRole('button', { name: 'Call off' }).waitFor();
    await row('being mended').getByText('in force').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  it('show an alert when it fires, by the feed of alerts, and keep what was typed when the session ends', async () => {
    const id = await fired('before', 'typed');
    const { context, page } = await come(`/console/alerts/${id}`);
    const feed = page.waitForRequest((request) => request.url().includes('/v1/alerts/events?after='));
    await page.reload();
    await feed;
    await page.fill('#note', 'looking at the new version');
    await context.clearCookies();
    await fired('after', 'typed-too');
    await page.getByText('Your session has ended').waitFor();
    expect(await page.inputValue('#note')).toBe('looking at the new version');
    await context.close();
    const other = await come('/console/alerts');
    await other.page.getByText('after fires.').waitFor();
    await fired('live', 'live');
    await other.page.getByText('live fires.').waitFor();
    await other.context.close();
  });
});
