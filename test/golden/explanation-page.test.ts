import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { AUDIENCES, renderExplanationHtml } from '../../src/domain/documents/explanation/index.js';
import type { ExplanationPage } from '../../src/domain/documents/explanation/page-data.js';
import { startBrowser } from '../support/render-png.js';

const NAMES = ['duration', 'credit-amount', 'installment-rate', 'existing-credits', 'age', 'a name so long that it cannot stand beside its bar', '<b>&"'];
const VALUES = [-0.61, 0.42, -0.2, 0.1, 0.05, -0.03, 0.01];

/** A page of every kind of content: sampling, missing value, cutoff, hostile name. */
const page: ExplanationPage = {
  row: 17,
  output: { index: 0, of: 2 },
  scale: 'raw',
  link: 'logit',
  prediction: 0.54,
  baseValue: 0.8,
  published: 0.632,
  cutoff: { value: 0.55, accept: 'above', scale: 'raw', score: 0.54, onSteps: 0.55, atCutoff: false },
  comparison: 'background',
  contributions: NAMES.map((name, i) => ({ name, detail: i === 3 ? null : String(i * 7), value: VALUES[i]!, standardError: 0.01 })),
  inputs: NAMES.map((name, i) => ({ name, value: i === 2 ? null : String(i * 7) })),
  provenance: {
    method: 'sampling',
    model: { kind: 'black-box', format: 'remote', digest: `sha256:${'0'.repeat(64)}` },
    data: { path: 'applicants.csv', digest: `sha256:${'1'.repeat(64)}`, rows: 1200 },
    background: { path: 'approved.csv', digest: `sha256:${'2'.repeat(64)}`, rows: 40 },
    additivityError: 1.1e-13,
    sampling: { seed: 'tribune', evaluations: 12000, converged: false },
    tool: { name: 'tribune', version: '0.0.0' },
    replay: 'tribune explain model.json applicants.csv --json',
  },
  json: { index: 17, prediction: [0.54] },
};

describe('the page of one explanation', () => {
  it.each(AUDIENCES)('for the %s needs nothing from elsewhere and escapes what it shows', (view) => {
    const html = renderExplanationHtml(page, view);
    expect(html).toBe(renderExplanationHtml(page, view));
    expect(html).not.toMatch(/<script|<b>|<link|<img|https?:/);
    expect(html).toContain('&lt;b&gt;&amp;');
  });

  it('spares the applicant charts and numbers of the model, and tells what counted', () => {
    const html = renderExplanationHtml(page, 'applicant');
    expect(html.slice(html.indexOf('<body>'))).not.toMatch(/<svg|0\.61|log-odds|sha256/);
    expect(html).toMatch(/What counted against you most[\s\S]*duration: 0[\s\S]*What counted for you most[\s\S]*credit amount: 7/);
  });

  it('turns what counts for and against where low scores are wanted', () => {
    const html = renderExplanationHtml({ ...page, cutoff: { ...page.cutoff!, value: 0.5, accept: 'below' } }, 'applicant');
    expect(html).toMatch(/What counted against you most[\s\S]*credit amount[\s\S]*What counted for you most[\s\S]*duration/);
  });

  it('shows the reviewer the inputs before the account of the machine, with cautions', () => {
    const html = renderExplanationHtml(page, 'reviewer');
    expect(html.indexOf('What the model read')).toBeLessThan(html.indexOf('How the score came about'));
    expect(html).toMatch(/next to the cutoff/);
    expect(html).toMatch(/Not on file: installment-rate/);
    expect(html).toMatch(/Sampling ended before the estimates were settled/);
    expect(html).toMatch(/rests on 40 people only/);
  });

  it('gives the auditor digests, seed, additivity error and the command', () => {
    const html = renderExplanationHtml(page, 'auditor');
    for (const fact of [page.provenance.model.digest, page.provenance.background!.digest, '1.1e-13', 'tribune explain model.json'])
      expect(html).toContain(fact);
  });
});

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const browser: Browser | null = await startBrowser().catch(() => null);

describe.skipIf(browser === null)('the page in a real browser', () => {
  afterAll(() => browser?.close());
  const looks = [
    { width: 1100, theme: 'light' },
    { width: 1100, theme: 'dark' },
    { width: 390, theme: 'light' },
  ] as const;

  it.each(AUDIENCES.flatMap((view) => looks.map((look) => ({ view, ...look }))))(
    'has no fault of WCAG, no sideways scrolling and no label over another: $view, $width px, $theme',
    async ({ view, width, theme }) => {
      const context = await browser!.newContext({ viewport: { width, height: 900 }, colorScheme: theme, bypassCSP: true });
      const tab = await context.newPage();
      await tab.setContent(renderExplanationHtml(page, view));
      const scroll = await tab.evaluate('document.documentElement.scrollWidth');
      const faults = await tab.evaluate(LABEL_FAULTS);
      await tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      await tab.evaluate(axeSource);
      const { violations } = (await tab.evaluate(
        `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(WCAG)} } })`,
      )) as { violations: { id: string; nodes: { html: string }[] }[] };
      await context.close();
      expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
      expect(scroll).toBe(width);
      expect(faults).toEqual([]);
    },
  );
});

/** Texts of visible charts that lie outside their chart or over one another. */
const LABEL_FAULTS = `(() => {
  const faults = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const texts = [...svg.querySelectorAll('text')].map((each) => ({ box: each.getBoundingClientRect(), words: each.textContent }));
    for (const [index, { box, words }] of texts.entries()) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) faults.push('outside: ' + words);
      for (const other of texts.slice(index + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 4) faults.push('overlap: ' + words + ' / ' + other.words);
      }
    }
  }
  return faults;
})()`;
