import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { cli, example, inFolder } from './support.js';

const people = example('compas/people.csv');
const policy = example('compas/composites.yaml');

const resultIn = (folder: string): AuditResult =>
  JSON.parse(readFileSync(join(folder, 'audit.json'), 'utf8')) as AuditResult;

describe('composite measures as requirements', () => {
  it('are in every file, by their own names', async () => {
    await inFolder(async (folder) => {
      const { code, out } = await cli(['audit', people, '--policy', policy, '--out', folder]);
      expect(code).toBe(1);
      const { requirements } = resultIn(folder);
      expect(requirements.map(({ metric, compare, verdict }) => [metric, compare, verdict])).toEqual([
        ['adverse_impact_ratio', 'ratio', 'fail'],
        ['equalized_odds_difference', 'value', 'fail'],
        ['average_odds_difference', 'difference', 'fail'],
        ['standardized_mean_difference', 'difference', 'pass'],
        ['differential_fairness', 'value', 'pass'],
        ['calibration_difference', 'value', 'inconclusive'],
        ['multicalibration_error', 'value', 'inconclusive'],
        ['theil', 'value', 'pass'],
        ['error_share', 'value', 'inconclusive'],
      ]);
      expect(out).toContain('equal-odds  equalized_odds_difference by race');
      expect(out).toContain('benefits (warns)  theil of everyone');
      const read = (name: string) => readFileSync(join(folder, name), 'utf8');
      expect(read('summary.md')).toContain('equalized odds difference by race | 0.38');
      expect(read('audit.junit.xml')).toContain('equal-odds: equalized odds difference by race, at most 0.1');
      expect(read('audit.sarif.json')).toContain(
        'share of all false positives over share of people of each group by race: at most 1.25',
      );
      const page = read('report.html');
      expect(page).toContain('share with label 1 at score 0.8 to &lt; 0.9');
      const why = await cli(['why', join(folder, 'audit.json'), 'calibrated-everywhere']);
      expect(why.out.replaceAll(/\s+/g, ' ')).toContain(
        'the multicalibration error over everyone, each group of race, of sex, and declared intersections be at most 0.2',
      );
    });
  });

  it('are the same from a tally, and with a baseline only gaps of metrics are tested for growth', async () => {
    await inFolder(async (folder) => {
      await cli(['audit', people, '--policy', policy, '--out', folder, '--quiet']);
      const { out } = await cli(['tally', people, '--policy', policy]);
      writeFileSync(join(folder, 'tally.json'), out);
      const again = join(folder, 'again');
      const baseline = ['--baseline', join(folder, 'audit.json')];
      await cli(['audit', '--tally', join(folder, 'tally.json'), '--policy', policy, '--out', again, ...baseline]);
      const { requirements } = resultIn(again);
      expect(requirements.slice(0, 9)).toEqual(resultIn(folder).requirements);
      expect(requirements.slice(9).map(({ id }) => id)).toEqual(['adverse-impact@baseline']);
    });
  });
});

describe('a number of another result as a requirement', () => {
  const asked = (result: string, field: string) => `tribune: policy/v1
name: from
version: "1"
data: { label: reoffended, score: decile_score, scoreScale: 10, cutoff: 0.5, favourable: 0, weight: n, weightKind: count, attributes: { race: {} } }
requirements:
  - { id: adds-up, from: { result: ${result}, field: "${field}" }, max: 0.001, severity: block, basis: { kind: ours, source: us } }
`;

  it('is read beside the policy, bound by its digest, and refused where it is not there', async () => {
    await inFolder(async (folder) => {
      const text = '{"checks":[{"name":"additivity","largest":0.0001}],"open":null}';
      writeFileSync(join(folder, 'check.json'), text);
      const audit = async (result: string, field: string) => {
        const path = join(folder, 'from.yaml');
        writeFileSync(path, asked(result, field));
        return cli(['audit', people, '--policy', path, '--out', folder, '--quiet']);
      };
      expect((await audit('check.json', 'checks[name=additivity].largest')).code).toBe(0);
      expect(resultIn(folder).requirements[0]).toMatchObject({
        verdict: 'pass',
        estimate: 0.0001,
        from: { result: 'check.json', digest: `sha256:${createHash('sha256').update(text).digest('hex')}` },
      });
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
        'checks[name=additivity].largest in check.json',
      );
      expect((await audit('check.json', 'open')).code).toBe(3);
      const nowhere = await audit('check.json', 'checks[name=additivity].larges');
      expect([nowhere.code, nowhere.err]).toEqual([
        2,
        expect.stringContaining('checks[name=additivity] has no "larges"'),
      ]);
      const missing = await audit('none.json', 'a');
      expect([missing.code, missing.err]).toEqual([
        2,
        expect.stringContaining('the result file none.json, which the policy reads, cannot be read'),
      ]);
    });
  });

  it('gates on the flip rate of a model and on the aggregation gap of data, as the example does', async () => {
    await inFolder(async (folder) => {
      const gate = (name: string) => example(`gate/${name}`);
      const [data, model] = [gate('people.csv'), gate('model.json')];
      const audited = await cli(['audit', 'data', data, '--policy', gate('data.yaml'), '--out', folder, '--quiet']);
      expect(audited.code).toBe(0);
      const check = (...more: string[]) =>
        cli(['explain', 'check', model, data, '--rows', '600', '--out', join(folder, 'check.json'), ...more]);
      expect((await check('--flip', 'woman', '--cutoff', '0.7')).out).toContain(
        '102 of 600 people get another decision',
      );
      const path = join(folder, 'policy.yaml');
      writeFileSync(path, readFileSync(gate('policy.yaml'), 'utf8').replaceAll('out/gate/', ''));
      expect((await cli(['audit', data, '--policy', path, '--out', folder, '--quiet'])).code).toBe(1);
      const { decisive } = JSON.parse(readFileSync(join(folder, 'data-audit.json'), 'utf8')).tests.find(
        ({ test }: { test: string }) => test === 'aggregation',
      );
      const [, flips, gain] = resultIn(folder).requirements;
      // scipy.stats.binomtest(102, 600).proportion_ci(0.95, 'exact')
      expect([flips!.id, flips!.estimate, flips!.lower, flips!.upper, flips!.verdict]).toEqual([
        'no-decision-by-sex',
        102 / 600,
        expect.closeTo(0.14079541181637, 12),
        expect.closeTo(0.202495567240152, 12),
        'fail',
      ]);
      // The gain may be none, so what one model costs is not shown.
      expect([gain!.id, gain!.estimate, gain!.lower, gain!.upper, gain!.verdict]).toEqual([
        'one-model-for-all',
        decisive.estimate,
        decisive.lower,
        decisive.upper,
        'inconclusive',
      ]);
      for (const [words, said] of [
        [['--flip', 'womn', '--cutoff', '0.7'], 'the model has no input "womn"'],
        [['--flip', 'woman'], '--flip needs --cutoff C'],
        [['--cutoff', '0.7'], '--cutoff is about --flip here'],
        [['--flip', 'woman,woman', '--cutoff', '0.7'], 'one of them twice'],
      ] as const) {
        const { code, err } = await check(...words);
        expect([code, err]).toEqual([2, expect.stringContaining(said)]);
      }
    });
  });
});
