import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/domain/identity/roles.js';
import { watchedPolicy } from '../server/support/watched-decisions.js';
import { goWithin, openAll, openBrowser, overflow, picture, violations, visit } from './support/browser.js';
import { type ConsoleService, consoleService, DEPLOYMENT, PASSWORD } from './support/console-service.js';
import { dataAudit } from './support/data-audit.js';
import { actsOn, lookAtEach } from './support/look-at-each.js';
import { DECIDED, INCIDENT, PAGES, type Shown, STOP } from './support/pages.js';
import { lookAtEachWaitAndFail } from './support/states.js';

const browser: Browser | null = await openBrowser();
/** Roles that change nothing of what these pages show. */
const LOOKS_ONLY: ReadonlySet<Role> = new Set(['auditor', 'reviewer']);
describe.skipIf(browser === null)('the console in a real browser', () => {
  let service: ConsoleService;
  /** Ids of two audits: one under a policy that allows the gap, and one under a policy that does not. */
  let audits: readonly [string, string];
  const pages = () => ({
    ...PAGES,
    audit: { path: `/console/audits/${audits[1]}?with=${audits[0]}`, ready: 'parity from' },
  });
  beforeAll(async () => {
    service = await consoleService();
    await service.watch();
    await service.decide({ even: 8, uneven: 24 });
    audits = [await service.audit(watchedPolicy({ max: 0.6 })), await service.audit(watchedPolicy())];
    await service.incident({ id: INCIDENT, facts: ['fundamental-rights', 'personal-data-breach'] });
    await service.tryOut();
    await service.trained();
    await service.gate();
    await service.stop({ id: STOP, scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'review' });
    await service.decideWhileStopped(DECIDED);
    await service.rule();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const come = async (path: string, role: Role = 'auditor', width = 1440) =>
    visit(browser!, service.home, { name: await service.account(role), path, width });
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();
  it('leads whoever is not signed in to the sign-in and back to where they were, with what the address says', async () => {
    const { context, page, problems } = await come(PAGES.series.path);
    await shows(page, 'Evidence against threshold');
    expect(page.url()).toContain('requirement=parity');
    expect(decodeURIComponent(page.url())).toContain('{"sex":"f"}');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows the rule of a deployment with its approver and its plan, and that no audit has seen its effect', async () => {
    const { context, page, problems } = await come(PAGES.system.path);
    await shows(page, 'it is only observed');
    await shows(page, 'reviewed by counsel');
    await shows(page, '4 to their favour, 20 to their disfavour, of 100');
    await shows(page, 'The newest audit of recorded decisions read none of its decisions');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows what fires first, and leads from there to why', async () => {
    const { context, page, problems } = await come(PAGES.overview.path);
    await page.getByRole('link', { name: `parity fires on ${DEPLOYMENT}` }).click();
    await page.getByRole('heading', { name: 'compas', exact: true }).waitFor();
    await shows(page, 'Gap over time');
    await page.locator('table').getByRole('link', { name: 'f', exact: true }).click();
    await shows(page, 'The evidence says that the bound is broken.');
    // Both charts are there, and every number of them stands in the table below.
    expect(await page.locator('figure svg[role="img"]').count()).toBe(2);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
    expect(problems).toEqual([]);
    await context.close();
  });

  for (const role of ['auditor', 'developer', 'admin', 'reviewer', 'incident-lead'] as const) {
    it(`says to the role ${role} on every page what it may not see, and breaks nowhere`, async () => {
      const { context, page, problems } = await come(PAGES.overview.path, role);
      // An auditor comes to the other pages further below.
      const wanted = Object.values<Shown>(pages()).filter((one) => role !== 'auditor' || one.role !== undefined);
      for (const { path } of wanted) {
        await goWithin(page, path);
        await page.locator('h1').first().waitFor();
        await expect.poll(() => page.locator('.wait').count()).toBe(0);
        expect(await page.getByText('Try again').count()).toBe(0);
        if (LOOKS_ONLY.has(role)) expect(await actsOn(page), path).toEqual([]);
      }
      const unexpected = problems.filter((text) => !/status of (403|404)/.test(text));
      expect(unexpected).toEqual([]);
      await context.close();
    });
  }

  it('says on every page that it waits, and then what went wrong and how to ask again', async () => {
    // A file is read in the browser, and sent nowhere.
    const asking = Object.entries<Shown>(pages()).filter(([name]) => name !== 'file of an audit');
    for (const role of ['admin', 'auditor'] as const) {
      const { context, page } = await come(PAGES.overview.path, role);
      const own = asking.filter(([, shown]) => (shown.role === 'admin') === (role === 'admin'));
      await lookAtEachWaitAndFail(own, { page, home: service.home });
      await context.close();
    }
  });

  it('tells a developer what fires and that the numbers are not for them, and has them say what a document lacks', async () => {
    const { context, page } = await come(PAGES.system.path, 'developer');
    await shows(page, 'Your roles do not show this');
    await shows(page, 'What changed');
    await goWithin(page, PAGES.document.path);
    await shows(page, 'What it says is not shown to your roles');
    await page.getByRole('button', { name: 'Answer it' }).first().waitFor();
    await context.close();
  });

  for (const width of [1440, 390])
    it(`has nothing for axe on any page at ${width} px, and nothing beyond its edge`, async () => {
      await lookAtEach(pages(), { width, come: (path, role) => come(path, role, width) });
    }, 180_000);

  it('lets whoever is on call say that they look after an alert, and silence those like it with the way back', async () => {
    const { context, page, problems } = await come(PAGES.alerts.path, 'incident-lead');
    await page.locator('tbody a').first().click();
    await page.getByLabel('What is being done').fill('the last good version is being put back');
    await page.getByRole('button', { name: 'I look after it' }).click();
    await shows(page, 'the last good version is being put back');
    // Where the service wants a fresh proof of who one is, it is asked for on top of the offer, and the act is taken back after it.
    const wanted = { status: 403, json: { code: 'STEP_UP_REQUIRED', message: 'prove that it is you' } };
    await page.route('**/v1/alerts/release', (route) => route.fulfill(wanted), { times: 1 });
    await page.route('**/v1/session/step-up', (route) => route.fulfill({ status: 204 }), { times: 1 });
    await shows(page, /^you, since/);
    await picture(page, 'undo-1440-light');
    // Taken back by one click, and taken on again: each is an act of its own.
    await page.getByRole('button', { name: 'Undo' }).click();
    const proof = page.getByRole('dialog', { name: 'Prove that it is you' });
    await proof.getByLabel('Password').fill('whatever it is');
    await proof.getByLabel('Password').press('Enter');
    await shows(page, 'Taken back: You look after it');
    await page.getByLabel('What is being done').fill('the last good version is being put back');
    await page.getByRole('button', { name: 'I look after it' }).click();
    await shows(page, 'the last good version is being put back');
    await page.getByLabel('Why').fill('it is being mended');
    await page.getByRole('button', { name: 'Silence', exact: true }).click();
    await page.getByRole('link', { name: 'Alerts' }).first().click();
    await shows(page, 'it is being mended');
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByText('it is being mended').waitFor({ state: 'detached' });
    // The refusal that asks for the proof.
    expect(problems.filter((one) => !one.includes('403'))).toEqual([]);
    await context.close();
  });

  it('stops by the name of what is stopped, and lets two others resume it, saying whose turn it is', async () => {
    const stopper = await come(PAGES.system.path, 'stop-authority');
    await stopper.page.getByRole('link', { name: 'Stop version' }).waitFor();
    // What is registered comes late from here on: what is to be stopped is chosen without it.
    let hasCome = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      hasCome = resolve;
    });
    await stopper.page.route(/\/v1\/registry/, async (route) => late.then(() => route.continue()));
    await stopper.page.getByRole('link', { name: 'Stop version' }).click();
    // The page that is left has such a field too, and stands until the other has come.
    const form = stopper.page.getByRole('dialog');
    await form.getByLabel('Why').fill('it refuses women');
    // A year that no date has is refused where it is typed.
    await stopper.page.getByText('a time to look again').click();
    await stopper.page.getByLabel('Look again at').fill('20261-01-01T00:00');
    await stopper.page.getByText('a time to look again').click();
    await stopper.page.getByRole('button', { name: 'Go on' }).click();
    expect(await stopper.page.getByRole('heading', { name: 'Stop something' }).count()).toBe(1);
    await stopper.page.getByLabel('Look again at').waitFor();
    await stopper.page.getByLabel('Look again at').fill('');
    await stopper.page.getByRole('button', { name: 'Go on' }).click();
    await stopper.page.getByRole('heading', { name: /^Stop version .* of compas\?$/ }).waitFor();
    hasCome();
    await stopper.page.getByRole('button', { name: /^Stop version/ }).click();
    await shows(stopper.page, 'You stopped it, so two others resume it.');
    const path = new URL(stopper.page.url()).pathname;
    const first = await come(path, 'incident-lead');
    await shows(first.page, 'It is your turn');
    await shows(first.page, 'the registry names no policy for it');
    await first.page.getByLabel('Without an audit').check();
    await first.page.getByLabel('Why there is none').fill('the version before is back');
    // Whoever must prove anew who they are, in a form, has the act sent once more and not twice: with the proof the session is another.
    const sent: string[] = [];
    first.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/resumptions')) sent.push(request.url());
    });
    await service.real.server.plane.store.sql.query('update session set proved_at = 0');
    await first.page.getByRole('button', { name: 'Propose to resume' }).click();
    await first.page.getByLabel('Password').fill(PASSWORD);
    await first.page.getByRole('button', { name: 'Go on' }).click();
    await shows(first.page, 'You proposed it: it is the turn of another person.');
    expect(sent).toHaveLength(2);
    const second = await come(path, 'validator');
    await second.page.getByRole('button', { name: 'Confirm' }).click();
    await shows(second.page, 'without an audit: the version before is back');
    for (const { context, problems } of [stopper, first, second]) {
      expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
      await context.close();
    }
  });

  it('adds the facts that one reader chose to those that another said meanwhile', async () => {
    const { context, page, problems } = await come(PAGES.incident.path, 'incident-lead');
    await page.getByText('Facts of it').click();
    const [chosen, told] = [
      page.getByLabel('the health of a person'),
      page.getByLabel('the infringement is widespread'),
    ];
    await chosen.check();
    await service.addFact(INCIDENT, 'widespread');
    await expect.poll(() => told.isChecked()).toBe(true);
    expect(await chosen.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Save the facts' }).click();
    const facts = ['fundamental-rights', 'health', 'personal-data-breach', 'widespread'];
    await expect.poll(async () => (await service.readIncident(INCIDENT)).facts.toSorted()).toEqual(facts);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('says where a policy is wrong as it is typed, shows what differs, and runs a job when it is told to', async () => {
    const { context, page, problems } = await come(PAGES.policy.path, 'admin');
    await shows(page, PAGES.policy.ready);
    const field = page.getByLabel('The text of the policy');
    const text = await field.inputValue();
    await field.fill(text.replace('favourable: 1', 'favorable: 1'));
    await page.getByRole('button', { name: 'Line 7' }).first().click();
    await shows(page, 'Did you mean "favourable"?');
    expect(await page.locator('.gutter [data-marked=true]').allTextContents()).toContain('7\n');
    await shows(page, '1 line added, 1 removed, against what is in force.');
    expect(await page.getByRole('button', { name: `Have ${DEPLOYMENT} watched by it` }).isDisabled()).toBe(true);
    await page.goto(`${service.home}${PAGES.jobs.path}`);
    await page.getByRole('button', { name: 'Run now segments' }).click();
    await page.locator('tr', { hasText: 'segments' }).getByText(/ok$/).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('leads a risk officer without documentation from the sign-in to the report, in at most 12 clicks', async () => {
    const name = await service.account('incident-lead', 'auditor');
    const { context, page, problems } = await visit(browser!, service.home, { name });
    // The two fields of the sign-in, and its button.
    let clicks = 3;
    const click = async (what: Locator): Promise<void> => {
      clicks++;
      await what.click();
    };
    // Why the alert fired.
    await click(page.getByRole('link', { name: `parity fires on ${DEPLOYMENT}` }));
    await click(page.locator('table').getByRole('link', { name: 'f', exact: true }));
    await shows(page, 'The evidence says that the bound is broken.');
    // The stop of the version.
    await click(page.getByRole('link', { name: /^Stop version/ }));
    await click(page.getByLabel('Why'));
    await page.keyboard.type('it refuses women');
    await click(page.getByRole('button', { name: 'Go on' }));
    await click(page.getByRole('button', { name: /^Stop version/ }));
    await shows(page, 'You stopped it, so two others resume it.');
    const stop = new URL(page.url()).pathname.split('/').at(-1)!;
    // The incident, which knows of the stop by itself, and its report.
    await click(page.getByRole('link', { name: 'Women are refused' }));
    await shows(page, `stop ${stop}`);
    const loaded = page.waitForEvent('download');
    await click(page.getByRole('link', { name: 'Export the report' }));
    const report = readFileSync(await (await loaded).path(), 'utf8');
    expect(report).toContain(stop);
    expect(clicks).toBeLessThanOrEqual(12);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('holds the version that is tried out for whoever may, and says on the overview what is held', async () => {
    const { context, page, problems } = await come(PAGES.system.path, 'incident-lead');
    await page.getByLabel('Why').fill('women are refused');
    await page.getByRole('button', { name: 'Hold it' }).click();
    await shows(page, 'decides for nobody until another person lets it go on');
    await shows(page, 'You started or held it, so another person lets it go on.');
    expect(await page.getByRole('button', { name: 'Let it go on' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await shows(page, `Version the next one is held on ${DEPLOYMENT}`);
    await shows(page, 'An incident, detected; nobody leads it yet.');
    expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
    await context.close();
  });

  it('lets another person have it go on, and whoever builds it have it decide for everybody once that was confirmed by name', async () => {
    const other = await come(PAGES.system.path, 'validator');
    await other.page.getByLabel('Why').fill('it was nothing');
    await other.page.getByRole('button', { name: 'Let it go on' }).click();
    await shows(other.page, 'decides for 10 % of the people, always the same ones.');
    const { context, page, problems } = await come(PAGES.system.path, 'developer');
    await page.getByLabel('Share of the people').fill('25');
    await page.getByLabel('Why').fill('it does well');
    await page.getByRole('button', { name: 'Change the share' }).click();
    await shows(page, 'decides for 25 % of the people, always the same ones.');
    await page.getByLabel('Why').fill('it did well');
    await page.getByRole('button', { name: 'Have it decide for everybody' }).click();
    await page.getByRole('button', { name: 'Have the next one decide for everybody' }).click();
    // It is the version that decides now, and the one before may be tried out.
    await page.getByRole('button', { name: 'Try another version out' }).click();
    await page.getByRole('heading', { name: `Try another version out on ${DEPLOYMENT}` }).waitFor();
    expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
    await other.context.close();
    await context.close();
  });

  it('goes on with an audit whose page is closed, and tells what came of it to whoever began it', async () => {
    const { context, page, problems } = await come('/console/audits?run=true');
    await page.getByLabel('Deployment').fill(DEPLOYMENT);
    await shows(page, 'Without a file: the policy by which it is watched');
    await page.getByRole('button', { name: 'Run the audit' }).click();
    await shows(page, 'Begun by you');
    await page.close();
    const again = await context.newPage();
    await again.goto(`${service.home}${PAGES.audits.path}`);
    const mine = again.getByRole('region', { name: 'Audits that you began' });
    await mine.getByText('done').waitFor();
    expect(await violations(again)).toEqual([]);
    await mine.getByRole('link', { name: 'Its result' }).click();
    await shows(again, 'Requirements');
    // Results of audits of data are read from their files.
    await again.goto(`${service.home}${PAGES['file of an audit'].path}`);
    await again.getByLabel('audit.json or data-audit.json').setInputFiles({
      ...{ name: 'data-audit.json', mimeType: 'application/json', buffer: Buffer.from(await dataAudit()) },
    });
    await shows(again, 'Tests of where bias enters the data');
    await openAll(again);
    expect(await violations(again)).toEqual([]);
    expect(await overflow(again)).toBe(0);
    await picture(again, 'data-audit-1440-light');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('saves the plan of an incident as its next revision, and shows who depends on whom', async () => {
    const { context, page, problems } = await come(PAGES['incident plan'].path, 'incident-lead');
    await page.getByRole('button', { name: 'Add who uses it' }).click();
    await page.getByLabel('Name', { exact: true }).fill('the court');
    await page.getByLabel('Its system here').fill('court');
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await shows(page, 'No system "court" is registered.');
    await page.getByLabel('Its system here').fill('');
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await shows(page, 'Saved as revision 1.');
    await page.getByRole('link', { name: 'Incident plans' }).click();
    await shows(page, 'Who depends on whom');
    expect(problems.filter((text) => !/status of 40[0-9]/.test(text))).toEqual([]);
    await context.close();
  });

  it('tells how all that is watched stands together, and of evidence nothing to whoever may see no person', async () => {
    const deployments = [{ id: 'compas/second', version: `sha256:${'2'.repeat(64)}` }];
    await service.post('/v1/registry', JSON.stringify({ deployments }), 'application/json');
    const watch = { deployment: 'compas/second', policy: watchedPolicy({ labelled: false }) };
    await service.post('/v1/monitor/watches', JSON.stringify(watch), 'application/json');
    const seen = async (role: Role) => {
      const { context, page, problems } = await come(PAGES.overview.path, role);
      await page.getByText('All that is watched, taken together').click();
      await shows(page, 'Something fires.');
      const heads = await page
        .getByRole('region', { name: /^Deployments, the most/ })
        .locator('thead th')
        .allTextContents();
      expect(await violations(page)).toEqual([]);
      expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
      await context.close();
      return heads;
    };
    expect(await seen('auditor')).toEqual(['Deployment', 'State', 'Of an alarm', 'Series', 'Firing', 'Not known']);
    expect(await seen('developer')).toEqual(['Deployment', 'State', 'Series', 'Firing']);
  });

  it('learns of a change without being asked', async () => {
    const { context, page } = await come(PAGES.overview.path);
    await shows(page, 'Live');
    await shows(page, `parity fires on ${DEPLOYMENT}`);
    // Under a policy that allows the gap the alarm ends, and the page says so by itself.
    await service.watch(watchedPolicy({ max: 0.6, labelled: false }));
    await service.real.server.plane.deps.monitor.run();
    await page.getByText(`parity fires on ${DEPLOYMENT}`).waitFor({ state: 'detached' });
    await context.close();
  });
});
