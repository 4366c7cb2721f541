import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-r-squared-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface People {
  readonly amounts: readonly number[];
  readonly labels: readonly number[];
  readonly estimate: number;
}
const groups = (() => {
  const path = resolve(import.meta.dirname, '../../src/core/fairness/outcomes/amount/testdata/r-squared.json');
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
    cases: { name: string; groups: Record<string, People> }[];
  };
  return cases.find(({ name }) => name === 'drawn')!.groups;
})();

const policyText = (requirements: readonly string[], label = '  label: paid\n'): string =>
  `tribune: policy/v1
name: forecasts
version: "1"
data:
  outcome: { type: amount, column: forecast, unit: USD, favourable: higher }
${label}  attributes: { group: { reference: wide } }
requirements:
${requirements.map((each) => `  - { by: [group], smallGroups: report, severity: block, basis: { kind: ours, source: example }, ${each} }`).join('\n')}
`;
const FLOOR = 'id: floor, metric: r_squared, compare: value, min: 0.5, evidence: compliance';

interface Asked {
  readonly only?: readonly string[];
  readonly accepted?: unknown;
  /** Group whose people another one has. */
  readonly instead?: Readonly<Record<string, string>>;
}

async function audited(requirements: readonly string[], { only, accepted, instead = {} }: Asked = {}) {
  const path = join(directory, 'forecasts.csv');
  const rows = (only ?? Object.keys(groups)).flatMap((group) => {
    const { amounts, labels } = groups[instead[group] ?? group]!;
    return amounts.map((amount, i) => [group, amount / 100, labels[i]! / 100].join(','));
  });
  writeFileSync(path, ['group,forecast,paid', ...rows].join('\n'));
  const { policy } = parsePolicy(policyText(requirements));
  const baseline = accepted === undefined ? {} : { baseline: JSON.parse(JSON.stringify(accepted)) as unknown };
  return runAudit(openFiles([path]), { policy, policyDigest: 'sha256:test', today: '2026-11-29', ...baseline });
}

const mistakes = (requirement: string, label?: string) => {
  try {
    parsePolicy(policyText([requirement], label));
  } catch (error) {
    return String((error as Error).message);
  }
  return null;
};

describe('R² as a requirement', () => {
  it('holds each group to a floor: one passes, one fails, and nobody is judged whose squares are too skewed', async () => {
    const result = await audited([FLOOR]);
    for (const [group, { estimate }] of Object.entries(groups)) {
      const shown = result.groups.find(({ attributes }) => attributes.group === group)!.metrics.r_squared!;
      expect(shown.estimate).toBeCloseTo(estimate, 9);
      expect(shown.method).toBe('log delta');
    }
    const [floor] = result.requirements;
    expect(floor).toMatchObject({ verdict: 'fail', group: { group: 'narrow' }, method: 'hall, mover', pValue: null });
    expect(floor!.message).toContain('The R² is 0.222 for narrow (n = 400), 95 % interval 0.156 to 0.285');
    const verdictOf = async (only: readonly string[], evidence = 'compliance') =>
      (await audited([FLOOR.replace('compliance', evidence)], { only })).requirements[0]!;
    expect(await verdictOf(['wide', 'few'])).toMatchObject({ verdict: 'pass', insufficientGroups: [{ group: 'few' }] });
    const doubted = await verdictOf(['wide', 'constant'], 'violation');
    expect(doubted).toMatchObject({ verdict: 'inconclusive', group: { group: 'constant' } });
    expect(doubted.message).toContain('150 people are too few for squares so skewed');
  });

  it('is shown only where it is asked for, and bounds a gap between groups', async () => {
    const without = await audited([
      'id: error, metric: mean_absolute_error, compare: value, max: 500, evidence: violation',
    ]);
    expect(Object.keys(without.overall.metrics)).not.toContain('r_squared');
    const gap = await audited(['id: gap, metric: r_squared, compare: difference, max: 0.3, evidence: violation']);
    const narrow = gap.requirements.find((each) => each.group?.group === 'narrow')!;
    expect(narrow).toMatchObject({ verdict: 'fail', estimate: expect.closeTo(0.22209709 - 0.86995254, 6) });
  });

  it('is held against an accepted audit: a group that is explained less than then fails, one that is as it was passes', async () => {
    const change = ['id: fall, metric: r_squared, change: { against: baseline, maxDrop: 0.1 }, evidence: violation'];
    const only = ['wide', 'narrow'];
    const accepted = await audited(['id: r, metric: r_squared, compare: value, min: 0, evidence: violation'], { only });
    const [kept] = (await audited(change, { only, accepted })).requirements;
    expect(kept).toMatchObject({ id: 'fall', verdict: 'pass', status: 'ok' });
    const [fallen] = (await audited(change, { only, accepted, instead: { wide: 'narrow' } })).requirements;
    expect(fallen).toMatchObject({ id: 'fall', verdict: 'fail', group: { group: 'wide' } });
    expect(fallen!.message).toContain('The R² of wide was 0.87 (n = 400) in the accepted audit and is 0.222');
  });

  it('is refused as a ratio, at equal profiles, under a floor that it cannot have, and as a relative change', () => {
    const asked = (rest: string) => `id: r, metric: r_squared, evidence: violation, ${rest}`;
    expect(mistakes(asked('compare: ratio, min: 0.8'))).toContain('compares R² by its ratio');
    expect(mistakes(asked('compare: value, min: 80'))).toContain('the R² lies at or below 1');
    expect(mistakes(asked('compare: difference, max: 0.1, given: [group]'))).not.toBeNull();
    expect(mistakes(asked('change: { against: baseline, maxDrop: 0.15, relative: true }'))).toContain('R²');
    expect(mistakes(asked('change: { against: baseline, maxDrop: 0.15 }'))).toBeNull();
  });
});
