import { describe, expect, it } from 'vitest';
import { PALETTE } from '../../../core/charts/index.js';
import {
  applicantView,
  auditorView,
  compareBaselines,
  developerView,
  explainReasons,
  findRecourse,
  type NoticeContext,
  readConstraints,
  readReasons,
  reasonFrequency,
  reviewerView,
} from '../../../core/explain/index.js';
import { linearModel, matrixFromRows } from '../../../core/models/index.js';
import { renderReasonsHtml } from './index.js';

const features = ['income', 'debt'].map((name) => ({ name }));
const model = linearModel({ format: 'test', features, link: 'identity', coefficients: [[1, -1]], intercept: [0] });
const people = matrixFromRows([
  [20, 5],
  [16, 4],
  [12, 7],
]);
const config = readReasons({
  tribune: 'reasons/v1',
  domain: 'credit',
  decision: { cutoff: 10 },
  labels: { income: { name: 'income <per month>', unit: 'USD' } },
  families: { income: { features: ['income'], text: 'income' }, debt: { features: ['debt'], text: 'debt' } },
});
const constraints = readConstraints({
  tribune: 'recourse/v1',
  costs: { income: 4, debt: 1 },
  features: {
    income: { mutable: true, direction: 'increase', integer: true, min: 0, max: 30 },
    debt: { mutable: true, direction: 'decrease', integer: true, min: 0, max: 30 },
  },
});
const result = explainReasons(model, people, config, { row: 2 });
const recourse = findRecourse(model, { columns: features, rows: people }, constraints, { cutoff: 10, rows: [2] })
  .rows[0]!;
const context: NoticeContext = {
  outcome: 'We have turned down your request for a loan.',
  organisation: 'Example Bank',
  dataSources: ['your application'],
  correction: 'If a fact is wrong, write to us and we will put it right.',
  appeal: { how: 'You can ask a person to look at your case. Write or call us.', by: 'June 30, 2027' },
  contact: 'help@bank.example',
  decidedOn: 'May 3, 2027',
  address: '1 Main Street, Springfield, IL 62701',
  agency: { name: 'Example Agency', address: '1 Agency Square, Washington, DC 20552' },
  consumerReport: null,
  changesValidUntil: 'August 1, 2027',
};
const applicant = applicantView(model, config, result, { context, recourse });

describe('the letter to the person', () => {
  it('holds reasons with own values, data, changes and appeal', () => {
    expect(applicant.reasons.map(({ sentence }) => sentence)).toEqual([
      'Your income is lower than that of most people we compared you with.',
      'The debts you have now are higher than those of most people we compared you with.',
    ]);
    expect(applicant.dataUsed.map(({ value }) => value)).toEqual([12, 7]);
    expect(applicant.changes[0]).toEqual([{ label: 'income <per month>', unit: 'USD', from: 12, to: 17 }]);
  });

  it('reads at the age of 14 or below', () => {
    expect(applicant.reading.status).toBe('ok');
  });

  it('escapes what comes from files', () => {
    const html = renderReasonsHtml(applicant);
    expect(html).toContain('income &lt;per month&gt;');
    expect(html).not.toContain('<per month>');
  });

  it('is one page with language, title, headings, captions and header cells, and no script', () => {
    const html = renderReasonsHtml(applicant);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const part of ['<title>', '<main>', '<h1>', '<caption>', 'scope="row"', 'aria-labelledby']) {
      expect(html).toContain(part);
    }
    expect(html).not.toMatch(/<script|https?:|NaN|undefined/);
  });

  it('shows no score and no contribution', () => {
    expect(renderReasonsHtml(applicant)).not.toMatch(/shortfall|score|cutoff/i);
  });

  it('offers no change without a date until which it holds', () => {
    const { changesValidUntil: _, ...undated } = context;
    expect(applicantView(model, config, result, { context: undated, recourse }).changes).toEqual([]);
  });

  it('offers no change against the direction of a reason', () => {
    const option = (to: number) => ({ changes: { income: { from: 20, to } }, cost: 1, prediction: [1] });
    const both = { ...recourse, best: option(10), alternatives: [option(40)] };
    const reasons = result.reasons.map((reason) => ({ ...reason, variant: 'low' as const }));
    const view = applicantView(model, config, { ...result, reasons }, { context, recourse: both });
    expect(view.changes.map(([step]) => step?.to)).toEqual([40]);
  });

  it('does not exist for a blocked notice', () => {
    const blocked = { ...result, status: 'blocked' as const };
    expect(() => applicantView(model, config, blocked, { context })).toThrow(/no notice/);
  });
});

