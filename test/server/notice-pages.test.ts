import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { keysOnlyPolicy, parseVerifierKey, verifyReceipt } from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { startBrowser } from '../support/render-png.js';
import { ndjson, record } from './support/compas.js';
import { sameOrigin } from './support/open-rim.js';
import { dataFolder, realServer } from './support/real.js';

type Json = Record<string, unknown>;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PASSWORD = 'a long enough passphrase';
const PHONE = { width: 320, height: 640 };

const browser: Browser | null = await startBrowser().catch((error: unknown) => {
  process.stdout.write(
    `skipped: the browser of @sparticuz/chromium cannot start here (${String(error).split('\n')[0]})\n`,
  );
  return null;
});
const textOf = (name: string): string => readFileSync(join('examples/explain', name), 'utf8');
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const [MODEL, PEOPLE, REASONS, ACTIONS] = ['model.json', 'applicants.csv', 'ecoa.yaml', 'actions.yaml'].map(textOf) as [
  string,
  string,
  string,
  string,
];

describe.skipIf(browser === null)('the pages of a person, in a real browser', () => {
  const folder = dataFolder();
  let real: Awaited<ReturnType<typeof realServer>>;
  let home = '';
  const keys = { sender: '', lead: '', writer: '' };

  beforeAll(async () => {
    real = await realServer(folder.dir);
    home = `http://localhost:${new URL(real.server.url).port}`;
    const explain = { background: digestOf(PEOPLE), reasons: digestOf(REASONS), constraints: digestOf(ACTIONS) };
    const things = {
      systems: [
        {
          id: 'credit',
          purpose: 'credit',
          domain: 'credit',
          favourableOutcome: 1 as const,
          owner: 'otto',
          jurisdictions: ['DE'],
        },
      ],
      models: [{ id: 'whole', system: 'credit' }],
      versions: [{ model: 'whole', digest: digestOf(MODEL), explain }],
      deployments: [{ id: 'whole/prod', version: digestOf(MODEL), cutoff: 0.7 }],
    };
    await applyDocument(things, 'test', real.server.plane.deps);
    const key = await real.key('registry:write');
    for (const body of [MODEL, PEOPLE, REASONS, ACTIONS])
      expect((await real.call(`/v1/artifacts/${digestOf(body)}`, { method: 'PUT', key, body })).status).toBe(201);
    keys.sender = await real.key('notices:write');
    keys.lead = await real.key('cases:write', 'decisions:read');
    keys.writer = await real.key('decisions:write');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await real?.server.close();
    folder.remove();
  }, 60_000);

  async function api(path: string, how: { key?: string; cookie?: string; body?: object }): Promise<Json> {
    const { key, cookie, body } = how;
    const answer = await real.call(path, {
      ...(key === undefined ? {} : { key }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        ...(cookie === undefined ? {} : { cookie, ...sameOrigin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    const json = (await answer.json()) as Json;
    expect(answer.status, `${path}: ${JSON.stringify(json)}`).toBeLessThan(300);
    return json;
  }
  async function reviewer(name: string): Promise<string> {
    await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles: ['reviewer'] }, 'test');
    const answer = await real.call('/v1/session', {
      headers: { 'content-type': 'application/json', ...sameOrigin },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    return answer.headers.getSetCookie()[0]!.split(';')[0]!;
  }
  /** A person to whom the model said no, and who has just got a letter. */
  async function letter(language: string): Promise<{ decision: string; path: string }> {
    // One of the applicants of the example, whom the model gives 0.445.
    const inputs = { duration: 36, 'credit-amount': 15_173, 'installment-rate': 4, 'existing-credits': 2, age: 34 };
    const made = record({ deployment: 'whole/prod', inputs, outcome: 0, decidedAt: new Date().toISOString() });
    const { score: _, ...withoutScore } = made as Json;
    const sent = await real.call('/v1/decisions', { method: 'POST', key: keys.writer, body: ndjson(withoutScore) });
    expect(await sent.json()).toMatchObject({ accepted: 1 });
    const decision = String(made.id);
    const notice = await api('/v1/notices', { key: keys.sender, body: { decision, language } });
    return { decision, path: (notice.link as { path: string }).path };
  }
  /** A telephone whose browser runs no script. */
  async function telephone(): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser!.newContext({ javaScriptEnabled: false, viewport: PHONE, acceptDownloads: true });
    return { context, page: await context.newPage() };
  }
  /** Looks at the page that is open with rules for accessibility, and at whether it fits. */
  async function demandGood(
    context: BrowserContext,
    address: string,
    scheme: 'light' | 'dark' = 'light',
  ): Promise<void> {
    const other = await browser!.newContext({ viewport: PHONE, colorScheme: scheme });
    await other.addCookies(await context.cookies());
    const page = await other.newPage();
    await page.goto(address, { waitUntil: 'networkidle' });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width, `${address} is wider than the screen`).toBe(PHONE.width);
    await page.evaluate(axeSource);
    const found = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(WCAG)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
    )) as string[];
    expect(found, address).toEqual([]);
    await other.close();
  }

  it('lead from the link of a letter to a changed decision and a receipt that verifies', async () => {
    const cookie = await reviewer('ria');
    const { decision, path } = await letter('en');
    const { context, page } = await telephone();
    await page.goto(`${home}${path}`);
    await demandGood(context, `${home}${path}`);
    await page.click('main form button');
    await page.waitForSelector('.code');
    const code = await page.textContent('.code');
    expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
    await page.click('main a.button.main');
    await page.waitForURL(`${home}/notice/decision`);
    const text = await page.textContent('main');
    expect(text).toContain('The decision was not in your favour.');
    // Reasons are made when somebody asks first; until then the page says so.
    while ((await page.textContent('section[aria-labelledby="why"]'))!.includes('still working')) await page.reload();
    expect(await page.locator('section[aria-labelledby="why"] ol li').count()).toBeGreaterThan(0);
    expect(await page.locator('section[aria-labelledby="changes"] li').count()).toBeGreaterThan(0);
    await demandGood(context, `${home}/notice/decision`);
    await demandGood(context, `${home}/notice/decision?lang=de`, 'dark');

    // Two questions behind what was read, and a fact that is checked short of contesting.
    await page.selectOption('#ask-why', 'partly');
    await page.click('section[aria-labelledby="ask"] button');
    await page.waitForSelector('main [role="status"]');
    expect(await page.textContent('main [role="status"]')).toContain('Thank you');
    await page.click('section[aria-labelledby="facts"] a[href="/notice/wrong"]');
    await page.waitForURL(`${home}/notice/wrong`);
    await page.fill('main #input-1', '900');
    await page.click('main button.main');
    await page.waitForSelector('section[aria-labelledby="result"]');
    expect(await page.textContent('section[aria-labelledby="result"]')).toMatch(
      /credit-amount: with this the computer decides (the same|another way)/,
    );
    await demandGood(context, `${home}/notice/wrong`);

    await page.click('section[aria-labelledby="result"] a.button');
    await page.waitForURL(`${home}/notice/contest`);
    // Papers, in the form of a browser without a script.
    await page.click('section[aria-labelledby="evidence"] a.button');
    await page.waitForURL(`${home}/notice/evidence`);
    const paper = { name: 'payslip.exe', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0000') };
    await page.setInputFiles('#file', paper);
    await page.click('main form button.main');
    await page.waitForSelector('[role="alert"]');
    expect(await page.getAttribute('#file', 'aria-invalid')).toBe('true');
    await page.setInputFiles('#file', { ...paper, name: 'payslip.txt', buffer: Buffer.from('I earn more.') });
    await page.click('main form button.main');
    await page.waitForSelector('main [role="status"]');
    expect(await page.textContent('main ul')).toContain('payslip.txt');
    await demandGood(context, `${home}/notice/evidence`);
    await demandGood(context, `${home}/notice/evidence?lang=de`, 'dark');
    await page.click('header a[href="/notice/contest"]');
    await page.waitForURL(`${home}/notice/contest`);
    await page.fill('main #input-1', 'a lot');
    await page.fill('main #statement', 'I asked for less:\nsee my application.');
    await page.click('main button.main');
    await page.waitForSelector('[role="alert"]');
    expect(await page.getAttribute('#input-1', 'aria-invalid')).toBe('true');
    expect(await page.inputValue('#statement')).toBe('I asked for less:\nsee my application.');
    await page.fill('main #input-1', '15000');
    await demandGood(context, `${home}/notice/contest`);
    await page.click('main button.main');
    await page.waitForURL(`${home}/notice/check`);
    expect(await page.textContent('main dl')).toContain('15000 in place of 15173');
    await demandGood(context, `${home}/notice/check`);
    await page.click('main form button.main');
    await page.waitForURL(`${home}/notice/status`);
    expect(await page.textContent('.lead')).toContain('waits for a person');
    await demandGood(context, `${home}/notice/status`);

    const { case: blind } = (await api('/v1/cases/claim', { cookie, body: {} })) as { case: Json };
    // What the person saw and wrote is not told before the view.
    expect(Object.keys(blind)).toEqual(['id', 'stage', 'until', 'purpose', 'scale', 'inputs']);
    expect(blind.inputs).toMatchObject({ 'credit-amount': 15_000 });
    const view = { outcome: 1, confidence: 4, reason: 'The amount is small enough.' };
    const seen = await api(`/v1/cases/${blind.id}/view`, { cookie, body: view });
    expect(seen.statement).toBe('I asked for less:\nsee my application.');
    await api(`/v1/cases/${blind.id}/answer`, { cookie, body: { outcome: 1, reason: 'You asked for 15,000.' } });
    await page.reload();
    expect(await page.textContent('.lead')).toContain('Your case is decided');
    for (const act of ['confirm-applied', 'notify'])
      await api(`/v1/cases/${blind.id}/acts`, { key: keys.lead, body: { act } });

    await page.click('header a[href="/notice/outcome"]');
    await page.waitForURL(`${home}/notice/outcome`);
    const outcome = await page.textContent('main');
    for (const part of ['The decision was changed.', 'You asked for 15,000.', 'data protection authority of the state'])
      expect(outcome).toContain(part);
    await demandGood(context, `${home}/notice/outcome`);

    // What is held, and what is asked for about it.
    await page.click('header a[href="/notice/held"]');
    await page.click('button:has-text("Erase what you hold about me")');
    await page.getByText('you asked for this on').waitFor();
    await demandGood(context, `${home}/notice/held`);
    await page.click('header a[href="/notice/decision"]');
    await page.waitForURL(`${home}/notice/decision`);
    const files: string[] = [];
    for (const name of ['receipt', 'opening']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`a[href="/notice/${name}"]`)]);
      files.push(readFileSync(await download.path(), 'utf8'));
    }
    const { plane } = real.server;
    const trust = keysOnlyPolicy([parseVerifierKey(plane.deps.log.verifierKey('main'))]);
    const proof = await verifyReceipt({ receipt: files[0]!, opening: files[1]!, trust, crypto: nodeCrypto });
    expect([proof.inLog, proof.content]).toEqual(['unwitnessed', 'verified']);
    const { parts } = JSON.parse(files[1]!) as { parts: { payload: { content: string } } };
    expect(Buffer.from(parts.payload.content, 'base64').toString()).toContain(decision);

    await page.click('footer button');
    await page.waitForSelector('h1:text-is("Your pages are closed")');
    await page.goto(`${home}/notice`);
    await demandGood(context, `${home}/notice`);
    await page.fill('main #code', code!);
    await page.click('main form button');
    await page.waitForSelector('.code');
    await context.close();
  }, 180_000);
});
