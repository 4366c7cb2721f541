import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { canonicalJson } from '../../../../core/base/canonical-json.js';
import { createGenerator } from '../../../../core/stats/index.js';
import { searchFigures } from '../../../../domain/mitigation/page/index.js';
import type { SearchCandidate, SearchResult } from '../../../../domain/mitigation/search/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');

const policy = (metric: string, more = 'max: 0.02'): string => `tribune: policy/v1
name: lender
version: 1.0.0
data:
  label: repaid
  prediction: approved
  favourable: 1
  attributes:
    sex: {}
requirements:
  - id: alike
    metric: ${metric}
    by: [sex]
    compare: difference
    ${more}
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "test" }
`;

/** Who repays follows income. Distance tells the sex and, beyond it, next to nothing: a model without it is an alternative. */
function people(count: number): string {
  const random = createGenerator('people of the search');
  const lines = ['sex,income,distance,town,repaid,approved'];
  for (let i = 0; i < count; i++) {
    const woman = random.nextUniform() < 0.5;
    const income = random.nextNormal();
    const distance = random.nextNormal() + (woman ? 2 : 0);
    const repaid = +(random.nextUniform() < 1 / (1 + Math.exp(0.12 * distance + (woman ? 0.35 : 0) - 2 * income)));
    const town = ['north', 'south'][random.nextInteger(2)];
    lines.push(`${woman ? 'f' : 'm'},${income.toFixed(4)},${distance.toFixed(4)},${town},${repaid},${repaid}`);
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-search-'));
  writeFileSync(at('people.csv'), people(8000));
  writeFileSync(at('policy.yaml'), policy('favourable_rate'));
  // Before anything is decided, a policy need not say where decisions stand.
  writeFileSync(at('loose.yaml'), policy('favourable_rate', 'max: 0.6').replace('  prediction: approved\n', ''));
  writeFileSync(at('elsewhere.yaml'), policy('favourable_rate', 'max: 0.6').replace('approved', 'decided'));
  writeFileSync(
    at('nine.yaml'),
    policy('favourable_rate').replace('requirements:', 'statistics: { level: 0.9 }\nrequirements:'),
  );
  writeFileSync(at('unlabelled.yaml'), policy('favourable_rate').replace('  label: repaid\n', ''));
  writeFileSync(at('auc.yaml'), policy('balanced_accuracy'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resultOf = (name: string): SearchResult => JSON.parse(readFileSync(at(`${name}/search.json`), 'utf8'));
const named = ({ candidates }: SearchResult, id: string): SearchCandidate => candidates.find((one) => one.id === id)!;
const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const given = ['-l', 'logistic', '-n', '10', '-q', '--tolerance', '0.02', '--steps', 'reweighing'];

describe('tribune search', () => {
  it('finds a model without the proxy that is no materially worse, and keeps a record of all that was tried', async () => {
    const one = ['--workers', '1', '-o', at('found')];
    const done = await run('search', at('people.csv'), '-p', at('policy.yaml'), ...given, ...one);
    expect(done.code, done.err).toBe(0);
    const result = resultOf('found');
    expect(result.proxies.map(({ feature }) => feature)).toEqual(['distance']);
    expect([result.answer, result.candidates.length]).toEqual(['yes', 10]);
    const chosen = result.shortlist.find(({ id }) => id === result.chosen)!;
    expect(chosen.isShown).toBe(true);
    expect(chosen.reduction!.lower).toBeGreaterThan(0.01);
    expect(chosen.quality.lower).toBeGreaterThan(-0.02);
    expect(named(result, chosen.id).features.includes('distance') && named(result, chosen.id).step === 'none').toBe(
      false,
    );
    // What people move adds up to what the rates say.
    for (const { n, toFavourable, toUnfavourable, rateBefore, rateAfter } of chosen.moved)
      expect((toFavourable - toUnfavourable) / n).toBeCloseTo(rateAfter - rateBefore, 12);
    expect(result.record).toBe(digest(canonicalJson(result.candidates)));
    for (const { id, files } of result.shortlist) {
      const texts = files.map((file) => readFileSync(at(`found/${file}`), 'utf8'));
      expect(digest(texts.join(''))).toBe(named(result, id).digest);
    }
    expect(result.multiplicity.groups.map(({ key }) => key?.sex)).toEqual(['f', 'm']);
    for (const { n, ambiguous, share, discrepancy } of result.multiplicity.groups) {
      expect(share).toBeCloseTo(ambiguous / n, 12);
      expect(discrepancy).toBeLessThanOrEqual(share);
    }
    const reasons = result.multiplicity.reasons!;
    expect(reasons.models + reasons.without).toBe(Math.min(result.multiplicity.models, 9));
    expect(reasons.groups.reduce((sum, { n }) => sum + n, 0)).toBe(reasons.people);
    // Models without the distance name another reason to those of whom it was the strongest.
    expect(reasons.groups[0]!.changed).toBeGreaterThan(0);
    // The decisions in use of these people are their labels: nothing is more accurate.
    const own = named(result, chosen.id).quality!.estimate;
    expect([result.inUse!.people, result.inUse!.quality.estimate]).toEqual([result.parts.judge, 1]);
    expect(result.inUse!.against.quality.estimate).toBeCloseTo(own - 1, 12);
    expect(done.out).toMatch(new RegExp(`^Yes: ${chosen.id} \\(logistic`));
    expect(done.out).toContain('Decisions in use ("approved", known of ');
    // The unit stands once, and a minus is that of all figures.
    expect(done.out).not.toMatch(/ pp \[| % \[| -\d/);
    const page = readFileSync(at('found/report.html'), 'utf8');
    expect(page).toContain(`${result.multiplicity.models} models are compared: the reference, and every candidate`);
    const unsure = { ...chosen, gap: { ...chosen.gap, verdict: 'inconclusive' as const } };
    expect(searchFigures({ ...result, shortlist: [unsure] }).join()).toContain(', not enough evidence; smaller by ');
    expect(page).toContain('29 CFR 1607.3(B)');
    expect(readFileSync(at('found/report.md'), 'utf8')).toContain('| candidate | change of accuracy |');

    // As many threads as there may be change nothing.
    const again = await run(
      'search',
      at('people.csv'),
      '-p',
      at('policy.yaml'),
      ...given,
      '--workers',
      '3',
      '-o',
      at('twice'),
    );
    expect(again.code).toBe(0);
    const strip = ({ candidates }: SearchResult): unknown => candidates.map(({ seconds: _, ...one }) => one);
    expect(strip(resultOf('twice'))).toEqual(strip(result));
  });

  it('says that mending is not indicated where the usual model passes, and tries nothing else', async () => {
    const done = await run('search', at('people.csv'), '-p', at('loose.yaml'), ...given, '-o', at('fine'));
    expect(done.out).toMatch(/^No gap shown, mending not indicated\n/);
    const { answer, chosen, candidates, shortlist, inUse } = resultOf('fine');
    expect([answer, chosen, candidates.length, shortlist.length]).toEqual(['not indicated', null, 1, 0]);
    expect(inUse).toBe(null);
    const there = await run('search', at('people.csv'), '-p', at('elsewhere.yaml'), ...given, '-o', at('elsewhere'));
    expect([there.code, there.err]).toEqual([0, expect.stringContaining('note: "decided" is not in the table')]);
  });

  it('does not say yes where nothing has so small a gap, and names the nearest', async () => {
    const far = ['--gain', '0.5', '-o', at('far')];
    const done = await run('search', at('people.csv'), '-p', at('policy.yaml'), ...given, ...far);
    expect(done.code, done.err).toBe(0);
    const { answer, chosen } = resultOf('far');
    expect([answer, chosen]).toEqual(['no within the class tried', null]);
    expect(done.out).toContain('Each of 9 candidates is shown to be none');
  });

  it('says no of nothing where only the reference was judged', async () => {
    const alone = ['-l', 'logistic', '-n', '1', '-q', '-o', at('alone')];
    const done = await run('search', at('people.csv'), '-p', at('nine.yaml'), ...alone);
    expect(done.code, done.err).toBe(0);
    expect(resultOf('alone').answer).toBe('not decidable');
    expect(done.out).toMatch(/^Not decidable with 2,\d{3} people\n/);
    expect(done.out).toContain('No candidate beside the reference was judged.');
    const [page, text] = ['report.html', 'report.md'].map((name) => readFileSync(at(`alone/${name}`), 'utf8'));
    expect(text).toContain('A yes is wrong in at most 10 % of searches');
    expect(text).toMatch(/^Reference gap: .* \(failed\)\./m);
    expect(page).toContain('No candidate beside the reference has a quality within the tolerance');
  });

  it.each<[string, string[], string]>([
    ['no policy', [], 'tribune search needs --policy\n  Name it: --policy policy.yaml.'],
    ['no target', ['-p', 'unlabelled.yaml'], 'tribune search needs --target: the policy names no label'],
    ['a gap of no rate of decisions', ['-p', 'auc.yaml'], 'which is no rate of decisions'],
    ['a step that there is not', ['-p', 'policy.yaml', '--steps', 'reweighting'], 'Did you mean "reweighing"?'],
    ['no candidates', ['-p', 'policy.yaml', '-n', '0'], '--candidates 0'],
    ['a margin below 0', ['-p', 'policy.yaml', '--gain=-1'], '--gain -1: below 0'],
    ['more workers than there may be', ['-p', 'policy.yaml', '--workers', '65'], 'not from 1 to 64'],
  ])('refuses %s', async (_, words, said) => {
    const options = words.map((word) => (word.endsWith('.yaml') ? at(word) : word));
    const { code, err } = await run('search', at('people.csv'), ...options, '-q', '-o', at('no'));
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(existsSync(at('no'))).toBe(false);
  });

  it('says how many people are too few, and that one class is nothing to tell apart', async () => {
    const lines = people(1000).split('\n');
    writeFileSync(at('few.csv'), lines.slice(0, 13).join('\n'));
    writeFileSync(at('one.csv'), [lines[0], ...lines.slice(1).filter((line) => line.endsWith(',1,1'))].join('\n'));
    const few = await run('search', at('few.csv'), '-p', at('policy.yaml'), '-q', '-o', at('no'));
    expect([few.code, few.err]).toEqual([2, expect.stringContaining('12 people of')]);
    const one = await run('search', at('one.csv'), '-p', at('policy.yaml'), '-q', '-o', at('no'));
    expect([one.code, one.err]).toEqual([2, expect.stringContaining('the target is 1 in every row')]);
  });
});
