import { describe, expect, it } from 'vitest';
import { judge, policyOf, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { judgePolicy } from '../../../core/policy/index.js';
import type { RequirementResult } from '../../../core/policy/sections/result-types.js';
import { runAudit } from '../../../domain/audits/index.js';
import { verdictBlock, wrap } from './verdict.js';

const plain = (_style: string, text: string): string => text;

async function block(requirement: RequirementResult): Promise<string[]> {
  const tally = tallyOf({ a: [1, 2], b: [1, 2] });
  const result = await runAudit(
    { tally: async () => ({ tally, sources: [] }) },
    { policy: policyOf({}), policyDigest: '', policyPath: null, today: TODAY, toolVersion: '0' },
  );
  return verdictBlock({ ...result, requirements: [requirement] }, plain, { columns: 100, auditPath: null }).split('\n');
}

const DIFFERENCE = {
  compare: 'difference',
  bound: { max: 0.1 },
  reference: 'all-pairs',
  evidence: 'violation',
} as const;

describe('the verdict in a terminal', () => {
  it('shows the interval that the verdict rests on: the plain one for what may pass, the simultaneous one for what may fail', async () => {
    const inside = judge({ a: [50, 100], b: [52, 100], c: [50, 100] }, DIFFERENCE);
    const outside = judge({ a: [20, 100], b: [90, 100], c: [50, 100] }, DIFFERENCE);
    const shown = (lower: number, upper: number) => `[${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
    expect((await block(inside)).join('\n')).toContain(shown(inside.lower!, inside.upper!));
    const { lower, upper } = outside.simultaneous!;
    expect((await block(outside)).join('\n')).toContain(shown(lower!, upper!));
  });

  it('counts warnings as such beside the verdict, and keeps a number and its sign on one line', async () => {
    const failed = judge({ a: [20, 100], b: [90, 100] }, DIFFERENCE);
    const ending = async (requirement: RequirementResult) => (await block(requirement)).findLast((line) => line !== '');
    expect(await ending({ ...failed, severity: 'block' })).toContain('0 passed, 1 failed   ');
    expect(await ending({ ...failed, severity: 'warn' })).toContain('0 passed, 1 failed (warns)   ');
    expect(wrap('lies at 98.33 % of it (n = 5)', 14)).toEqual(['lies at', '98.33 % of it', '(n = 5)']);
  });

  it('says from where on a change of a gap is worse: 0 of a difference, 1 of a factor', async () => {
    const result = judge({ a: [20, 100], b: [90, 100] }, DIFFERENCE);
    const changed = async (compare: 'difference' | 'ratio') =>
      (await block({ ...result, id: 'r@baseline', compare })).join('\n');
    expect(await changed('difference')).toContain('change, above 0 is worse');
    expect(await changed('ratio')).toContain('change, above 1 is worse');
  });

  it('names a measure of another result, and not the path at which it stands', async () => {
    const inside = judge({ a: [50, 100], b: [52, 100] }, DIFFERENCE);
    const from = { result: 'out/data.json', field: 'tests[test=labelChoice]', measure: 'label_choice_gap' } as const;
    const told = await block({ ...inside, metric: 'result_field', compare: 'value', by: [], from });
    expect(told.join('\n')).toContain('label_choice_gap in out/data.json');
    expect(told.join('\n')).not.toContain('tests[');
  });

  it('keeps names with line breaks on their line', async () => {
    const tally = tallyOf({ 'a\nb\tc': [20, 100], d: [90, 100] });
    const [result] = judgePolicy(policyOf(DIFFERENCE), tally, { today: TODAY });
    const lines = await block(result!);
    expect(lines.find((line) => line.includes('against'))).toContain('a b c (n 100)');
    expect(lines.filter((line) => /^b c/.test(line))).toEqual([]);
  });
});
