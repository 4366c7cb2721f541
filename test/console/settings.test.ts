import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, visit } from './support/browser.js';
import { type ConsoleService, consoleService, PASSWORD } from './support/console-service.js';

const browser: Browser | null = await openBrowser();

describe.skipIf(browser === null)('the settings', () => {
  let service: ConsoleService;
  beforeAll(async () => {
    service = await consoleService();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  it('stand beside pages that have nothing to show yet, each of which teaches the one command that fills it', async () => {
    const { context, page, problems } = await visit(browser!, service.home, { name: await service.account('auditor') });
    const empty = [
      ['systems/compas', 'Nobody watches it', 'npx tribune monitor watch'],
      ['incidents', 'No incident is open', 'npx tribune incident'],
      ['stops', 'Nothing is stopped', 'npx tribune stop'],
      ['audits', 'No audit was made here yet', 'npx tribune audit'],
      ['decisions?find=true', 'No decision was recorded yet', '/v1/decisions'],
    ] as const;
    for (const [path, title, command] of empty) {
      await page.goto(`${service.home}/console/${path}`);
      const state = page.locator('.state', { hasText: title });
      await state.waitFor();
      expect(await state.locator('code').textContent(), path).toContain(command);
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it('make an account, change its roles and password, and disable it, for an administrator, once that was confirmed by name', async () => {
    const { context, page, problems } = await visit(browser!, service.home, {
      name: await service.account('admin'),
      path: '/console/settings',
    });
    await page.getByRole('button', { name: 'Make an account' }).click();
    // Roles that see persons are not an administrator's to give.
    for (const role of ['auditor', 'legal', 'specialist'])
      expect(await page.getByLabel(new RegExp(`^${role} `)).count(), role).toBe(0);
    await page.getByLabel('Name, or e-mail').fill('colleague');
    await page.getByLabel('First password').fill(PASSWORD);
    await page.getByLabel(/^developer /).check();
    await page.getByRole('button', { name: 'Make the account' }).click();
    const line = page.locator('tr', { hasText: 'colleague' });
    await line.getByText('developer').waitFor();
    await page.getByRole('button', { name: 'Change colleague' }).click();
    await page.getByLabel(/^developer /).uncheck();
    await page.getByLabel(/^incident-lead /).check();
    await page.getByLabel('New password').fill(`${PASSWORD} again`);
    await page.getByRole('button', { name: 'Save colleague' }).click();
    await line.getByText('incident-lead').waitFor();
    const enter = async () => {
      const body = JSON.stringify({ name: 'colleague', password: `${PASSWORD} again` });
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      return (await service.real.call('/v1/session', { headers, body })).status;
    };
    expect(await enter()).toBe(200);
    await page.getByRole('button', { name: 'Disable colleague' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable colleague' }).click();
    await line.getByText('disabled').waitFor();
    expect(await enter()).toBe(401);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('make, replace and end API keys, and show each once', async () => {
    const { context, page, problems } = await visit(browser!, service.home, {
      name: await service.account('admin'),
      path: '/console/settings?tab=keys',
    });
    await page.getByRole('button', { name: 'Make a key' }).click();
    expect(await page.getByLabel(/^attributes:read /).count()).toBe(0);
    await page.getByLabel('What it is for').fill('scoring');
    await page.getByLabel(/^decisions:write /).check();
    await page.getByRole('button', { name: 'Make the key' }).click();
    const shown = page.locator('.state .command code');
    await shown.waitFor();
    const key = (await shown.textContent()) ?? '';
    expect(key).toMatch(/^trb_[0-9A-Za-z]{12}_[\w-]{43}$/);
    const status = async () => (await service.real.call('/v1/decisions', { key, body: '[]' })).status;
    expect(await status()).not.toBe(401);
    await page.getByRole('button', { name: 'Rotate scoring' }).click();
    await expect.poll(() => shown.textContent()).not.toBe(key);
    await shows(page, 'scoring');
    const first = page.locator('tr', { hasText: key.slice(0, 16) });
    await first.getByRole('button', { name: 'Revoke scoring' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke scoring' }).click();
    await first.getByText('ended').waitFor();
    expect(await status()).toBe(401);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('and other tables whose state is not in the address have all their pages', async () => {
    const systems = Array.from({ length: 60 }, (_, i) => ({
      ...{ id: `use-${String(i).padStart(2, '0')}`, purpose: 'a use', domain: 'credit', favourableOutcome: 1 },
      owner: 'somebody',
    }));
    await service.post('/v1/registry', JSON.stringify({ systems }), 'application/json');
    const { context, page, problems } = await visit(browser!, service.home, {
      name: await service.account('admin'),
      path: '/console/incidents?view=plans',
    });
    await shows(page, '1 of 2');
    expect(await page.getByText('use-59').count()).toBe(0);
    await page.getByRole('button', { name: 'Next' }).click();
    await shows(page, 'use-59');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('open the ledger to everyone once that was confirmed, for an administrator, and say what may be changed by whom', async () => {
    const { context, page, problems } = await visit(browser!, service.home, {
      name: await service.account('admin'),
      path: '/console/settings?tab=ledger',
    });
    await shows(page, 'for callers with a role or key');
    await shows(page, 'None is named, so that nobody outside vouches');
    expect((await service.real.call('/ledger/main/checkpoint')).status).toBe(401);
    await page.getByRole('button', { name: 'Open the ledger to everyone' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Open the ledger to everyone' }).click();
    await shows(page, 'open to everyone');
    expect((await service.real.call('/ledger/main/checkpoint')).status).toBe(200);
    await shows(page, 'fixed at the first start');
    expect(problems).toEqual([]);
    await context.close();
    const other = await visit(browser!, service.home, {
      name: await service.account('incident-lead'),
      path: '/console/settings?tab=ledger',
    });
    await shows(other.page, 'open to everyone');
    expect(await other.page.getByRole('button', { name: /the ledger to/ }).count()).toBe(0);
    await other.context.close();
  });
});
