import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openTallyFile } from '../../src/adapters/dataset/index.js';
import { verdictBlock } from '../../src/apps/cli/terminal/verdict.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { checkPolicy, explainRequirement, parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import type { TallySource } from '../../src/domain/audits/source/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';
import { asked, policyText, RANKING } from './support/ranking-policy.js';

const root = resolve(import.meta.dirname, '../..');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-rankings-audit-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const RATIO = { compare: 'ratio', min: 0.8 };
const PLACES = { metric: 'representation_in_top_k', k: 3, compare: 'value', min: 0.8 };
const mistakes = (text: string): string =>
  checkPolicy(text)
    .map(({ message, remedy }) => `${message}. ${remedy}`)
    .join('\n');

let files = 0;
function audit(lines: readonly string[], policy: string): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return auditSource(openFiles([path]), policy);
}

const auditSource = (source: TallySource, policy: string): Promise<AuditResult> =>
  runAudit(source, {
    policy: parsePolicy(policy).policy,
    policyDigest: '',
    policyPath: 'policy.yaml',
    today: '2026-11-29',
  });

const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => {
      if (!(error instanceof TribuneError)) throw error;
      return `${error.code}: ${error.message}. ${error.remedy}`;
    },
  );

describe('a policy of rankings', () => {
  it.each([
    [RANKING, { metric: 'share_in_top_k', ...RATIO }, 'r: share_in_top_k needs k. Add k, such as `k: 10`.'],
    [
      RANKING,
      { metric: 'share_in_top_k', k: 5, ...RATIO },
      'the first 5 are not counted: data.outcome.k has 1, 3. Write `k: [1, 3, 5]`',
    ],
    [RANKING, { metric: 'pairwise_accuracy', ...RATIO }, 'r: pairwise_accuracy needs pairs'],
    [RANKING, { k: 3, ...RATIO }, 'r: k has no meaning with exposure'],
    [RANKING, { metric: 'ndcg', per: 'candidate', ...RATIO }, 'r: per has no meaning with ndcg'],
    [RANKING, { smallGroups: 'pool', ...RATIO }, 'r cannot pool small groups'],
    [
      RANKING,
      { metric: 'class_rate', ...RATIO },
      'but the decisions of this policy are rankings. Use one of: exposure,',
    ],
    [RANKING.replace('relevance: rel, ', ''), { metric: 'ndcg', ...RATIO }, 'r: ndcg needs data.outcome.relevance'],
    [RANKING.replace('[1, 3]', '[3, 3]'), RATIO, 'data.outcome.k names 3 twice'],
    [
      RANKING,
      { metric: 'representation_in_top_k', k: 3, ...RATIO },
      'r: the share of the first places is held against a target already. Bound it by itself: `compare: value`',
    ],
    [RANKING, { ...PLACES, target: { f: 0.6, m: 0.5 } }, 'the declared shares add up to 1.1, more than all places'],
    [RANKING, { ...PLACES, target: { f: 50 } }, 'the share of f is 50, not above 0 and at most 1'],
    [RANKING, { ...PLACES, target: {} }, 'r declares no share'],
    [RANKING, { ...PLACES, by: [] }, 'r: everybody holds all places'],
    [RANKING, { ...PLACES, metric: 'ndcg', target: 'pool' }, 'r: target has no meaning with ndcg'],
    [RANKING.replace('rank,', 'rank, column: x,'), RATIO, 'unknown key "column" in data.outcome'],
    [RANKING.replace('[1, 3]', '[0]'), RATIO, 'k'],
  ])('%s with %j', (outcome, changes, words) => {
    expect(mistakes(policyText(outcome, [asked(changes)]))).toContain(words);
  });

  it('refuses labels and weights', () => {
    const text = policyText(RANKING, [asked(RATIO)], ['label: y', 'weight: n', 'weightKind: count']);
    expect(mistakes(text)).toContain('data.label has no meaning where decisions are rankings');
    expect(mistakes(text)).toContain('a position is held by one candidate');
  });
});

