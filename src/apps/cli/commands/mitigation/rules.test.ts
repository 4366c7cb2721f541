import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { createGenerator } from '../../../../core/stats/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);

const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');

const POLICY = `tribune: policy/v1
name: lender
version: 1.0.0
data:
  label: repaid
  score: score
  cutoff: 0.5
  favourable: 1
  missing: ["?"]
  attributes:
    sex: {}
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: 0.1
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "test" }
`;

function people(count: number, seed: string): string {
  const random = createGenerator(seed);
  const lines = ['person,sex,repaid,score'];
  for (let i = 0; i < count; i++) {
    const woman = random.nextUniform() < 0.4;
    const score = Math.round(random.nextUniform() * (woman ? 800 : 1000)) / 1000;
    const repaid = random.nextUniform() < score * 0.8 + (woman ? 0.2 : 0.1);
    lines.push(`p${i},${woman ? 'f' : 'm'},${+repaid},${score}`);
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-rules-'));
  writeFileSync(at('scored.csv'), people(2000, 'first'));
  writeFileSync(at('new.csv'), `${people(500, 'second')}q,x,1,0.7\nr,?,1,0.3\ns,f,1,\n`);
  writeFileSync(at('policy.yaml'), POLICY);
  writeFileSync(at('costs.yaml'), 'truePositive: -1\nfalsePositive: 3\ntrueNegative: 0\nfalseNegative: 0\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const find = (constraint: string, rule: string, ...more: string[]) =>
  run('thresholds', at('scored.csv'), '-p', at('policy.yaml'), '-c', constraint, '-o', at(rule), ...more);
const ruleOf = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));
const cells = (name: string): string[] => readFileSync(at(name), 'utf8').trimEnd().split('\n').slice(1);

/** The rule in ten lines of Python, as the guide has it. */
const PYTHON = `
import csv, hmac, json, sys
rule, seed = json.load(open(sys.argv[1])), bytes.fromhex(open(sys.argv[2]).read().strip())
def draw(subject):
    parts = [text.encode() for text in ('tribune/mixture-draw/v1', rule['deployment'], subject)]
    digest = hmac.new(seed, b''.join(len(part).to_bytes(4, 'big') + part for part in parts), 'sha256').digest()
    return (int.from_bytes(digest[:8], 'big') >> 11) / 2**53
for row, person in enumerate(csv.DictReader(open(sys.argv[3]))):
    for group in rule['groups']:
        if all(person[a['column']] == group['key'][a['name']] for a in rule['read']['attributes']):
            chance = sum(m['probability'] for m in group['mixture'] if float(person['score']) >= m['cutoff'])
            print(f"{row},{int(draw(person['person']) < chance)}")
`;

describe('tribune thresholds and apply', () => {
  it('make a rate equal, list who moves, and decide alike in Python', async () => {
    const found = await find('equalized_odds', 'rule.json', '--json');
    expect(found, found.err).toMatchObject({ code: 0 });
    expect(found.err).toContain('the rule draws; its seed is');
    const rule = ruleOf('rule.json');
    const [f, m] = rule.people;
    expect(f.truePositiveRate).toBeCloseTo(m.truePositiveRate, 12);
    expect(f.falsePositiveRate).toBeCloseTo(m.falsePositiveRate, 12);
    expect(f.toFavourable + f.toUnfavourable).toBeGreaterThan(0);
    expect(statSync(at('rule.seed')).mode & 0o777).toBe(0o600);
    const applied = await run('apply', at('rule.json'), at('scored.csv'), '--id', 'person', '-o', at('decisions.csv'));
    expect(applied, applied.err).toMatchObject({ code: 0 });
    expect(applied.out).toMatch(/\nf +\d+ +\d+ +\d+\n/);
    const python = spawnSync('python3', ['-c', PYTHON, at('rule.json'), at('rule.seed'), at('scored.csv')], {
      encoding: 'utf8',
    });
    expect(python.stderr).toBe('');
    expect(python.stdout.trimEnd().split('\n')).toEqual(cells('decisions.csv'));
    const again = await find('equalized_odds', 'rule.json');
    expect([again.code, ruleOf('rule.json').digest]).toEqual([0, rule.digest]);
  });

  it('decide about unknown groups by the cutoff in use, and about nobody without a score', async () => {
    const found = await find('equal-opportunity', 'plain.json', '--objective', 'utility', '--costs', at('costs.yaml'));
    expect(found, found.err).toMatchObject({ code: 0 });
    expect(ruleOf('plain.json')).toMatchObject({
      objective: 'profit',
      others: 0.5,
      attributes: ['sex'],
      favourable: 1,
    });
    const applied = await run('apply', at('plain.json'), at('new.csv'), '-o', at('decided.csv'));
    expect([applied.code, cells('decided.csv').slice(500)]).toEqual([0, ['500,1', '501,0', '502,']]);
    expect(applied.err).toContain('2 rows are of no group of the rule: cutoff 0.5');
    expect(applied.err).toContain('1 rows have no decision');
  });

  it('say so where equality only takes away', async () => {
    const many = [0.9, 0.7, 0.6, 0.3].map((score, i) => `a${i},f,${+(i < 3)},${score}`);
    const none = [0.45, 0.42, 0.4, 0.35, 0.32, 0.3, 0.25, 0.2, 0.1].map((score, i) => `b${i},m,${+(i === 8)},${score}`);
    writeFileSync(at('levelled.csv'), `${['person,sex,repaid,score', ...many, ...none].join('\n')}\n`);
    const given = [at('levelled.csv'), '-p', at('policy.yaml'), '-o', at('levelled.json')];
    const { code, out, err } = await run('thresholds', ...given, '-c', 'demographic_parity');
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('levelling down: favourable rate falls for f and rises for nobody'),
    ]);
    expect(err).toContain('warning: the cutoffs of f rest on 4 labelled people (data.minGroupSize is 30)');
    expect(out).toMatch(/\nf +nobody +0\.0000/);
  });

  it.each<[string, () => Promise<{ code: number; err: string }>, string]>([
    ['a misspelt constraint', () => find('equal_opportunty', 'x.json'), 'equal_opportunity'],
    ['profit without costs', () => find('equalized_odds', 'x.json', '--objective', 'profit'), 'without costs'],
    [
      'costs of an unknown kind',
      () => {
        writeFileSync(at('bad.yaml'), 'truePositve: 1\n');
        return find('equalized_odds', 'x.json', '--costs', at('bad.yaml'));
      },
      '"truePositve" is no kind of decision',
    ],
    [
      'a seed that is none',
      () => {
        writeFileSync(at('no.seed'), 'abc');
        return find('equalized_odds', 'x.json', '--seed-file', at('no.seed'));
      },
      'holds no seed',
    ],
    [
      'a rule that was changed',
      () => {
        writeFileSync(
          at('changed.json'),
          readFileSync(at('rule.json'), 'utf8').replace('"others": 0.5', '"others": 0.4'),
        );
        return run('apply', at('changed.json'), at('new.csv'), '-o', at('x.csv'));
      },
      'was changed',
    ],
    [
      'another seed',
      () => {
        writeFileSync(at('other.seed'), '0'.repeat(64));
        return run('apply', at('rule.json'), at('new.csv'), '--seed-file', at('other.seed'), '-o', at('x.csv'));
      },
      'is not the seed that the rule was committed to',
    ],
    [
      'decisions over the seed of their rule',
      () => run('apply', at('rule.json'), at('new.csv'), '-o', at('rule.seed')),
      'rule.seed is what is read',
    ],
    [
      'a rule over its costs',
      () => find('equalized_odds', 'bad.yaml', '--costs', at('bad.yaml')),
      'bad.yaml is what is read',
    ],
    [
      'a rule where its seed is to be made',
      () => find('equalized_odds', 'made.seed', '--seed-file', at('made.seed')),
      'made.seed is what is read',
    ],
    [
      'one group only',
      () => {
        writeFileSync(at('one.csv'), 'sex,repaid,score\nf,1,0.5\nf,0,0.2\n');
        return run('thresholds', at('one.csv'), '-p', at('policy.yaml'), '-c', 'equalized_odds', '-o', at('x.json'));
      },
      'fewer than two groups',
    ],
  ])('refuse %s', async (_, call, said) => {
    const { code, err } = await call();
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it('is held against what was recorded: each decision, and the shares that were planned', async () => {
    expect(await find('equalized_odds', 'held.json')).toMatchObject({ code: 0 });
    const apply = (name: string, ...more: string[]) =>
      run('apply', at('held.json'), at(name), '--id', 'person', '-o', at('held.csv'), ...more);
    await apply('scored.csv');
    const decided = readFileSync(at('held.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const [head, ...rows] = readFileSync(at('scored.csv'), 'utf8').trimEnd().split('\n');
    const write = (of: (prediction: string, row: number) => string): void => {
      const lines = rows.map((line, r) => `${line},${of(decided[r]!.split(',')[1]!, r)}\n`);
      writeFileSync(at('recorded.csv'), `${head},decided\n${lines.join('')}`);
    };
    write((prediction, row) => (row === 5 ? '' : prediction));
    const same = await apply('recorded.csv', '--against', 'decided', '--json');
    expect(same.code, same.err).toBe(0);
    const { recorded } = JSON.parse(same.out);
    expect(recorded).toMatchObject({ compared: 1999, equal: 1999, unrecorded: 1, first: [] });
    for (const { planned, rate } of recorded.groups) expect(Math.abs(planned - rate)).toBeLessThan(0.05);
    // Somebody gave 1 to everybody in the first two hundred rows.
    write((prediction, row) => (row < 200 ? '1' : prediction));
    const other = await apply('recorded.csv', '--against', 'decided');
    expect([other.code, other.out]).toEqual([
      1,
      expect.stringMatching(/got 1 in place of 0, 0 got 0 in place of 1; first rows \d+/),
    ]);
    write(() => '');
    const none = await apply('recorded.csv', '--against', 'decided');
    expect([none.code, none.out]).toEqual([3, expect.stringContaining('0 of 0 decisions')]);
    write(() => 'yes');
    const odd = await apply('recorded.csv', '--against', 'decided');
    expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('row 0, column "decided" holds "yes"')]);
  });
});
