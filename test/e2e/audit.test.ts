import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { hasShared, sharedPath } from '../support/shared.js';
import { cli, example, inFolder } from './support.js';

const sample = [example('compas/people.csv'), '--policy', example('compas/policy.yaml')];
const lending = readFileSync(example('lending/policy.yaml'), 'utf8');

/** Everything that a verdict rests on; paths and sources differ between ways in. */
const essence = ({ overall, groups, comparisons, disparities, requirements, verdict }: AuditResult) => ({
  overall,
  groups,
  comparisons,
  disparities,
  requirements,
  verdict,
});

describe('tribune audit', () => {
  it('writes five files whose verdict is one', async () => {
    await inFolder(async (folder) => {
      const { code } = await cli(['audit', ...sample, '--out', join(folder, 'out'), '--quiet']);
      expect(code).toBe(1);
      expect(readdirSync(join(folder, 'out')).sort()).toEqual([
        'audit.json',
        'audit.junit.xml',
        'audit.sarif.json',
        'report.html',
        'summary.md',
      ]);
      const result = JSON.parse(readFileSync(join(folder, 'out', 'audit.json'), 'utf8')) as AuditResult;
      expect(result.verdict).toBe('fail');
      const sarif = JSON.parse(readFileSync(join(folder, 'out', 'audit.sarif.json'), 'utf8'));
      expect(sarif.version).toBe('2.1.0');
    });
  });

  it('prints the verdict block: mark, estimate with interval against the bound, both groups with n, why, what next', async () => {
    await inFolder(async (folder) => {
      const { out } = await cli(['audit', ...sample, '--out', join(folder, 'out')]);
      expect(out).toMatch(
        /✗ four-fifths {2}favourable_rate ratio by race\n +0\.533 \[0\.500, 0\.572\] ≥ 0\.8 +African-American \(n 3,175\) against Other \(n 343\)/,
      );
      expect(out).toContain('tribune why');
      expect(out).toMatch(/1 passed, 2 failed, 1 inconclusive \(warns\) {3}verdict: fail/);
    });
  });

  it('prints only JSON with --json', async () => {
    const { out } = await cli(['audit', ...sample, '--json']);
    expect((JSON.parse(out) as AuditResult).schemaVersion).toBe('1');
  });

  it('is the same twice, byte for byte', async () => {
    const [a, b] = [await cli(['audit', ...sample, '--json']), await cli(['audit', ...sample, '--json'])];
    expect(a.out).toBe(b.out);
  });

  it('says the same of a tally as of the rows', async () => {
    await inFolder(async (folder) => {
      const direct = JSON.parse((await cli(['audit', ...sample, '--json'])).out) as AuditResult;
      writeFileSync(join(folder, 'tally.json'), (await cli(['tally', ...sample])).out);
      const again = await cli(['audit', '--tally', join(folder, 'tally.json'), ...sample.slice(1), '--json']);
      expect(essence(JSON.parse(again.out) as AuditResult)).toEqual(essence(direct));
    });
  });

  it('says the same of the printed SQL run elsewhere', async () => {
    await inFolder(async (folder) => {
      const { out: sql } = await cli(['sql', '--dialect', 'duckdb', '--table', 'people', ...sample.slice(1)]);
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      await connection.run(`CREATE TABLE people AS FROM read_csv('${example('compas/people.csv')}')`);
      await connection.run(`COPY (${sql.trim().replace(/;$/, '')}) TO '${join(folder, 'tally.csv')}' (HEADER)`);
      const again = await cli(['audit', '--tally', join(folder, 'tally.csv'), ...sample.slice(1), '--json']);
      expect(again.err).not.toMatch(/^error/m);
      const direct = JSON.parse((await cli(['audit', ...sample, '--json'])).out) as AuditResult;
      expect(essence(JSON.parse(again.out) as AuditResult)).toEqual(essence(direct));
    });
  });

  it('refuses a tally made under another policy', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'tally.json'), (await cli(['tally', ...sample])).out);
      const { code, err } = await cli([
        'audit',
        '--tally',
        join(folder, 'tally.json'),
        '--policy',
        example('lending/policy.yaml'),
      ]);
      expect([code, /TALLY_INVALID/.test(err)]).toEqual([2, true]);
    });
  });
});

