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
