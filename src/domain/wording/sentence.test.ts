import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequirementResult } from '../../core/policy/sections/result-types.js';
import type { AuditResult } from '../audits/result/result.js';
import {
  findingText,
  plainSentence,
  renderHtml,
  renderJUnit,
  renderMarkdown,
  renderSarif,
} from '../documents/index.js';

const compas = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../test/golden/compas-audit.json'), 'utf8'),
) as AuditResult;

describe('a finding as the report writes it', () => {
  it.each([
    ['interval 0.5 to 0.572)', 'interval 0.500 to 0.572)'],
    ['allowed between -0.1 and 0.1.', 'allowed between \u22120.1 and 0.1.'],
    ['interval -0.25 to 0.1)', 'interval \u22120.25 to 0.10)'],
    ['is 0.423 for A (n = 1,514) and 0.22 for B (n = 1,281)', 'is 0.423 for A (n = 1,514) and 0.220 for B (n = 1,281)'],
    ['0.93 to no limit', '0.93 to no limit'],
  ])('%s', (message, shown) => expect(findingText({ message })).toBe(shown));

  it('leaves names, dates and counts as they are', () => {
    const message = 'Waived until 2026-11-22 for 25 - 45, 25 to 45, non-white: 1,514 and 1,281 people at 99.17 %.';
    expect(findingText({ message })).toBe(message);
  });
});

describe('a name written from the right', () => {
  const race = '\u05d0\u05d1\u05d2';
  const between = `\u200e${race}\u200e`;
  const gap = compas.requirements.find((each) => each.compare === 'difference')!;
  const rates = { groupValue: 0.4, referenceValue: 0.3 };
  const named: RequirementResult = {
    ...gap,
    ...rates,
    group: { race },
    message: `is 0.4 for ${race} (n = 12), and $& for B`,
  };

  it('stands in a sentence so that the numbers beside it stay where they are', () => {
    expect(plainSentence(compas, named)).toContain(`in the group ${between}, `);
    expect(findingText(named)).toBe(`is 0.400 for ${between} (n = 12), and $& for B`);
    const result = { ...compas, requirements: [named] };
    for (const render of [renderHtml, renderMarkdown, renderSarif]) expect(render(result)).toContain(between);
  });

  it('is one name also where another one is its beginning, whichever is named first', () => {
    const [no, unknown] = ['\u05dc\u05d0', '\u05dc\u05d0 \u05d9\u05d3\u05d5\u05e2 (?)'];
    const shown = `is 0.400 for \u200e${no}\u200e (n = 12) and 0.300 for \u200e${unknown}\u200e (n = 7)`;
    const message = `is 0.4 for ${no} (n = 12) and 0.3 for ${unknown} (n = 7)`;
    for (const [one, other] of [
      [no, unknown],
      [unknown, no],
    ] as const)
      expect(findingText({ message, group: { disabled: one }, reference: { disabled: other } })).toBe(shown);
  });

  it('is the name itself where a program reads it', () => {
    const small = { ...named, verdict: 'inconclusive', insufficientGroups: [{ race }] } as RequirementResult;
    const result = { ...compas, requirements: [small] };
    expect(renderJUnit(result)).toContain(`: group ${race}"`);
    expect(JSON.parse(renderSarif(result)).runs[0].results[0].properties.group).toEqual({ race });
  });
});

describe('the rates of a sentence', () => {
  const ratio = compas.requirements.find((each) => each.compare === 'ratio')!;
  const gap = compas.requirements.find((each) => each.compare === 'difference')!;
  it.each([
    [ratio, { min: 0.8 }, 0.39985, 0.50005, 0.39985 / 0.50005],
    [ratio, { min: 0.8 }, 0.424, 0.796, 0.424 / 0.796],
    [gap, { max: 0.1 }, 0.4234, 0.323, 0.1004],
  ])(
    'lie on the side of the bound on which the estimate lies',
    (before, bound, groupValue, referenceValue, estimate) => {
      const changed: RequirementResult = { ...before, bound, brokenBound: bound, groupValue, referenceValue, estimate };
      const [, one, other] = /, (\d+\.\d+) .* it was (\d+\.\d+)\./
        .exec(plainSentence(compas, changed))!
        .map(Number) as [number, number, number];
      const read = before.compare === 'ratio' ? one / other : (one - other) / 100;
      const end = 'min' in bound ? bound.min : bound.max;
      expect(Math.sign(Number((read - end).toFixed(9)))).toBe(Math.sign(estimate - end));
      expect(read).toBeCloseTo(estimate, 2);
    },
  );
});

describe('the sentence on a measure of another result', () => {
  it('names the measure, and a bare number by its path', () => {
    const before = compas.requirements.find((each) => each.compare === 'difference')!;
    const told = (measure?: 'flip_rate'): string =>
      plainSentence(compas, {
        ...before,
        metric: 'result_field',
        compare: 'value',
        by: [],
        estimate: 0.02,
        from: { result: 'explain.json', field: 'flip.rate', ...(measure && { measure }) },
      });
    expect(told('flip_rate')).toContain('explain.json says 0.02 as the flip rate.');
    expect(told()).toContain('explain.json says 0.02 at flip.rate.');
  });
});

describe('the change since an accepted audit', () => {
  const before = compas.requirements.find((each) => each.id === 'false-alarms-equal')!;
  const change: RequirementResult = {
    ...before,
    id: 'false-alarms-equal@baseline',
    verdict: 'fail',
    bound: { max: 0 },
    estimate: 0.031,
    lower: 0.004,
    upper: 0.058,
    level: 0.9,
    pValue: null,
    adjustedPValue: null,
    reason: 'worse-than-baseline',
  };
  const result: AuditResult = { ...compas, requirements: [...compas.requirements, change] };

  it('is told as a change and not as a gap', () => {
    expect(plainSentence(result, change)).toContain(
      'Since the accepted audit the gap in false positive rate between African-American and Caucasian changed by +3.1 percentage points ' +
        '(the data are consistent with [+0.4, +5.8] pp, 90 % interval); above 0 it grew. The gap grew by more than chance explains',
    );
  });

  it('of a ratio is a factor', () => {
    const ratio: RequirementResult = { ...change, compare: 'ratio', estimate: 1.2, lower: 1.05, upper: 1.37 };
    expect(plainSentence(result, ratio)).toContain(
      'changed by a factor of 1.20 (the data are consistent with [1.05, 1.37]',
    );
    expect(renderMarkdown({ ...result, requirements: [ratio] })).toContain('\u00d7 1.20 \\[1.05, 1.37\\]');
  });

  it('reads so in every report, and its bound is no growth', () => {
    const subject = 'gap in false positive rate by race, change since the accepted audit';
    for (const render of [renderHtml, renderMarkdown, renderJUnit, renderSarif]) {
      expect(render(result)).toContain(subject);
      expect(render(result)).toContain('no growth');
      expect(render(result)).not.toContain('at most 0 pp');
    }
  });

  it('has no chart of the gap itself a second time', () => {
    const figures = (html: string) => html.split('<figure>').length;
    expect(figures(renderHtml(result))).toBe(figures(renderHtml(compas)));
  });

  it('that does not apply says why', () => {
    const none: RequirementResult = {
      ...change,
      verdict: 'not_applicable',
      group: null,
      reference: null,
      estimate: null,
      lower: null,
      upper: null,
      message: 'Does not apply: the baseline has no requirement x.',
    };
    expect(plainSentence(result, none)).toContain('Does not apply: the baseline has no requirement x.');
  });
});
