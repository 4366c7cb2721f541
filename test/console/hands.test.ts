import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/domain/identity/roles.js';
import { entriesOf } from '../server/support/entries.js';
import { watchedPolicy } from '../server/support/watched-decisions.js';
import { openBrowser, overflow, violations, visit } from './support/browser.js';
import { type ConsoleService, consoleService, DEPLOYMENT, KEPT, PASSWORD } from './support/console-service.js';

const browser: Browser | null = await openBrowser();
/** A name that turns the direction of letters, claims to be a script, and is longer than any screen. */
const HOSTILE = `\u202Eمجموعة <script>alert(1)</script> "' ${'very long '.repeat(40)}`;

describe.skipIf(browser === null)('hands on the console', () => {
  let service: ConsoleService;
  beforeAll(async () => {
    service = await consoleService();
    await service.watch(watchedPolicy({ labelled: false }));
    await service.decide({ even: 4, uneven: 20, women: HOSTILE });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });
  const come = async (path = '/console/', width = 1440, role: Role = 'auditor') =>
    visit(browser!, service.home, { name: await service.account(role), path, width });
  const entered = (type: string) => entriesOf(service.real.server.plane, type);
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();

  it('find a page, and a decision by its id, without a mouse', async () => {
    const { context, page, problems } = await come();
    await page.getByText('What needs you').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type('regis');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${service.home}/console/registry`);
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('00000000-0000-4000-8000-000000000001');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('What was decided').waitFor();
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('compas/pr');
    await page.getByRole('menuitem', { name: 'compas/prod' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${service.home}/console/systems/compas?deployment=compas%2Fprod`);
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL(`${service.home}/console/ledger`);
    expect(problems).toEqual([]);
    await context.close();
  });

  for (const role of ['admin', 'reviewer'] as const)
    it(`of the role ${role} are not refused what the first page asks for, as it asks for what they may see`, async () => {
      const name = await service.account(role);
      const { context, page } = await visit(browser!, service.home, { name });
      const [asked, refused] = [new Set<unknown>(), [] as string[]];
      page.on('request', (request) => {
        if (/\/v1\/(?!.*events)/.test(request.url())) asked.add(request);
      });
      page.on('response', (response) => {
        if (response.status() >= 400) refused.push(response.url());
        asked.delete(response.request());
      });
      // What the reload breaks off is answered by nobody.
      page.on('requestfailed', (request) => void asked.delete(request));
      await page.reload();
      await page.getByText('What needs you').waitFor();
      await expect.poll(async () => asked.size + (await page.locator('.wait').count())).toBe(0);
      expect(refused).toEqual([]);
      await context.close();
    });

  it('are told that it is not known whether a version is tried out, and may ask again', async () => {
    const { context, page } = await come();
    const asked = /\/v1\/canaries\?deployment/;
    await page.route(asked, (route) =>
      route.fulfill({ status: 500, json: { code: 'STORE_INVALID', message: 'changed' } }),
    );
    await page.goto(`${service.home}/console/systems/compas`);
    const tried = page.getByRole('heading', { name: 'Tried out' });
    await tried.waitFor();
    await page.getByRole('alert').getByText('Changed.').waitFor();
    await page.unroute(asked);
    await page.getByRole('button', { name: 'Try again' }).click();
    await tried.waitFor({ state: 'detached' });
    await context.close();
  });

  it('reach the content past the menu with one key', async () => {
    const { context, page } = await come();
    await page.getByText('What needs you').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await context.close();
  });

  it('have the log checked entry by entry', async () => {
    const { context, page } = await come('/console/ledger');
    await page.getByRole('button', { name: 'Check every entry now' }).first().click();
    await page.getByText('The tiles lead to the signed root').waitFor();
    await page.getByText('Whole. No witness vouches').waitFor();
    await context.close();
  });

  it('stop a search that goes on by itself, and read how far it came', async () => {
    const { context, page, problems } = await come('/console/decisions?find=true&outcome=1');
    const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
    await shows(/100 decisions about 100 people, among [\d,]+ records? looked at/);
    let held = 0;
    await page.route('**/v1/decisions/search', () => {
      held++;
    });
    await page.getByRole('button', { name: 'Search further back' }).click();
    await shows(/looked at .*so far\.$/);
    await expect.poll(() => held).toBe(1);
    await page.getByRole('button', { name: 'Stop searching' }).click();
    await page.getByRole('button', { name: 'Search further back' }).waitFor();
    // An answer that does not come is asked for again, and only by the reader.
    await page.unroute('**/v1/decisions/search');
    await page.route('**/v1/decisions/search', (route) => route.fulfill({ status: 500, json: { code: 'INTERNAL' } }));
    await page.getByRole('button', { name: 'Search further back' }).click();
    await shows('The service answered 500.');
    await page.unroute('**/v1/decisions/search');
    await page.getByRole('button', { name: 'Search further back' }).click();
    await shows('200 decisions about 200 people');
    expect(problems.filter((text) => !/status of 500/.test(text))).toEqual([]);
    await context.close();
  });

  it('find decisions about a person, whose reference stands in no address, and come to one and back', async () => {
    const { context, page, problems } = await come('/console/decisions');
    await page.getByLabel('Person').fill('person-7');
    await page.getByLabel('Group').fill('sex');
    await page.getByRole('button', { name: 'Search' }).click();
    await shows(page, 'A group is given as name=value');
    await page.getByLabel('Group').fill('');
    await page.getByRole('button', { name: 'Search' }).click();
    await shows(page, 'one single person');
    expect(page.url()).not.toContain('person-7');
    await page.locator('tbody th a').first().click();
    await shows(page, 'Receipt, checked in this browser');
    await page.getByRole('link', { name: 'What was found' }).click();
    await shows(page, 'one single person');
    expect(await page.getByLabel('Person').inputValue()).toBe('person-7');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('run a decision again, and read whether it comes out the same', async () => {
    const id = await service.replayable();
    const { context, page, problems } = await come(`/console/decisions?id=${id}`);
    await page.getByRole('button', { name: 'Run it again' }).click();
    await shows(page, 'It comes out the same.');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('sign for a version, each in a role and with a fresh proof of who they are, until its gate opens and it decides', async () => {
    await service.signable();
    expect(await service.decideNow()).toEqual(['GATE_CLOSED']);
    const sign = async (role: Role, before: RegExp, after: RegExp) => {
      const { context, page, problems } = await come(`/console/gate?deployment=${KEPT}`, 1440, role);
      const sent: number[] = [];
      page.on('response', (answer) => answer.url().endsWith('/v1/gate-signatures') && sent.push(answer.status()));
      await shows(page, before);
      await page.getByRole('button', { name: 'Sign for this version' }).click();
      const sheet = page.getByRole('dialog', { name: `Sign for ${KEPT}` });
      await sheet.getByLabel('What you say, for the log').fill(`Read by ${role}.`);
      if (role === 'validator') expect(await violations(page)).toEqual([]);
      await service.real.server.plane.store.sql.query('update session set proved_at = 0');
      await sheet.getByRole('button', { name: 'Sign', exact: true }).click();
      const proof = page.getByRole('dialog', { name: 'Prove that it is you' });
      // A mistyped password is said where it was typed: the session has not ended by it, and nothing is signed.
      await proof.getByLabel('Password').fill('mistyped');
      await proof.getByRole('button', { name: 'Go on' }).click();
      await proof.getByRole('alert').getByText('password is wrong').waitFor();
      expect(await page.getByText('Your session has ended').count()).toBe(0);
      expect(sent).toEqual([403]);
      await proof.getByLabel('Password').fill(PASSWORD);
      await proof.getByRole('button', { name: 'Go on' }).click();
      await shows(page, after);
      await shows(page, `Read by ${role}.`);
      expect(sent).toEqual([403, 200]);
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await page.getByRole('button', { name: /^Sign (for|again)/ }).count()).toBe(0);
      expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
      await context.close();
    };
    await sign('validator', /^Closed: 2 things are missing/, /^Closed: one thing is missing/);
    expect(await service.decideNow()).toEqual(['GATE_CLOSED']);
    await sign('legal', /^Closed: one thing is missing/, /^Open until/);
    expect(await service.decideNow()).toEqual([]);
    expect(await entered('signoff.given')).toMatchObject([{ role: 'validator' }, { role: 'legal' }]);
  });

  it('keep a workshop on harm through its form, and read which harm nobody answers for', async () => {
    const { context, page, problems } = await come('/console/controls?system=compas&view=workshops', 1440, 'developer');
    await shows(page, 'no workshop');
    await page.getByRole('button', { name: 'Hold a workshop on harm' }).click();
    const form = page.getByRole('dialog', { name: 'A workshop on harm by compas' });
    await form.getByLabel('Who was there').fill('Ann, the court,');
    await form.getByRole('button', { name: 'Add a harm' }).click();
    const harms = [
      { stakeholder: 'women', harm: 'they wait longer', likelihood: 4, severity: 5, mitigation: '', owner: '' },
      {
        ...{ stakeholder: 'judges', harm: 'they stop to look', likelihood: 2, severity: 3 },
        ...{ mitigation: 'reasons are shown first', owner: 'the board' },
      },
    ];
    for (const [at, one] of harms.entries()) {
      const field = (label: string) => form.getByLabel(label, { exact: true }).nth(at);
      await field('For whom').fill(one.stakeholder);
      await field('Of which kind').selectOption('quality-of-service');
      await field('What happens').fill(one.harm);
      await field('How likely').selectOption(String(one.likelihood));
      await field('What is done about it').fill(one.mitigation);
      await field('Who answers for that').fill(one.owner);
    }
    expect(await violations(page)).toEqual([]);
    // A harm whose gravity nobody graded is not sent.
    await form.getByRole('button', { name: 'Keep it' }).click();
    const grades = form.getByLabel('How grave', { exact: true });
    expect(await form.locator('select:invalid').count()).toBe(harms.length);
    for (const [at, { severity }] of harms.entries()) await grades.nth(at).selectOption(String(severity));
    await form.getByRole('button', { name: 'Keep it' }).click();
    await shows(page, '1 that nobody answers for');
    expect(await page.locator('.task .when', { hasText: 'of 25' }).allTextContents()).toEqual([
      'grade 20 of 25',
      'grade 6 of 25',
    ]);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByText('What it says', { exact: true }).click();
    const kept = JSON.parse((await page.locator('pre.text').textContent()) ?? '');
    const kind = 'quality-of-service';
    expect(kept).toEqual({
      ...{ present: ['Ann', 'the court'], biasSources: [] },
      harms: harms.map((one) => ({ ...one, kind })),
    });
    expect(await entered('control.recorded')).toMatchObject([{ system: 'compas', kind: 'harm-workshop' }]);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('lose nothing that was typed when the session ends, and go on after another sign-in', async () => {
    const { context, page } = await come('/console/decisions');
    await page.fill('#decision-id', '00000000-0000-4000-8000-00000000000');
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.fill('#decision-id', '00000000-0000-4000-8000-000000000002');
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.addCookies(cookies);
    await page.getByText('What was decided').waitFor();
    expect(await page.inputValue('#decision-id')).toBe('00000000-0000-4000-8000-000000000002');
    expect(await page.getByText('Your session has ended').count()).toBe(0);
    await context.close();
  });

  it('are shown nothing of the reader before, who signed out in another tab', async () => {
    const { context, page } = await come('/console/decisions');
    const other = await visit(browser!, service.home, { name: await service.account('developer') });
    await page.fill('#decision-id', '00000000-0000-4000-8000-000000000001');
    await page.keyboard.press('Enter');
    await page.getByText('What was decided').waitFor();
    await page.fill('#decision-id', 'typed by the reader before');
    await context.clearCookies();
    await context.addCookies(await other.context.cookies());
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    await page.locator('.side-end strong').getByText('developer').waitFor();
    await expect.poll(() => page.inputValue('#decision-id')).not.toContain('typed');
    await Promise.all([context.close(), other.context.close()]);
  });

  it('take what a page shows with them: as rows of a file, on paper without what only a screen has, and in their own zone', async () => {
    const { context, page, problems } = await come();
    await page.getByRole('link', { name: /^parity fires on/ }).waitFor();
    // A reader half an hour off the whole hours: 8:00 of the service is 13:30 for them.
    const inside = await context.newCDPSession(page);
    await inside.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kolkata' });
    const group = encodeURIComponent(JSON.stringify({ sex: HOSTILE }));
    const series = `deployment=${encodeURIComponent(DEPLOYMENT)}&requirement=parity&group=${group}`;
    await page.goto(`${service.home}/console/series?${series}`);
    await page.getByText('Times in Asia/').waitFor();
    const first = page.locator('tbody time').first();
    const at = new Date((await first.getAttribute('datetime'))!);
    const shown = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Kolkata' } as const;
    expect(await first.textContent()).toBe(at.toLocaleString('en-US', shown));
    const loading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const [head, ...rows] = readFileSync(await (await loading).path(), 'utf8')
      .trimEnd()
      .split(/\r?\n/);
    expect(head).toContain('Block to,State,Estimate');
    expect(rows).toHaveLength(await page.locator('tbody tr').count());
    // A file keeps the moment itself, and no zone.
    expect(rows.join(' ')).toContain(at.toISOString());
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'CSV' }).isVisible()).toBe(false);
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('lose no letter that is typed into a filter, which stands in the address after a pause', async () => {
    const { context, page } = await come('/console/systems/compas');
    await page.getByText('Counted anew after each alarm').waitFor();
    await page.locator('table a').first().click();
    await page.getByText('Block to').first().waitFor();
    await page.getByLabel('Filter').pressSequentially('watching 2026');
    expect(await page.getByLabel('Filter').inputValue()).toBe('watching 2026');
    await page.waitForURL((url) => url.searchParams.get('q') === 'watching 2026');
    expect(await page.getByLabel('Filter').inputValue()).toBe('watching 2026');
    await context.close();
  });

  for (const width of [1440, 390]) {
    it(`meet names that turn, run and never end, at ${width} px, and nothing breaks`, async () => {
      const { context, page, problems } = await come('/console/systems/compas', width);
      await page.getByText('Counted anew after each alarm').waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await page.locator('table a').first().click();
      await page.getByText('Block to').first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await page.evaluate('document.scripts.length')).toBe(1);
      expect(decodeURIComponent(page.url())).toContain(DEPLOYMENT);
      expect(problems).toEqual([]);
      await context.close();
    });
  }

  it('sleep for a day and wake with the session over, and lose nothing that was typed nor what happened meanwhile', async () => {
    const { context, page } = await come();
    await page.clock.install();
    await page.goto(`${service.home}/console/policies/edit`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('textbox').first().fill('name: half of a policy');
    const cookies = await context.cookies();
    // Nobody sees the page, and so it follows nothing; then there is no network, and no time for it.
    const seen = (isSeen: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${!isSeen}, configurable: true }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`,
      );
    await seen(false);
    await context.setOffline(true);
    await page.getByText(/^(Connecting|Not live)/).waitFor();
    await page.clock.fastForward('24:00:00');
    await service.stop({ scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'review' });
    await context.clearCookies();
    await context.setOffline(false);
    await seen(true);
    await page.getByText('Your session has ended').waitFor();
    expect(await page.locator('textarea').first().inputValue()).toBe('name: half of a policy');
    await context.addCookies(cookies);
    await page.getByText('Your session has ended').waitFor({ state: 'detached' });
    // What follows changes looks again after ten seconds.
    await page.clock.fastForward(10_000);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Stops 1 in force' }).waitFor();
    expect(await page.locator('textarea').first().inputValue()).toBe('name: half of a policy');
    await context.close();
  });
});