describe('an audit of rankings', () => {
  const ROWS = ['q1,f,1,2', 'q1,m,2,1', 'q1,f,3,0', 'q1,m,,1'];
  const run = (rows: readonly string[], changes: object = {}, outcome = RANKING) =>
    audit(['q,sex,rank,rel', ...rows], policyText(outcome, [asked({ ...RATIO, ...changes })]));

  it.each([
    [
      ['q1,f,0,1', ...ROWS.slice(1)],
      'column "rank": 1 value is no whole number from 1 to 1000000: "0" (once). Position 1 is the first;',
    ],
    [['q1,f,-2,1', 'q1,m,1.5,1', 'q1,f,first,1'], '3 values are no whole number'],
    [['q1,f,2,1', ...ROWS.slice(1)], 'two candidates stand at position 2 of list "q1". Break ties as they were shown.'],
    [[ROWS[0]!, 'q1,m,4,1'], 'nobody stands at position 2 of list "q1", though 2 are shown. Add the missing candidate'],
    [
      [',f,1,1', ...ROWS],
      'column "q": 1 value is missing, so that the candidates belong to no list: "" (once). Name the list',
    ],
    [
      ['q2,f,1,', ...ROWS],
      'column "rel": 1 value is no number from 0 to 4096: "" (once). State what every candidate was worth',
    ],
    [['q2,f,1,-1', ...ROWS], 'column "rel": 1 value is no number from 0 to 4096: "-1"'],
  ])('refuses %j', async (rows, words) => {
    expect(await refused(run(rows))).toContain(words);
  });

  it('keeps holes where the policy says so, and counts who was not shown', async () => {
    const outcome = RANKING.replace('k: [1, 3]', 'k: [1, 3], holes: keep');
    const { groups, words, data } = await run(['q1,f,1,2', 'q1,m,4,1', 'q1,m,,1'], {}, outcome);
    expect(data.rows).toBe(3);
    const men = groups[1]!.metrics;
    expect(men.exposure!.estimate).toBeCloseTo(1 / Math.log2(5), 11);
    expect(men.exposure_candidate!.estimate).toBeCloseTo(1 / Math.log2(5) / 2, 11);
    expect(men.share_in_top_k_3!.estimate).toBe(0);
    expect(words![1]!.counts).toEqual([
      { word: 'not shown', n: 1 },
      { word: 'after 3', n: 1 },
      { word: '2 to 3', n: 0 },
      { word: 'place 1', n: 0 },
    ]);
  });

  it('never passes or fails by few lists, however many candidates they have', async () => {
    const list = (q: number) => Array.from({ length: 40 }, (_, i) => `q${q},${i < 20 ? 'm' : 'f'},${i + 1},1`);
    for (const lists of [1, 5, 29]) {
      const rows = Array.from({ length: lists }, (_, q) => list(q)).flat();
      const { requirements } = await run(rows, { smallGroups: 'inconclusive' });
      expect(requirements[0]!.verdict).toBe('inconclusive');
      expect(requirements[0]!.message).toContain('fewer than 30 lists');
    }
  });

  it('judges the example, and every report says it', async () => {
    const policy = readFileSync(join(root, 'examples/rankings/policy.yaml'), 'utf8');
    const result = await auditSource(openTallyFile(join(root, 'examples/rankings/tally.json')), policy);
    expect(result.data.rows).toBe(16281);
    expect(result.overall.metrics.exposure!.n).toBe(815);
    const [exposure] = result.requirements;
    expect(exposure).toMatchObject({
      verdict: 'fail',
      metric: 'exposure',
      per: 'candidate',
      reference: { sex: 'Male' },
    });
    expect(exposure!.message).toContain('lists)');
    expect(explainRequirement(exposure!).join(' ')).toContain('Male');
    const html = renderHtml(result);
    expect(html).toContain('Places by sex');
    expect(html).toContain('each row is one candidate of one list');
    for (const text of [renderMarkdown(result), renderJUnit(result), renderSarif(result)])
      expect(text).toContain('exposure-by-sex');
  });
});

