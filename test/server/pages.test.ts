import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/render-png.js';
import { compiledModules } from './support/compiled-modules.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const browser: Browser | null = await startBrowser().catch((error: unknown) => {
  process.stdout.write(
    `skipped: the browser of @sparticuz/chromium cannot start here (${String(error).split('\n')[0]})\n`,
  );
  return null;
});

describe.skipIf(browser === null)('pages in a real browser', () => {
  const folder = dataFolder();
  const modules = compiledModules();
  let real: Awaited<ReturnType<typeof realServer>>;
  let receipt: string;
  let opening: string;

  beforeAll(async () => {
    real = await realServer(folder.dir, { moduleRoot: modules.root });
    const key = await real.key('decisions:write', 'decisions:read');
    const one = record();
    await real.call('/v1/decisions', { key, body: ndjson(one) });
    await real.server.plane.deps.log.publish();
    receipt = await (await real.call(`/v1/decisions/${one.id}/receipt`, { key })).text();
    opening = await (await real.call(`/v1/decisions/${one.id}/opening`, { key })).text();
  });
  afterAll(async () => {
    await browser?.close();
    await real.server.close();
    folder.remove();
    rmSync(modules.dir, { recursive: true, force: true });
  });

  async function visit(path: string): Promise<{ page: Page; problems: string[] }> {
    const page = await browser!.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${real.server.url}${path}`, { waitUntil: 'networkidle' });
    return { page, problems };
  }

  const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  async function verdicts(...files: ReturnType<typeof file>[]) {
    const { page, problems } = await visit('/verify');
    await page.setInputFiles('#files', files);
    await page.waitForSelector('#result:not([hidden])');
    await page.waitForSelector('#in-log:not(:empty)');
    const text = (selector: string) => page.textContent(selector);
    const said = {
      inLog: await text('#in-log'),
      content: await text('#content'),
      record: await text('#record'),
      rows: await text('#rows'),
      exact: await text('#bytes'),
    };
    await page.close();
    return { ...said, problems };
  }

  it('says apart that a decision is in the log and that this is what was logged', async () => {
    const said = await verdicts(file('receipt.txt', receipt), file('opening.json', opening));
    expect(said.problems).toEqual([]);
    expect(said.inLog).toMatch(/^Yes\./);
    expect(said.content).toBe('Yes, to the byte.');
    expect(said.rows).toMatch(/Subject\s*case-4711/);
    expect(said.exact).toContain('"subject":"case-4711"');
  });

  it('says yes and not checked for a receipt alone', async () => {
    const said = await verdicts(file('receipt.txt', receipt));
    expect([said.inLog?.slice(0, 3), said.content]).toEqual(['Yes', 'Not checked: add the opening.']);
  });

  it('says no to a changed opening, and yes to its receipt', async () => {
    const changed = JSON.parse(opening) as { parts: { payload: { content: string } } };
    const payload = Buffer.from(changed.parts.payload.content, 'base64').toString().replace('0.7', '0.1');
    changed.parts.payload.content = Buffer.from(payload).toString('base64');
    const said = await verdicts(file('receipt.txt', receipt), file('opening.json', JSON.stringify(changed)));
    expect([said.inLog?.slice(0, 3), said.content]).toEqual(['Yes', 'No. The opening is not what was logged.']);
  });

  it('does not show what a forged opening says', async () => {
    const forged = opening.replace(/"salt": "(.)/, (_all, c) => `"salt": "${c === 'A' ? 'B' : 'A'}`);
    expect(forged).not.toBe(opening);
    const said = await verdicts(file('receipt.txt', receipt), file('opening.json', forged));
    expect([said.content?.slice(0, 3), said.record, said.rows, said.exact]).toEqual([
      'No.',
      'Not shown: it is not proved to be what was logged.',
      '',
      '',
    ]);
  });

  it('marks a log without witnesses as open, not as a full yes, and says of a strange file that it is not used', async () => {
    const { page } = await visit('/verify');
    await page.setInputFiles('#files', [file('receipt.txt', receipt), file('holiday.txt', 'sun')]);
    await page.waitForSelector('#in-log:not(:empty)');
    expect(await page.getAttribute('#in-log', 'data-state')).toBe('open');
    expect(await page.textContent('#given')).toContain('holiday.txt: not used, neither receipt nor opening');
    await page.close();
  });

  it('does not call a receipt of another log or key a forgery', async () => {
    const otherKey = receipt.replace(/^(\u2014 \S+ )(.)/gm, (_all, before, c) => `${before}${c === '/' ? '+' : '/'}`);
    const otherLog = receipt.replaceAll(/tribune-[0-9a-f]+\/main/g, 'other.example/log');
    const [key, log] = [await verdicts(file('r.txt', otherKey)), await verdicts(file('r.txt', otherLog))];
    expect(key.inLog).toMatch(/^Cannot be told with this key\. The receipt names another key of the same log/);
    expect(log.inLog).toBe(
      'Cannot be told with this key. The receipt is of the log other.example/log: paste the key of that log.',
    );
  });

  it('says what opens the page for the first administrator when it was opened without a link', async () => {
    const { page } = await visit('/setup');
    expect(await page.isVisible('#setup')).toBe(false);
    expect(await page.textContent('#answer')).toContain('one-time link');
    await page.close();
  });

  it('says no to a changed receipt', async () => {
    const said = await verdicts(
      file(
        'receipt.txt',
        receipt.replace(/^index (\d+)$/m, (_all, n) => `index ${Number(n) - 1}`),
      ),
    );
    expect(said.inLog).toMatch(/^No\./);
  });

  it('makes the first administrator from the link, which leaves the address bar', async () => {
    const { page, problems } = await visit(`/setup#${real.server.adminToken}`);
    expect(page.url()).toBe(`${real.server.url}/setup`);
    await page.fill('#name', 'root');
    await page.fill('#password', 'a long enough passphrase');
    await page.click('button');
    await page.waitForSelector('#answer:not(:empty)');
    expect(await page.textContent('#answer')).toBe('root is the administrator and signed in.');
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(['/verify', '/setup', '/setup#x'])('has no violation of WCAG 2.0 to 2.2, A and AA: %s', async (path) => {
    const context = await browser!.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${real.server.url}${path}`, { waitUntil: 'networkidle' });
    await page.evaluate(axeSource);
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(WCAG)} } })`,
    )) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    await context.close();
  });
});
