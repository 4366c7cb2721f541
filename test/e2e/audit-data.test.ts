import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataAuditResult } from '../../src/domain/data-audits/index.js';
import { cli, example, inFolder } from './support.js';

const people = example('compas/people.csv');
const policy = example('compas/data.yaml');

/** The example's policy with another text in place of one. */
const changed = (folder: string, from: string, to: string): string => {
  const path = join(folder, 'policy.yaml');
  const text = readFileSync(policy, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  copyFileSync(example('compas/population.csv'), join(folder, 'population.csv'));
  return path;
};

/** The one-based line of the example's policy that begins so. */
const lineOf = (start: string): number =>
  readFileSync(policy, 'utf8')
    .split('\n')
    .findIndex((line) => line.startsWith(start)) + 1;

interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly locations: readonly { readonly physicalLocation: { readonly region: { readonly startLine: number } } }[];
    }[];
  }[];
}

describe('tribune audit data', () => {
  it('tests the people of the example, in every form of the answer', async () => {
    await inFolder(async (folder) => {
      const { code, out } = await cli(['audit', 'data', people, '--policy', policy, '--out', folder]);
      expect(code).toBe(1);
      expect(out).toContain(
        '✗ representation (warns)  Representation against the stated population (representation bias)',
      );
      expect(out.replaceAll(/\s+/g, ' ')).toContain(
        'Asian: 0.5 % of the data, 3.2 % of the population, a ratio of 0.16',
      );
      expect(out.replaceAll(/\s+/g, ' ')).toContain('173 people of the group are missing until the shares agree');
      expect(out).toContain('verdict: fail');
      const result = JSON.parse(readFileSync(join(folder, 'data-audit.json'), 'utf8')) as DataAuditResult;
      expect([result.kind, result.verdict, result.warnings, result.data.people]).toEqual([
        'data-audit',
        'fail',
        2,
        6172,
      ]);
      expect(result.tests.find(({ test }) => test === 'baseRates')!.decisive).toMatchObject({
        group: { age_cat: 'Greater than 45' },
        verdict: 'fail',
      });
      const page = readFileSync(join(folder, 'data-report.html'), 'utf8');
      expect(page).toContain('Failed: 1 of 1 blocking test failed. 2 other tests failed, which only warn.');
      expect(page).toContain('representation bias');
      const junit = readFileSync(join(folder, 'data-audit.junit.xml'), 'utf8');
      const skipped = junit.match(/<skipped /g)!.length;
      expect(junit).toMatch(
        new RegExp(`<testsuite name="[^"]*" tests="\\d+" failures="1" errors="0" skipped="${skipped}"`),
      );
      expect(junit).toContain('<failure message="Failed: Base rate of Greater than 45');
      expect(junit).toContain(
        'name="representation: Representation against the stated population" time="0">\n      <skipped',
      );
      const [run] = (JSON.parse(readFileSync(join(folder, 'data-audit.sarif.json'), 'utf8')) as SarifLog).runs;
      const found = run!.results.map(({ ruleId, level, locations: [place] }) => [
        ruleId,
        level,
        place!.physicalLocation.region.startLine,
      ]);
      // What nobody asked for and does not apply is no finding.
      expect(found).toEqual([
        ['dataAudit.representation', 'warning', lineOf('  representation:')],
        ['dataAudit.sampleSize', 'warning', lineOf('dataAudit:')],
        ['dataAudit.baseRates', 'error', lineOf('  baseRates:')],
      ]);
      const json = await cli(['audit', 'data', people, '--policy', policy, '--json']);
      expect(JSON.parse(json.out)).toEqual(result);
    });
  });

  it('ends with the exit codes of every audit', async () => {
    await inFolder(async (folder) => {
      const run = (path: string, ...more: string[]) =>
        cli(['audit', 'data', people, '--policy', path, '--quiet', ...more]);
      expect((await run(changed(folder, 'maxDifference: 0.1', 'maxDifference: 0.5'))).code).toBe(0);
      const open = changed(folder, 'maxDifference: 0.1', 'maxDifference: 0.18');
      expect((await run(open)).code).toBe(3);
      expect((await run(open, '--inconclusive', 'pass')).code).toBe(0);
      expect((await run(open, '--inconclusive', 'fail')).code).toBe(1);
      const unlabelled = await run(changed(folder, '  label: reoffended\n', ''));
      expect(unlabelled.code).toBe(2);
      expect(unlabelled.err).toContain('blocking test baseRates: The policy binds no label of 0 and 1');
    });
  });

  it('refuses a population that is not there, and one of another digest', async () => {
    await inFolder(async (folder) => {
      const path = changed(folder, 'maxDifference: 0.1', 'maxDifference: 0.1');
      const run = () => cli(['audit', 'data', people, '--policy', path, '--quiet']);
      writeFileSync(join(folder, 'population.csv'), 'race,residents\nAsian,5\n');
      const other = await run();
      expect([other.code, other.err]).toEqual([2, expect.stringContaining('population.csv is not the file that')]);
      rmSync(join(folder, 'population.csv'));
      const none = await run();
      expect([none.code, none.err]).toEqual([2, expect.stringContaining('population.csv')]);
    });
  });

  it('refuses a declared reference that nobody is of, and never compares with another group in its place', async () => {
    await inFolder(async (folder) => {
      const path = changed(folder, 'sex: { reference: Male }', 'sex: { reference: male }');
      const { code, err } = await cli(['audit', 'data', people, '--policy', path]);
      expect(code).toBe(2);
      expect(err).toContain('data.attributes.sex: the reference male does not occur in the data');
      expect(err).toContain('Groups of sex in the data: Female, Male.');
    });
  });

  it('says what is missing or misspelt', async () => {
    expect((await cli(['audit', 'data', people])).err).toContain('tribune audit data needs --policy FILE');
    expect((await cli(['audit', 'dta', people, '--policy', policy])).err).toContain('dta');
    expect((await cli(['audit', 'data', 'no.csv', '--policy', policy])).code).toBe(2);
  });
});