describe('the page of a ranking shows what each group has of all exposure', () => {
  const page = async (rows: readonly string[], outcome = RANKING) => {
    const policy = policyText(outcome, [asked(RATIO)], ['minGroupSize: 2']);
    const html = renderHtml(await audit(['q,sex,rank,rel', ...rows], policy));
    expect(html).toContain('<h2 id="words">');
    return html.match(/<h2 id="exposure">.*?(?=<h2)/s)?.[0] ?? 'no such section';
  };
  const cells = (section: string) =>
    [...section.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell!.replaceAll(/<[^>]*>/g, '')),
    );
  const ROWS = ['q1,f,1,1', 'q1,m,2,1', 'q2,m,1,1', 'q2,m,2,0', 'q2,f,,2'];

  it('beside its share of candidates and of relevance', async () => {
    // Exposure: women 1, men 1 + 2 / log2(3), so that women have 1 / (2 + 2 / log2(3)) = 30.7 % of it.
    const section = await page(ROWS);
    expect(section).toMatch(
      /By sex, f are 40 % of candidates and get 30.7 % \(\S+ to \S+ %\) of exposure, and hold 60 % of relevance/,
    );
    expect(section).toContain('<title');
    const shares = cells(section).map((row) => [...row.slice(0, 4), row[5]]);
    expect(shares).toContainEqual(['f', '2', '40.0 %', '30.7 %', '60.0 %']);
    expect(shares).toContainEqual(['m', '3', '60.0 %', '69.3 %', '40.0 %']);
    expect(section).toContain('95 % interval of the share of exposure');
  });

  it('with a share of few that is neither nothing nor beside its interval', async () => {
    const places = 2000;
    const rows = ['q1', 'q2'].flatMap((query) =>
      Array.from({ length: places }, (_, i) => `${query},${i === places - 1 ? 'f' : 'm'},${i + 1},1`),
    );
    const worth = Array.from({ length: places }, (_, i) => 1 / Math.log2(i + 2));
    const exposure = (100 * worth.at(-1)!) / worth.reduce((sum, each) => sum + each, 0);
    const text = `f are 0.05 % of candidates and get ${Number(exposure.toPrecision(2))} % (`;
    expect(await page(rows, RANKING.replace('relevance: rel, ', ''))).toContain(text);
  });

  it('without relevance, and where a group is never shown', async () => {
    const plain = await page(ROWS, RANKING.replace('relevance: rel, ', ''));
    expect(plain).toMatch(/By sex, f are 40 % of candidates and get 30.7 % \(\S+ to \S+ %\) of exposure</);
    expect(plain).not.toContain('relevance');
    const unseen = cells(await page(['q1,m,1,1', 'q1,f,,1', 'q2,m,1,1', 'q2,f,,1']));
    // Two lists, both of 0: that has a chance of 2.5 % where 84.2 % of lists were above it, for (1 - .842)^2 = .025.
    expect(unseen.map((row) => row.slice(0, 6))).toContainEqual([
      'f',
      '2',
      '50.0 %',
      '0.0 %',
      '[0.0, 84.2] %',
      '50.0 %',
    ]);
    expect(await page(['q1,m,1,1', 'q1,f,,1', 'q2,m,1,1', 'q2,f,,1'])).toContain('0 % (0 to 84.2 %) of exposure');
    expect(await page(['q1,m,,1', 'q1,f,,1', 'q2,m,,1', 'q2,f,,1'])).toBe('no such section');
  });
});

