import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { type AuditArraysInput, auditArrays } from './audit-arrays.js';
import { judge } from './judge.js';

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'taken';
}

const small: AuditArraysInput = {
  label: [1, 0, true, false],
  prediction: [1, 0, false, true],
  attributes: { race: ['Green', 'Blue', 'Green', 'Blue'] },
  favourable: 1,
};
const audited = (change: Partial<AuditArraysInput>) => refusal(() => auditArrays({ ...small, ...change }));

describe('columns become groups', () => {
  it('of every attribute and intersection, largest first as reference, missing last', () => {
    const { groups, comparisons } = auditArrays({
      ...small,
      attributes: {
        race: ['Green', null, 'Green', 'Blue'],
        age: Int8Array.of(30, 30, 40, 40),
        member: [true, false, true, undefined],
      },
      intersections: [['race', 'age']],
    });
    expect(groups.map(({ attributes }) => Object.values(attributes).join('/'))).toEqual([
      ...['Blue', 'Green', '', '30', '40', 'false', 'true', ''],
      ...['Blue/40', 'Green/30', 'Green/40', '/30'],
    ]);
    expect(comparisons.find(({ by }) => by.join() === 'race')?.reference).toEqual({ race: 'Green' });
  });

  it('people without a prediction are excluded and counted; labels may be unknown', () => {
    const { tally, overall } = auditArrays({ ...small, prediction: [1, null, 0, Number.NaN], label: [null, 1, 0, 1] });
    expect(tally).toMatchObject({ rowsRead: 4, excluded: [{ reason: 'missing prediction', rows: 2 }] });
    expect(overall).toMatchObject({ n: 2, counts: { unlabelled: 1, tn: 1 } });
  });

  it('without labels only rates of selection are told, with scores the metrics of scores too', () => {
    const { label: _, ...unlabelled } = small;
    expect(Object.keys(auditArrays(unlabelled).overall.metrics)).toEqual(['selection_rate', 'favourable_rate']);
    const scored = auditArrays({ ...small, score: [0.9, 0.2, 0.4, 0.6] });
    expect(scored.overall.metrics.auc).toMatchObject({ estimate: 0.75 });
    expect(scored.calibration).toHaveLength(2);
  });

  it('a weight counts people', () => {
    const { overall } = auditArrays({ ...small, weight: [10, 20, 30, 40], weightKind: 'count' });
    expect(overall).toMatchObject({ n: 100, counts: { tp: 10, tn: 20, fn: 30, fp: 40 } });
  });

  it.each<[string, Partial<AuditArraysInput>, string]>([
    [
      'a label of another coding',
      { label: [1, -1, 1, -1] },
      'DATA_VALUE_INVALID label, row 1 holds -1: an outcome is 0 or 1',
    ],
    [
      'words for outcomes',
      { prediction: ['yes', 'no', 'no', 'yes'] as never },
      'DATA_VALUE_INVALID prediction, row 0 holds "yes"',
    ],
    [
      'a score that is no number',
      { score: [0.1, '0.2', 0.3, 0.4] as never },
      'DATA_VALUE_INVALID score, row 1 holds "0.2"',
    ],
    [
      'columns of two lengths',
      { label: [1, 0] },
      'INVALID_ARGUMENT auditArrays: label has 2 entries, prediction has 4',
    ],
    ['no attribute', { attributes: {} }, 'INVALID_ARGUMENT auditArrays: attributes names none'],
    ['a weight of unknown kind', { weight: [1, 1, 1, 1] }, 'INVALID_ARGUMENT auditArrays: weightKind is missing'],
    [
      'a reference of another attribute',
      { reference: { rase: 'Green' } },
      'INVALID_ARGUMENT auditArrays: "rase" is no attribute',
    ],
    ['nobody decided', { prediction: [null, null, null, null] }, 'DATA_EMPTY no person is left to audit'],
  ])('%s is refused', (_, change, said) => expect(audited(change)).toContain(said));
});

const policy = (data: string): string => `tribune: policy/v1
name: arrays
version: 1.0.0
data:
${data
  .trim()
  .split('\n')
  .map((line) => `  ${line.trim()}`)
  .join('\n')}
requirements:
  - id: four-fifths
    metric: favourable_rate
    by: [race]
    compare: ratio
    min: 0.8
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: guidance, source: "29 CFR 1607.4(D)" }
`;
const DATA = 'label: y\nprediction: p\nfavourable: 1\nattributes: { race: {} }';
const judged = (data: string, change: Partial<AuditArraysInput> = {}) =>
  refusal(() => judge(auditArrays({ ...small, ...change }), policy(data), { today: '2026-11-28' }));

describe('a policy judges arrays', () => {
  it('with the digest of its text and the day that it is given', () => {
    const result = judge(auditArrays(small), policy(DATA), { today: '2026-11-28', file: 'p.yaml' });
    expect(result).toMatchObject({ verdict: 'inconclusive', evaluatedOn: '2026-11-28', policy: { path: 'p.yaml' } });
    expect(result.policy.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(result.data.sources).toEqual([{ path: 'arrays', sha256: null, rows: 4 }]);
  });

  it.each<[string, string, Partial<AuditArraysInput>, string]>([
    [
      'the other outcome as favourable',
      DATA.replace('favourable: 1', 'favourable: 0'),
      {},
      'the policy calls 0 favourable, the audit 1',
    ],
    ['an attribute that is not there', DATA.replace('race: {}', 'race: {}, sex: {}'), {}, 'names the attribute "sex"'],
    ['a filter', `${DATA}\nwhere: age > 20`, {}, 'the policy filters rows'],
    ['bins', DATA.replace('race: {}', 'race: { bins: [1, 2] }'), {}, 'puts "race" into bins'],
    ['a weight', `${DATA}\nweight: n\nweightKind: count`, {}, 'weights of kind count, the audit none'],
    ['a word for missing', `${DATA}\nmissing: [Blue]`, {}, '"race" holds "Blue", which the policy calls missing'],
    ['scores that are not there', `${DATA}\nscore: s`, {}, 'the policy needs scores'],
    ['a scale of scores', `${DATA}\nscore: s\nscoreScale: 10`, { score: [1, 2, 3, 4] }, 'divides scores by 10'],
    [
      'a cutoff that did not decide',
      `${DATA.replace('prediction: p\n', '')}\nscore: s\ncutoff: 0.5`,
      { score: [0.9, 0.2, 0.4, 0.3] },
      'decides by score >= 0.5',
    ],
  ])('but not with %s', (_, data, change, said) => expect(judged(data, change)).toContain(said));

  it('a cutoff that did decide is taken', () => {
    const data = `${DATA.replace('prediction: p\n', '')}\nscore: s\ncutoff: 0.5`;
    expect(judged(data, { score: [0.9, 0.2, 0.4, 0.6] })).toBe('taken');
  });
});
