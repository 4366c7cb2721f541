import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/domain/identity/roles.js';
import { ndjson, record } from '../server/support/real.js';
import { openBrowser, overflow, picture, violations, visit } from './support/browser.js';
import { type ConsoleService, consoleService, PASSWORD } from './support/console-service.js';
import { lookAtEachWaitAndFail } from './support/states.js';

const browser: Browser | null = await openBrowser();
const BAIL = 'bail/prod';
/** A tree that is against everybody of up to 30 years, and those with whom its answers are compared. */
const MODEL = JSON.stringify({
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, link: 'identity', baseOffset: [0] },
  featureNames: ['age', 'prior counts'],
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [30, -2, -2] },
      ...{ value: [[0], [0.61], [0.25]], cover: [10, 4, 6] },
    },
  ],
});
const COMPARED = 'age,prior counts\n24,1\n35,0\n41,3\n52,0\n';

describe.skipIf(browser === null)('cases in a real browser', () => {
  let service: ConsoleService;
  const ids: string[] = [];

  /** Records a refusal and has it contested. */
  const contested = async (age: number): Promise<void> => {
    const made = record({
      deployment: BAIL,
      inputs: { age, 'prior counts': 2 },
      score: 0.61,
      outcome: 1,
      subject: `p${age}`,
    });
    await service.post('/v1/decisions', ndjson(made), 'application/x-ndjson');
    const appeal = { decision: made.id, statement: 'I was never there.', corrections: { 'prior counts': 0 } };
    const key = await service.real.key('cases:write');
    const answer = await service.real.call('/v1/appeals', {
      key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(appeal),
    });
    ids.push(((await answer.json()) as { id: string }).id);
  };
  /** Has bytes kept; gives their digest. */
  const put = async (body: string): Promise<string> => {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const key = await service.real.key('registry:write');
    expect((await service.real.call(`/v1/artifacts/${digest}`, { method: 'PUT', key, body })).status).toBe(201);
    return digest;
  };
  beforeAll(async () => {
    service = await consoleService();
    const [version, background] = [await put(MODEL), await put(COMPARED)];
    const things = {
      systems: [{ id: 'bail', purpose: 'bail before trial', domain: 'justice', favourableOutcome: 0, owner: 'board' }],
      models: [{ id: 'bail', system: 'bail' }],
      versions: [{ model: 'bail', digest: version, explain: { background } }],
      deployments: [{ id: BAIL, model: 'bail', version, cutoff: 0.5 }],
    };
    await service.post('/v1/registry', JSON.stringify(things), 'application/json');
    for (const roles of [['reviewer'], ['incident-lead'], ['legal'], ['owner']] as const)
      await service.account(...roles);
    for (const age of [21, 22, 23]) await contested(age);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const come = async (path: string, role: Role, width = 1440) =>
    visit(browser!, service.home, { name: await service.account(role), path, width });
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
  const look = async (page: Page, name: string) => {
    await expect.poll(() => page.locator('.wait').count()).toBe(0);
    expect(await violations(page), name).toEqual([]);
    expect(await overflow(page), name).toBe(0);
    await picture(page, name);
  };

  it('are read by keyboard: a view, what the machine said, and the answer, each to be taken back before it is sent', async () => {
    const { context, page, problems } = await come('/console/cases', 'reviewer');
    await shows(page, 'You have no case');
    await look(page, 'cases-desk-1440');
    await page.keyboard.press('1');
    await page.getByRole('heading', { name: 'Your view' }).waitFor();
    // Nothing of the machine is there, nor that somebody contests it.
    const blind = (await page.locator('main').textContent())!;
    for (const hidden of ['0.61', 'never there', 'contested', 'corrected']) expect(blind).not.toContain(hidden);
    expect(blind).toContain('bail before trial');
    await page.keyboard.press('1');
    await page.keyboard.press('6');
    await page.getByLabel('Why, in your own words').fill('Nothing speaks against it, 1 time.');
    await look(page, 'cases-blind-1440');
    await page.getByLabel('Why, in your own words').press('Control+Enter');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    // A reload loses nothing of what is typed.
    await page.reload();
    await expect.poll(() => page.getByLabel('Why, in your own words').inputValue()).toContain('1 time');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Send it now' }).click();
    await shows(page, 'I was never there.');
    await shows(page, 'corrected by the person');
    await shows(page, 'other than your view');
    // Why it decided so is about what was recorded, and says that.
    await shows(page, 'from the inputs as they were recorded');
    await page.getByRole('row', { name: /^age 0\.27/ }).waitFor();
    await page.setViewportSize({ width: 390, height: 900 });
    await look(page, 'cases-revealed-390');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press('1');
    await page.getByLabel('Why, also where you agree').fill('Nothing speaks against it.');
    // An answer that changes the decision says where the fault was, too.
    await page.getByLabel('Where was the fault?').selectOption('data-error');
    await look(page, 'cases-revealed-1440');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Send it now' }).click();
    // The next one comes by itself.
    await page.getByRole('heading', { name: 'Your view' }).waitFor();
    await page.setViewportSize({ width: 390, height: 900 });
    await look(page, 'cases-blind-390');
    await page.getByText('How you read').click();
    await page.getByLabel('Blur what is known').check();
    expect(await page.locator('.is-blurred').count()).toBe(1);
    await picture(page, 'cases-blurred-390');
    // What the menu counts is not for reviewers.
    expect(problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
    await context.close();
  });

  it('that are somebody else’s meanwhile leave what was typed, and say so', async () => {
    const { context, page } = await come('/console/cases', 'reviewer');
    await page.getByRole('link', { name: /^Go on with case/ }).click();
    await page.getByLabel('Why, in your own words').fill('This took me an hour.');
    await page.getByRole('button', { name: 'for the person' }).click();
    await page.getByRole('button', { name: 'certain' }).click();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const key = await service.real.key('cases:write');
    await service.real.call(`/v1/cases/${id}/acts`, {
      key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: 'withdraw' }),
    });
    await page.getByRole('button', { name: /^Commit my view/ }).click();
    await page.getByRole('button', { name: 'Send it now' }).click();
    await shows(page, 'It cannot be sent any longer');
    expect(await page.getByLabel('Why, in your own words').inputValue()).toBe('This took me an hour.');
    await picture(page, 'cases-lost-1440');
    await context.close();
  });

  it('are looked after: told, applied and closed, with load and measures, at every width', async () => {
    const { context, page, problems } = await come('/console/cases', 'legal');
    await shows(page, 'Answer by');
    await look(page, 'cases-list-1440');
    await page.goto(`${service.home}/console/cases/${ids[0]}`);
    await shows(page, 'What the person is told');
    await look(page, 'cases-record-1440');
    for (const act of ['The change was made', 'The person was told', 'Close it']) {
      await page.getByRole('button', { name: act }).click();
      await page.getByRole('dialog').getByRole('button', { name: act }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await shows(page, 'closed');
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const [view, ready] of [
        ['load', 'Kept for it'],
        ['measures', 'Median time'],
        ['all', 'Answer by'],
        ['patterns', 'No reason stands behind'],
        ['calibrations', 'There was none yet'],
        ['training', 'never trained'],
        ['requests', 'No request waits'],
      ] as const) {
        await page.goto(`${service.home}/console/cases?view=${view}`);
        await shows(page, ready);
        await look(page, `cases-${view}-${width}`);
      }
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it('are taken together: a calibration from its opening to the standard at the case, trainings, and what people ask', async () => {
    const { real, home } = service;
    const { identity } = real.server.plane.deps;
    for (const name of ['cal', 'cem'])
      await identity.accounts.create({ name, password: PASSWORD, roles: ['reviewer'] }, 'test');
    const lead = await real.key('cases:write');
    const say = async (path: string, body: object, key = lead) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await real.call(path, { key, headers, body: JSON.stringify(body), method: 'POST' });
      expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
      return (await answer.json()) as { id: string };
    };
    const { id } = await say('/v1/calibrations', { title: 'Young people', cases: [ids[0]], readers: ['cal', 'cem'] });

    const reader = await visit(browser!, home, { name: 'cal', path: '/console/cases', width: 390 });
    await reader.page.getByRole('link', { name: 'Young people' }).click();
    await reader.page.getByRole('heading', { name: 'Your view' }).waitFor();
    expect((await reader.page.locator('main').textContent())!).not.toMatch(/0\.61|never there|contested/);
    await reader.page.keyboard.press('1');
    await reader.page.keyboard.press('6');
    await reader.page.getByLabel('Why, in your own words').fill('Nothing speaks against it.');
    await look(reader.page, 'calibration-blind-390');
    await reader.page.getByRole('button', { name: /^Commit my view/ }).click();
    await shows(reader.page, 'You have read all of it');
    await look(reader.page, 'calibration-read-390');

    const { context, page, problems } = await come(`/console/calibrations/${id}`, 'legal');
    await shows(page, '1 of 2');
    await look(page, 'calibration-open-1440');
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click();
    await shows(page, 'Nothing is written down yet');
    await page.getByText('Case 1').click();
    await page.getByLabel('What the discussion came to').fill('Age alone is no reason.');
    await page.getByRole('button', { name: 'Keep the note' }).click();
    await page.getByRole('blockquote').getByText('Age alone is no reason.').waitFor();
    await page.getByLabel(/^What readers go by/).fill('Look at the whole person.');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await shows(page, 'Version 1');
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await look(page, `calibration-closed-${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${home}/console/cases?view=training`);
    await page.getByLabel('Reader, by the name of the account').fill('cal');
    await page.getByRole('button', { name: 'Enter the training' }).click();
    await shows(page, /^The training of/);
    await look(page, 'cases-trained-1440');

    // What a person asks on their pages waits here for its answer.
    const sender = await real.key('notices:write');
    const oversight = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!.deps as {
      readonly requests: { make: (notice: object, kind: string) => Promise<unknown> };
      readonly oversight: { find: (id: string) => Promise<{ decision: string }> };
    };
    const { decision } = await oversight.oversight.find(ids[0]!);
    const notice = await say('/v1/notices', { decision }, sender);
    await oversight.requests.make({ id: notice.id, decision }, 'copy');
    await page.goto(`${home}/console/cases?view=requests`);
    await page.getByRole('button', { name: 'Answer' }).click();
    await look(page, 'cases-request-1440');
    await page.getByRole('dialog').getByRole('button', { name: 'It is done' }).click();
    const proof = page.getByRole('dialog').getByLabel('Password');
    if (await proof.isVisible().catch(() => false)) {
      await proof.fill(PASSWORD);
      await page.getByRole('button', { name: 'Go on' }).click();
    }
    await shows(page, 'No request waits');
    await page.getByLabel('Answered ones too').check();
    await shows(page, /^done/);
    await look(page, 'cases-requests-1440');

    // Each says that it waits, what failed, and what a role does not show.
    const pages = ['patterns', 'calibrations', 'training', 'requests'].map(
      (view) => [view, { path: `/console/cases?view=${view}`, ready: '' }] as const,
    );
    await lookAtEachWaitAndFail([...pages, ['calibration', { path: `/console/calibrations/${id}`, ready: '' }]], {
      page,
      home,
    });
    expect(problems.filter((text) => !/status of 500/.test(text))).toEqual([]);
    await context.close();
    const owner = await come('/console/cases?view=training', 'owner');
    for (const view of ['training', 'calibrations', 'requests']) {
      await owner.page.goto(`${home}/console/cases?view=${view}`);
      await shows(owner.page, 'Your roles do not show this');
    }
    await owner.context.close();
    // Its reader sees what the others said.
    await reader.page.reload();
    await shows(reader.page, 'What was said');
    await look(reader.page, 'calibration-said-390');
    await reader.context.close();
  });
});
