import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequirementResult } from '../../../core/policy/sections/result-types.js';
import type { Verdict } from '../../../core/policy/sections/types.js';
import type { AuditResult } from '../../audits/result/result.js';
import {
  escapeMarkdown,
  headline,
  renderHtml,
  renderJUnit,
  renderMarkdown,
  renderSarif,
  verdictSentence,
} from '../../documents/index.js';

const compas = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../../test/golden/compas-audit.json'), 'utf8'),
) as AuditResult;

const HOSTILE =
  '<script>alert("x")</script> | `a` [b](http://c.d) @everyone #1 \u0000\u0008 \u202e \ud800 ]]> --> \r\n| x';

function withRequirements(
  change: (each: RequirementResult, index: number) => Partial<RequirementResult>,
  verdict: Verdict,
  warnings = 0,
): AuditResult {
  return {
    ...compas,
    requirements: compas.requirements.map((each, index) => ({ ...each, ...change(each, index) })),
    verdict,
    warnings,
  };
}

const results: Record<string, AuditResult> = {
  fail: compas,
  pass: withRequirements(() => ({ verdict: 'pass' }), 'pass'),
  inconclusive: withRequirements(() => ({ verdict: 'inconclusive' }), 'inconclusive'),
  not_applicable: withRequirements(
    () => ({
      verdict: 'not_applicable',
      group: null,
      reference: null,
      estimate: null,
      lower: null,
      upper: null,
      status: 'undefined',
    }),
    'not_applicable',
  ),
  'pass with a failed warning': withRequirements(
    (each) => ({ verdict: each.severity === 'warn' ? 'fail' : 'pass' }),
    'pass',
    2,
  ),
  'pass by waiver': withRequirements(
    (each) =>
      each.severity === 'block'
        ? { verdict: 'fail', waived: { owner: 'ann', reason: 'known', until: '2027-01-01' } }
        : { verdict: 'pass' },
    'pass',
  ),
  'no requirements': { ...compas, requirements: [], verdict: 'pass', warnings: 0 },
};

const sarifRun = (result: AuditResult) => JSON.parse(renderSarif(result)).runs[0];

describe.each(Object.entries(results))('all reports of an audit: %s', (_, result) => {
  it('say the same verdict', () => {
    expect(/data-verdict="([a-z_]+)"/.exec(renderHtml(result))?.[1]).toBe(result.verdict);
    expect(renderMarkdown(result).split('\n')[0]).toContain(`${headline(result).glyph} ${headline(result).word}:`);
    expect(/name="verdict" value="([a-z_]+)"/.exec(renderJUnit(result))?.[1]).toBe(result.verdict);
    expect(sarifRun(result).properties.verdict).toBe(result.verdict);
  });

  it('count a blocking failure as such and nothing else', () => {
    const failed = result.verdict === 'fail';
    expect(/<testsuites [^>]*failures="0"/.test(renderJUnit(result))).toBe(!failed);
    const open = sarifRun(result).results.filter(
      (each: { level: string; suppressions?: unknown }) => each.level === 'error' && !each.suppressions,
    );
    expect(open.length > 0).toBe(failed);
  });

  it('give the same bytes twice', () => {
    const again = structuredClone(result);
    for (const render of [renderHtml, renderMarkdown, renderJUnit, renderSarif])
      expect(render(again)).toBe(render(result));
  });
});

describe('verdict sentence', () => {
  it('names the blocking requirements that failed', () => {
    expect(verdictSentence(compas)).toBe(
      'Failed: 2 of 2 blocking requirements were not met (four-fifths, false-alarms-equal).',
    );
  });

  it('of a pass says how many groups it does not speak for', () => {
    expect(verdictSentence(results.pass!)).toContain('2 groups had too few people to be judged.');
    expect(renderMarkdown(results.pass!)).toContain('Passed, 1 group too small to judge');
    expect(renderHtml(results.pass!)).toContain('Passed, 1 group too small to judge');
  });

  it('says that a pass rests on a waiver, and counts warnings', () => {
    expect(verdictSentence(results['pass by waiver']!)).toContain('2 waived');
    expect(verdictSentence(results['pass with a failed warning']!)).toContain('2 warnings besides');
  });
});