describe('a group that is never in the first places', () => {
  /** Lists of two women and four men; the women stand last, and with `shown` they are shown. */
  const lists = (number: number, shown = true) =>
    Array.from({ length: number }, (_, q) =>
      ['m', 'm', 'm', 'm', 'f', 'f'].map((sex, i) => `q${q},${sex},${i < 4 || shown ? i + 1 : ''},1`),
    ).flat();
  const audited = (number: number, requirement: Readonly<Record<string, unknown>>, shown = true) =>
    audit(['q,sex,rank,rel', ...lists(number, shown)], policyText(RANKING, [asked(requirement)]));
  const TOP = { metric: 'share_in_top_k', k: 3 };

  it.each([
    ['a ratio', { ...TOP, compare: 'ratio', min: 0.5 }, true],
    ['a ratio to it', { ...TOP, compare: 'ratio', min: 0.5, reference: { sex: 'f' } }, true],
    ['a difference', { ...TOP, compare: 'difference', max: 0.3 }, true],
    ['a floor', { ...TOP, compare: 'value', min: 0.2 }, true],
    ['exposure', { per: 'candidate', compare: 'ratio', min: 0.5 }, false],
    ['exposure over relevance', { metric: 'exposure_per_relevance', compare: 'ratio', min: 0.5 }, false],
    ['the share of the candidates', PLACES, true],
    ['a declared share', { ...PLACES, target: { f: 0.5, m: 0.5 } }, true],
  ])('fails %s in 60 lists, and never in a few', async (_, requirement, shown) => {
    const [found] = (await audited(60, requirement, shown)).requirements;
    expect(found, found!.message).toMatchObject({ verdict: 'fail', reason: 'interval-beyond' });
    expect(found!.message).toContain('60 lists');
    const few = await audited(20, requirement, shown);
    expect(few.requirements[0]!.verdict).toBe('inconclusive');
  });

  it('does not fail by lists that do not suffice for the bound', async () => {
    const [found] = (await audited(30, { ...TOP, compare: 'value', min: 0.1 })).requirements;
    expect(found).toMatchObject({ verdict: 'inconclusive', estimate: 0, reason: 'interval-across' });
  });

  it('is refused where it has a declared share and no candidate, and open where none is declared', async () => {
    const work = audited(60, { ...PLACES, target: { f: 0.5, x: 0.5 } });
    expect(await refused(work)).toContain('DATA_GROUP_MISSING: r: x has a declared share and no candidate');
    const { requirements, groups } = await audited(60, { ...PLACES, target: { m: 0.5 } });
    expect(requirements[0]!.verdict).toBe('inconclusive');
    expect(requirements[0]!.message).toContain('no share is declared for f');
    const keys = Object.keys(groups[1]!.metrics).filter((key) => key.startsWith('representation'));
    expect(keys).toEqual([
      'representation_in_top_k_1',
      'representation_in_top_k_3',
      'representation_in_top_k_3_sex: m 0.5',
    ]);
    expect(groups[1]!.metrics[keys[1]!]!.estimate).toBe(1.5);
  });
});

describe('words of rankings', () => {
  it('count candidates and lists, and nowhere people', async () => {
    // The women of the last lists are of a third sex, who stand in too few lists to judge.
    const lists = Array.from({ length: 60 }, (_, q) =>
      ['m', 'm', 'f', 'm', q < 50 ? 'f' : 'x'].map((sex, i) => `q${q},${sex},${i < 4 ? i + 1 : ''},${i % 2}`),
    ).flat();
    const requirements = [
      { id: 'gap', compare: 'ratio', min: 0.8, per: 'candidate', smallGroups: 'inconclusive' },
      { id: 'wide', metric: 'pairwise_accuracy', pairs: 'across', compare: 'difference', max: 0.9 },
      { id: 'all', metric: 'ndcg', compare: 'value', min: 0.5, by: [] },
      { id: 'change', change: { against: 'baseline', maxDrop: 0.2 } },
    ].map(asked);
    const rows = ['q,sex,rank,rel', ...lists];
    const policy = policyText(RANKING, requirements);
    const path = join(directory, 'words.csv');
    writeFileSync(path, `${rows.join('\n')}\n`);
    const baseline = JSON.parse(JSON.stringify(await audit(rows, policy)));
    const result = await runAudit(openFiles([path]), { policy, today: '2026-11-29', baseline });
    const seen = (html: string) =>
      html.replace(/<style>.*?<\/style>/gs, '').replace(/<details class="definitions".*/s, '');
    const plain = { color: false, columns: 100, auditPath: null };
    const texts = {
      page: seen(renderHtml(result)).replaceAll(/<[^>]*>/g, '\n'),
      comment: renderMarkdown(result),
      junit: renderJUnit(result),
      sarif: renderSarif(result),
      terminal: verdictBlock(result, (_, text) => text, plain),
      why: result.requirements.flatMap(explainRequirement).join('\n'),
    };
    expect(texts.junit).toContain('<property name="candidates" value="300"/>');
    expect(texts.junit).toContain('<property name="lists" value="60"/>');
    for (const [name, text] of Object.entries(texts)) {
      const lines = text.split('\n').filter((line) => /\b(people|persons?)\b/i.test(line) || line.trim() === 'n');
      expect([name, lines.map((line) => line.trim().slice(0, 160))]).toEqual([name, []]);
      expect(text, name).toMatch(/lists/);
    }
    expect(texts.page).toContain('Candidates audited');
    expect(texts.page).toContain('Pale bars stand in too few lists to judge.');
    expect(texts.terminal).toContain('300 candidates');
  });
});
