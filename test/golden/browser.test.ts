import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/result/result.js';
import { renderHtml, renderJUnit } from '../../src/domain/documents/index.js';
import { admissionsAudit } from '../support/admissions-audit.js';
import { renderPng, startBrowser } from '../support/render-png.js';

const compas = JSON.parse(readFileSync(resolve(import.meta.dirname, 'compas-audit.json'), 'utf8')) as AuditResult;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** An empty page is a tenth of this. */
const FEWEST_PICTURE_BYTES = 100_000;

const browser: Browser | null = await startBrowser().catch((error: unknown) => {
  process.stdout.write(`skipped: the browser of @sparticuz/chromium cannot start here (${String(error).split('\n')[0]})\n`);
  return null;
});

async function openPage(html: string, view: { width: number; theme: 'light' | 'dark' }) {
  const context = await browser!.newContext({ viewport: { width: view.width, height: 900 }, colorScheme: view.theme, bypassCSP: true });
  const page = await context.newPage();
  await page.setContent(html);
  return { page, close: () => context.close() };
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly passes: readonly unknown[];
}

describe.skipIf(browser === null)('the report in a real browser', () => {
  afterAll(() => browser?.close());
  const html = renderHtml(compas);
  const pages = [
    { name: 'COMPAS', page: async () => html },
    { name: 'admissions, strata and unknown groups', page: async () => renderHtml(await admissionsAudit(25)) },
  ];

  it.each(
    pages.flatMap((each) => [
      { ...each, width: 1100, theme: 'light' as const },
      { ...each, width: 1100, theme: 'dark' as const },
      { ...each, width: 390, theme: 'light' as const },
    ]),
  )('has no violation of WCAG 2.0 to 2.2, A and AA: $name, $width px, $theme', async ({ page: make, ...view }) => {
    const { page, close } = await openPage(await make(), view);
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    await page.evaluate(axeSource);
    const results = (await page.evaluate(
      `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(WCAG)} } })`,
    )) as AxeResults;
    await close();
    expect(results.violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
    expect(results.passes.length).toBeGreaterThan(10);
  });

  it.each(['light', 'dark'] as const)('draws as a picture a person can look at: %s', async (theme) => {
    const folder = mkdtempSync(join(tmpdir(), 'tribune-picture-'));
    await renderPng(browser!, html, join(folder, 'report.png'), { theme });
    const { size } = statSync(join(folder, 'report.png'));
    rmSync(folder, { recursive: true });
    expect(size).toBeGreaterThan(FEWEST_PICTURE_BYTES);
  });

  it.each([390, 1100])('does not scroll sideways as a page at %i px', async (width) => {
    const { page, close } = await openPage(html, { width, theme: 'light' });
    const scroll = await page.evaluate('document.documentElement.scrollWidth');
    await close();
    expect(scroll).toBe(width);
  });

  it.each(pages)('shows every number of the first table at 390 px without scrolling: $name', async ({ page: make }) => {
    const { page, close } = await openPage(await make(), { width: 390, theme: 'light' });
    const rights = (await page.evaluate(
      "[...document.querySelectorAll('table.overview tbody td, table.optima tbody td')].map((each) => each.getBoundingClientRect().right)",
    )) as number[];
    await close();
    expect(rights.length).toBeGreaterThan(4);
    expect(Math.max(...rights)).toBeLessThanOrEqual(390);
  });

  it('keeps captions with their charts on paper and needs no page per chart', async () => {
    const { page, close } = await openPage(html, { width: 690, theme: 'light' });
    const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
    await page.emulateMedia({ media: 'print' });
    const breaks = await page.evaluate(
      "[...document.querySelectorAll('figcaption')].every((each) => getComputedStyle(each).breakInside === 'avoid' && getComputedStyle(each).breakAfter === 'avoid')",
    );
    await close();
    expect(breaks).toBe(true);
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThan(34);
  });

  it('is styled under its own content security policy, without a console message', async () => {
    const page = await browser!.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    await page.setContent(html);
    const family = await page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderLeftStyle");
    await page.close();
    expect(family).toBe('solid');
    // The test driver marks its own page loads on the console.
    expect(messages.filter((message) => !message.startsWith('--playwright'))).toEqual([]);
  });

  it.each(pages.flatMap((each) => [390, 1100].map((width) => ({ ...each, width }))))(
    'draws no label outside its chart and none over another: $name, $width px',
    async ({ page: make, width }) => {
      const { page, close } = await openPage(await make(), { width, theme: 'light' });
      const faults = await page.evaluate(LABEL_FAULTS);
      await close();
      expect(faults).toEqual([]);
    },
  );

  it('JUnit and every golden chart are well-formed XML', async () => {
    const charts = resolve(import.meta.dirname, 'charts');
    const files = readdirSync(charts).map((name) => readFileSync(resolve(charts, name), 'utf8'));
    const { page, close } = await openPage('<p>', { width: 400, theme: 'light' });
    for (const xml of [renderJUnit(compas), ...files]) {
      const fault = await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml').querySelector('parsererror')?.textContent ?? null`,
      );
      expect(fault).toBeNull();
    }
    await close();
  });
});

/** Runs in the page: the boxes of all texts of each visible chart, compared with its own box and with one another. */
const LABEL_FAULTS = `(() => {
  const faults = [];
  const cut = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const texts = [...svg.querySelectorAll('text')].map((each) => ({ box: each.getBoundingClientRect(), words: each.textContent }));
    for (const [index, one] of texts.entries()) {
      const { box } = one;
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push('outside: ' + one.words);
      for (const other of texts.slice(index + 1))
        if (cut(box, other.box) > 1 && high(box, other.box) > 4) faults.push('overlap: ' + one.words + ' / ' + other.words);
    }
  }
  return faults;
})()`;