describe('the other views', () => {
  it('hide what the machine said from a reviewer until asked', () => {
    const view = reviewerView(model, config, result, { reference: people, recourse });
    expect(view.contributions[0]).toMatchObject({ family: 'income', value: -6 });
    expect(view.similar.approved[0]).toEqual({ index: 0, distance: 4, score: 15 });
    const html = renderReasonsHtml(view);
    expect(html.indexOf('<details>')).toBeLessThan(html.indexOf('Score 5'));
  });

  it('show an auditor how the baseline policy changes the reasons', () => {
    const baselines = compareBaselines(model, people, config, { row: 2 });
    expect(baselines.map(({ policy, codes }) => [policy, codes])).toEqual([
      ['just-approved', ['income', 'debt']],
      ['approved', ['income', 'debt']],
      ['all-applicants', ['income', 'debt']],
      ['max-points', ['income', 'debt']],
    ]);
    const digests = { model: 'sha256:a', reference: 'sha256:b', reasonsFile: 'sha256:c' };
    const html = renderReasonsHtml(auditorView(config, result, { digests, baselines, recourse }));
    expect(html).toContain('credit-us-en, version 2 of 2026-11-28');
    expect(html).toBe(renderReasonsHtml(auditorView(config, result, { digests, baselines, recourse })));
  });

  it('give a developer arrays that add up', () => {
    const view = developerView(model, result);
    const sum = view.shortfalls.reduce((total, value) => total + value, 0);
    expect(view.baseValue! - view.prediction!).toBeCloseTo(sum, 12);
    expect(renderReasonsHtml(view)).toContain('shortfalls');
  });

  it('count reasons by group', () => {
    expect(reasonFrequency([result, result], ['a', 'b'])[0]).toEqual({
      group: 'a',
      notices: 1,
      blocked: 0,
      byCode: { debt: 1, income: 1 },
    });
  });
});

describe('the pages', () => {
  const digests = { model: 'sha256:a', reference: 'sha256:b', reasonsFile: 'sha256:c' };
  const pages = [
    applicant,
    reviewerView(model, config, result, { reference: people, recourse }),
    auditorView(config, result, { digests, baselines: [], recourse }),
    developerView(model, result),
  ].map((view) => [view.audience, renderReasonsHtml(view)] as const);

  it.each(pages)('for the %s allow nothing but their style sheet', (_, html) => {
    expect(html).toMatch(/default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='/);
  });

  it.each(pages.filter(([audience]) => audience === 'developer' || audience === 'auditor'))(
    'for the %s show the record on lines of its own',
    (_, html) => {
      expect(html).toMatch(/<pre tabindex="0">\{\n {2}&quot;/);
    },
  );

  it('refuse what is no view', () => {
    expect(() => renderReasonsHtml({ audience: 'judge' } as never)).toThrow(/view is no view of reasons/);
    expect(() => renderReasonsHtml(undefined as never)).toThrow(/view is no view of reasons/);
  });

  it('wear the colours of the other pages, light and dark', () => {
    const html = renderReasonsHtml(applicant);
    const [light = '', dark = ''] = html.split('@media screen and (prefers-color-scheme:dark)');
    for (const name of ['ink', 'muted', 'surface', 'rule', 'mark'] as const) {
      expect(light).toContain(`--t-${name}:${PALETTE[name].light}`);
      expect(dark).toContain(`--t-${name}:${PALETTE[name].dark}`);
    }
  });
});