describe('the sentence of a policy that only warns', () => {
  it('counts what was waived, not decided or not applicable beside what was not met', () => {
    const verdicts: readonly Verdict[] = ['not_applicable', 'inconclusive', 'fail', 'fail'];
    const waiver = { until: '2027-01-01', reason: 'r', owner: 'o' } as unknown as RequirementResult['waived'];
    const result = withRequirements(
      (_, index) => ({ severity: 'warn', verdict: verdicts[index] ?? 'pass', waived: index === 3 ? waiver : null }),
      'pass',
    );
    expect(verdictSentence(result)).toContain(
      `1 of ${result.requirements.length} was not met, 1 waived, 1 not decided, 1 not applicable`,
    );
  });
});

describe('the level of intervals', () => {
  it('is printed without the noise of binary fractions', () => {
    const html = renderHtml({ ...compas, policy: { ...compas.policy, level: 0.57 } });
    expect(html).toContain('57 %');
    expect(html).not.toContain('56.99');
  });
});

describe('hostile text from data and policy', () => {
  const group = { race: HOSTILE };
  const hostile: AuditResult = {
    ...compas,
    policy: { ...compas.policy, name: HOSTILE, path: `dir name/${HOSTILE}.yaml`, purpose: HOSTILE, owner: HOSTILE },
    data: {
      ...compas.data,
      sources: [{ path: HOSTILE, sha256: null, rows: null }],
      excluded: [{ reason: HOSTILE, rows: 1 }],
    },
    groups: compas.groups.map((each) =>
      each.attributes.race === 'African-American' && !('sex' in each.attributes)
        ? { ...each, attributes: group }
        : each,
    ),
    requirements: compas.requirements.map((each) => ({
      ...each,
      id: HOSTILE,
      group,
      message: HOSTILE,
      insufficientGroups: [group],
    })),
    replay: HOSTILE,
  };

  it('never becomes markup in HTML', () => {
    const html = renderHtml(hostile);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });

  it('JUnit says of a small group what it lacks, not a number of people above the minimum', () => {
    const { race } = compas.groups.find((each) => each.attributes.race !== undefined)!.attributes;
    const reason = 'rests on 5 people, fewer than the 30 that the policy asks for';
    // A sum of probabilities may lie below the minimum, and is no number of people either.
    for (const n of [100, 0.4000000000000003]) {
      const small = {
        ...withRequirements(
          () => ({ metric: 'auc', by: ['race'], insufficientGroups: [{ race: race! }] }),
          'inconclusive',
        ),
        groups: compas.groups.map((each) => ({
          ...each,
          metrics: { ...each.metrics, auc: { ...each.metrics.auc!, n, status: 'insufficient' as const, reason } },
        })),
      };
      expect(renderJUnit(small)).toContain(`policy&#39;s ${compas.policy.minGroupSize}: ${reason}`);
    }
  });

  it('leaves XML that has no forbidden character and no open tag', () => {
    const xml = renderJUnit(hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not occur.
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])/);
    expect(xml.match(/<testcase /g)?.length).toBe(xml.match(/<\/testcase>/g)?.length);
    expect(xml).not.toContain('<script');
  });

  it('makes no mention, link, table cell or element in Markdown', () => {
    const text = escapeMarkdown(HOSTILE);
    expect(text).not.toMatch(/@everyone|#1|http:\/\/|(?<!\\)\||(?<!\\)`|<|\n/);
    const table = renderMarkdown(hostile)
      .split('\n')
      .filter((each) => each.startsWith('| ') && !each.startsWith('| ---'));
    const columns = (each: string) => each.replace(/\\\|/g, '').split('|').length;
    expect(new Set(table.map(columns)).size).toBeLessThanOrEqual(2);
  });

  it('leaves no mark that turns round what follows it, and SARIF says the name itself to programs', () => {
    for (const render of [renderHtml, renderMarkdown, renderJUnit, renderSarif])
      expect(render(hostile)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(sarifRun(hostile).results[0].properties.group.race).toContain('\u202e');
  });

  it('leaves SARIF that parses and points at a valid URI', () => {
    const [first] = sarifRun(hostile).results;
    const { uri } = first.locations[0].physicalLocation.artifactLocation;
    expect(uri).toMatch(/^[A-Za-z0-9\-._~!$&'()*+,;=:@%/]+$/);
  });
});

describe('HTML', () => {
  const html = renderHtml(compas);

  it('stays under 260 kB for COMPAS', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(260_000);
  });

  it('needs no script and nothing from elsewhere', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|\son[a-z]+=|style="/i);
    expect(html).toContain("default-src 'none'");
  });

  it('begins with the verdict, in one sentence', () => {
    expect(html.indexOf('data-verdict')).toBeLessThan(html.indexOf('<h2'));
  });

  it('has unique ids, and every internal link has its target', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((each) => each[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(link[1]);
  });

  it('has a data table behind each chart', () => {
    const figures = html.split('<figure>').slice(1);
    expect(figures.length).toBeGreaterThan(8);
    for (const each of figures) {
      expect(each).toContain('<figcaption>');
      expect(each.slice(0, each.indexOf('</figure>'))).toContain('<table');
    }
  });

  it('says evidence, never compliant', () => {
    expect(html.toLowerCase()).not.toContain('compliant');
  });

  it('renders an audit without groups, scores or comparisons', () => {
    const {
      calibration: _calibration,
      frontier: _frontier,
      impossibility: _impossibility,
      replay: _replay,
      ...bare
    } = compas;
    const empty = renderHtml({
      ...bare,
      groups: [],
      comparisons: [],
      disparities: [],
      requirements: [],
      verdict: 'pass',
      warnings: 0,
    });
    expect(empty).toContain('The policy has no requirements');
  });

  it('renders 10,000 groups in a page that still opens', () => {
    const [first] = compas.groups;
    const groups = Array.from({ length: 10_000 }, (_, index) => ({
      ...first!,
      attributes: { race: `group ${index}` },
    }));
    expect(
      Buffer.byteLength(renderHtml({ ...compas, groups, requirements: compas.requirements.slice(0, 1) })),
    ).toBeLessThan(6_000_000);
  });
});

describe('SARIF', () => {
  it('follows the rules of 2.1.0 that its schema states', () => {
    const log = JSON.parse(renderSarif(compas));
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    const ids = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const each of run.results) {
      expect(ids[each.ruleIndex]).toBe(each.ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(each.level);
      // Section 3.27.10: a level other than none needs kind fail.
      expect(each.kind === 'fail').toBe(each.level !== 'none');
      expect(each.message.text.length).toBeGreaterThan(0);
      expect(each.locations[0].physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(Object.values(each.partialFingerprints)[0]).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('keeps the fingerprint when numbers change, and changes it with the group', () => {
    const prints = (result: AuditResult) =>
      sarifRun(result).results.map(
        (each: { partialFingerprints: object }) => Object.values(each.partialFingerprints)[0],
      );
    const moved = withRequirements((each) => ({ estimate: (each.estimate ?? 0) * 0.9, nGroup: 1, line: 3 }), 'fail');
    const other = withRequirements(() => ({ group: { race: 'Hispanic' } }), 'fail');
    expect(prints(moved)).toEqual(prints(compas));
    expect(prints(other)).not.toEqual(prints(compas));
  });

  it('leaves out the physical location when the policy has no file', () => {
    const run = sarifRun({ ...compas, policy: { ...compas.policy, path: null } });
    expect(run.results[0].locations[0].physicalLocation).toBeUndefined();
    expect(run.results[0].locations[0].logicalLocations).toHaveLength(1);
  });
});

describe('Markdown', () => {
  it('stays within the size of a pull-request comment for a large policy', () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      ...compas.requirements[0]!,
      id: `requirement-${index}`,
    }));
    expect(renderMarkdown({ ...compas, requirements: many }).length).toBeLessThan(65_536);
  });
});