describe('exit codes', () => {
  const audit = async (policy: string, ...more: string[]) =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'policy.yaml'), policy);
      return cli([
        'audit',
        example('lending/applicants.csv'),
        '--policy',
        join(folder, 'policy.yaml'),
        '--quiet',
        ...more,
      ]);
    });
  const only = (id: string): string => {
    const [head, ...rules] = lending.split(/\n {2}- id: /);
    return `${head}\n  - id: ${rules.find((rule) => rule.startsWith(id))}`;
  };

  it('1: a blocking requirement failed', async () => expect((await audit(lending)).code).toBe(1));
  it('3: none failed, one is inconclusive', async () => expect((await audit(only('equal-opportunity'))).code).toBe(3));
  it('0 or 1 where --inconclusive says so', async () => {
    expect((await audit(only('equal-opportunity'), '--inconclusive', 'pass')).code).toBe(0);
    expect((await audit(only('equal-opportunity'), '--inconclusive', 'fail')).code).toBe(1);
  });
  it('0: only warnings failed', async () => expect((await audit(only('single-parity'))).code).toBe(0));
  it('2: a blocking requirement does not apply, and standard error says which and how to mend it', async () => {
    const { code, out, err } = await audit(only('equal-opportunity').replace('  label: good\n', ''));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/policy\.yaml:\d+ blocking requirement equal-opportunity: Does not apply: .* needs a label/);
    expect(err).toContain('Bind the missing column');
  });
  it('0: a waiver holds; 1: it has expired', async () => {
    const waived = only('approval-parity').replace(
      'severity: block',
      'severity: block\n    waiver: { owner: a@example.org, reason: new model, until: 2026-12-01 }',
    );
    expect((await audit(waived)).code).toBe(0);
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'policy.yaml'), waived);
      const words = ['audit', example('lending/applicants.csv'), '--policy', join(folder, 'policy.yaml'), '--quiet'];
      expect((await cli(words, '2026-12-01')).code).toBe(0);
      expect((await cli(words, '2026-12-02')).code).toBe(1);
    });
  });
  it('files are written before a failing exit', async () => {
    await inFolder(async (folder) => {
      const { code } = await cli(['audit', ...sample, '--out', folder, '--quiet']);
      expect([code, existsSync(join(folder, 'audit.json'))]).toEqual([1, true]);
    });
  });
});

describe('a baseline', () => {
  it('passes against itself and fails when a gap grew', async () => {
    await inFolder(async (folder) => {
      const policy = lending.replaceAll('min: 0.8', 'min: 0.5').replaceAll('max: 0.1', 'max: 0.3');
      writeFileSync(join(folder, 'policy.yaml'), policy);
      const words = ['--policy', join(folder, 'policy.yaml'), '--quiet'];
      const same = example('lending/applicants.csv');
      await cli(['audit', same, ...words, '--out', join(folder, 'accepted')]);
      const baseline = ['--baseline', join(folder, 'accepted', 'audit.json')];
      expect((await cli(['audit', same, ...words, ...baseline])).code).toBe(0);
      // Half of the good black applicants who were approved are now refused.
      const worse = readFileSync(same, 'utf8')
        .replace('black,not single,1,0,10', 'black,not single,1,0,35')
        .replace('black,not single,1,1,49', 'black,not single,1,1,24');
      expect(worse).not.toBe(readFileSync(same, 'utf8'));
      writeFileSync(join(folder, 'worse.csv'), worse);
      const { code } = await cli([
        'audit',
        join(folder, 'worse.csv'),
        ...words.slice(0, 2),
        ...baseline,
        '--quiet',
        '--out',
        join(folder, 'new'),
      ]);
      const result = JSON.parse(readFileSync(join(folder, 'new', 'audit.json'), 'utf8')) as AuditResult;
      expect(result.requirements.filter((r) => r.verdict === 'fail').map((r) => r.id)).toContain(
        'equal-opportunity@baseline',
      );
      expect(code).toBe(1);
    });
  });

  it('is refused when it is no audit, or of another policy', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'b.json'), '{}');
      const { code, err } = await cli(['audit', ...sample, '--baseline', join(folder, 'b.json'), '--quiet']);
      expect([code, /BASELINE_INVALID/.test(err)]).toEqual([2, true]);
    });
  });
});

describe.skipIf(!hasShared)('the command of the contract', () => {
  it('audits the 7,214 rows of COMPAS: 1,042 filtered, verdict fail', async () => {
    const { code, out } = await cli([
      'audit',
      sharedPath('data/predictions-compas.csv'),
      '--policy',
      sharedPath('contracts/policies/compas.yaml'),
      '--json',
      '--quiet',
    ]);
    const result = JSON.parse(out) as AuditResult;
    expect([code, result.verdict]).toEqual([1, 'fail']);
    expect(result.data.rows).toBe(6172);
    expect(result.data.excluded).toEqual([{ reason: 'filtered by policy', rows: 1042 }]);
  });

  it('gives the sample, read by weight, the same numbers as the rows', async () => {
    const rows = JSON.parse(
      (
        await cli([
          'audit',
          sharedPath('data/predictions-compas.csv'),
          '--policy',
          sharedPath('contracts/policies/compas.yaml'),
          '--json',
          '--quiet',
        ])
      ).out,
    ) as AuditResult;
    const counts = JSON.parse((await cli(['audit', ...sample, '--json', '--quiet'])).out) as AuditResult;
    expect(counts.groups).toEqual(rows.groups);
    expect(counts.comparisons).toEqual(rows.comparisons);
  });
});
