import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { cli, example, inFolder } from './support.js';

const people = example('compas/people.csv');
const policy = example('compas/levels.yaml');

const resultIn = (folder: string): AuditResult =>
  JSON.parse(readFileSync(join(folder, 'audit.json'), 'utf8')) as AuditResult;

/** The people with label 1 for all Hispanic people whom the tool did not flag: their accuracy falls by far more than 15 percent. */
function laterPeople(): string {
  const [head = '', ...lines] = readFileSync(people, 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  const [race, decile, label] = ['race', 'decile_score', 'reoffended'].map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
  ];
  const turned = lines.map((line) => {
    const cells = line.split(',');
    if (cells[race] !== 'Hispanic' || Number(cells[decile]) >= 5) return line;
    return cells.map((cell, i) => (i === label ? '1' : cell)).join(',');
  });
  return `${[head, ...turned].join('\n')}\n`;
}

describe('requirements on the value of each group', () => {
  it('are in every file, with the group that decided and the bound that broke', async () => {
    await inFolder(async (folder) => {
      const { code, out } = await cli(['audit', people, '--policy', policy, '--out', folder]);
      expect(code).toBe(1);
      const { requirements, verdict } = resultIn(folder);
      expect(verdict).toBe('fail');
      expect(requirements.map(({ id, compare, verdict: each }) => [id, compare, each])).toEqual([
        ['accurate-for-all', 'value', 'pass'],
        ['few-false-alarms', 'value', 'fail'],
        ['ranks-at-all', 'value', 'pass'],
        ['accuracy-holds', 'change', 'not_applicable'],
      ]);
      expect(requirements[1]).toMatchObject({
        group: { race: 'African-American' },
        reference: null,
        brokenBound: { max: 0.35 },
        method: 'clopper-pearson',
        comparisons: 6,
      });
      expect(requirements[2]).toMatchObject({ by: [], group: {} });
      expect(out).toContain('few-false-alarms  false_positive_rate value by race');
      const read = (name: string) => readFileSync(join(folder, name), 'utf8');
      expect(read('summary.md')).toContain('false positive rate of each group by race | 42.3');
      expect(read('audit.junit.xml')).toContain(
        'few-false-alarms: false positive rate of each group by race, at most 35 %',
      );
      expect(read('audit.sarif.json')).toContain('false positive rate of each group by race: at most 35 %');
      expect(read('report.html')).toContain('bound: at most 35 %');
      expect(read('report.html')).toContain('AUC of everyone');
      const why = await cli(['why', join(folder, 'audit.json'), 'few-false-alarms']);
      expect(why.out.replaceAll(/\s+/g, ' ')).toContain(
        'It asks that the false positive rate of each group of race be at most 0.35',
      );
    });
  });

  it('hold over the ways in: rows, and a tally made elsewhere', async () => {
    await inFolder(async (folder) => {
      await cli(['audit', people, '--policy', policy, '--out', folder, '--quiet']);
      const { out } = await cli(['tally', people, '--policy', policy]);
      writeFileSync(join(folder, 'tally.json'), out);
      const again = join(folder, 'again');
      await cli(['audit', '--tally', join(folder, 'tally.json'), '--policy', policy, '--out', again, '--quiet']);
      expect(resultIn(again).requirements).toEqual(resultIn(folder).requirements);
    });
  });
});

describe('requirements on a change since an accepted audit', () => {
  it('fail where the accuracy of one group surely fell by more than 15 percent, and pass where nothing moved', async () => {
    await inFolder(async (folder) => {
      const [accepted, same, later] = ['accepted', 'same', 'later'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      const baseline = ['--baseline', join(accepted, 'audit.json')];
      await cli(['audit', people, '--policy', policy, '--out', accepted, '--quiet']);
      await cli(['audit', people, '--policy', policy, '--out', same, '--quiet', ...baseline]);
      const holds = (at: string) => resultIn(at).requirements.find(({ id }) => id === 'accuracy-holds')!;
      expect(holds(same)).toMatchObject({ estimate: 0, verdict: 'inconclusive' });
      writeFileSync(join(folder, 'later.csv'), laterPeople());
      await cli(['audit', join(folder, 'later.csv'), '--policy', policy, '--out', later, '--quiet', ...baseline]);
      expect(holds(later)).toMatchObject({ verdict: 'fail', group: { race: 'Hispanic' }, brokenBound: { min: -0.15 } });
      expect(holds(later).changes).toHaveLength(6);
      const page = readFileSync(join(later, 'report.html'), 'utf8');
      expect(page).toContain('accuracy of each group by race, relative change since the accepted audit');
      expect(page).toContain('fall at most 15 %');
      expect(resultIn(later).requirements.map(({ id }) => id)).not.toContain('accuracy-holds@baseline');
    });
  });

  it('a blocking one without a baseline ends with 2 and says what to give', async () => {
    await inFolder(async (folder) => {
      const blocking = join(folder, 'policy.yaml');
      const text = readFileSync(policy, 'utf8');
      const onlyChange =
        text.slice(0, text.indexOf('  - id: accurate-for-all')) + text.slice(text.indexOf('  - id: accuracy-holds'));
      writeFileSync(blocking, onlyChange.replace('severity: warn', 'severity: block'));
      const { code, err } = await cli(['audit', people, '--policy', blocking, '--out', folder, '--quiet']);
      expect(code).toBe(2);
      expect(err).toContain('none was given (tribune audit --baseline audit.json)');
      expect(err).toContain('give --baseline where a change is bounded');
      expect(resultIn(folder).requirements[0]).toMatchObject({ compare: 'change', verdict: 'not_applicable' });
    });
  });
});
