import { describe, expect, it } from 'vitest';
import { type TallyRow, tallyRows } from '../../core/fairness/tally/tally.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import type { ColumnRoles } from './guess-roles.js';
import { guessSeenFor } from './guess-seen.js';
import { weighAttribute, writePolicy } from './propose-policy.js';

/** People of two groups by prediction and label, so many each. */
function tallyOf(counts: readonly (readonly [prediction: 0 | 1, label: 0 | 1 | null, n: number])[]) {
  const spec = {
    policyDigest: '',
    attributes: ['sex'],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  const rows = counts.flatMap(([prediction, label, n]) =>
    Array.from(
      { length: n },
      (_, i): TallyRow => ({ values: [i % 2 === 0 ? 'f' : 'm'], prediction, label, score: null, weight: 1 }),
    ),
  );
  return tallyRows(spec, rows);
}

const roles: ColumnRoles = {
  label: { column: 'repaid', positive: null, negative: null },
  prediction: { column: 'approved', positive: ['yes'], negative: ['no'] },
  score: null,
  cutoff: null,
  weight: null,
  weightKind: null,
  attributes: [{ name: 'sex', bins: null }],
  missing: [],
} as unknown as ColumnRoles;

function proposalOf(tally: ReturnType<typeof tallyOf>, favourable: 0 | 1): string {
  const seen = guessSeenFor(tally, favourable);
  const evidence = [weighAttribute(tally, 'sex', { favourable, labelled: true, seen })];
  return writePolicy({ name: 'loans', roles, favourable, favourableFrom: 'told', evidence, seen });
}

const LOANS = [
  [1, 1, 300],
  [1, 0, 96],
  [1, null, 4],
  [0, null, 200],
] as const;

describe('labels that only people with one prediction have', () => {
  it('are those of a decision that makes them, of either prediction', () => {
    expect(guessSeenFor(tallyOf(LOANS), 1)).toEqual({ seenFor: 'favourable', seen: 0.99, unseen: 0 });
    expect(guessSeenFor(tallyOf(LOANS), 0)).toEqual({ seenFor: 'unfavourable', seen: 0.99, unseen: 0 });
  });

  it.each([
    [
      'late ones of everybody',
      [
        [1, 1, 50],
        [1, null, 50],
        [0, 1, 50],
        [0, null, 50],
      ],
    ],
    [
      'some of the others',
      [
        [1, 1, 100],
        [0, 1, 10],
        [0, null, 90],
      ],
    ],
    [
      'few of the approved',
      [
        [1, 1, 60],
        [1, null, 40],
        [0, null, 100],
      ],
    ],
    [
      'too few people to say',
      [
        [1, 1, 100],
        [0, null, 29],
      ],
    ],
    ['nobody', []],
  ] as const)('are not %s', (_, counts) => {
    expect(guessSeenFor(tallyOf(counts), 1)).toBeNull();
  });

  it('are written into the policy, which bounds what they determine and warns of nothing', () => {
    const text = proposalOf(tallyOf(LOANS), 1);
    expect(text).toContain(
      '  label: { column: "repaid", seenFor: favourable }   # check: seenFor, as 99 % with the favourable prediction have a label and 0 % with the unfavourable one; drop it where labels are only late',
    );
    expect(checkPolicy(text)).toEqual([]);
    const { policy } = parsePolicy(text);
    expect(policy.data.seenFor).toBe(1);
    expect(policy.requirements.map(({ metric }) => metric)).toEqual(['favourable_rate', 'positive_predictive_value']);
    const other = parsePolicy(proposalOf(tallyOf(LOANS), 0)).policy;
    expect(other.data.seenFor).toBe(1);
    expect(other.requirements.map(({ metric }) => metric)).toEqual(['favourable_rate', 'positive_predictive_value']);
  });

  it('are never written as those of all or of nobody where one person differs', () => {
    const text = proposalOf(
      tallyOf([
        [1, 1, 3999],
        [1, null, 1],
        [0, null, 3999],
        [0, 1, 1],
      ]),
      1,
    );
    expect(text).toContain(
      'as 99.975 % with the favourable prediction have a label and 0.025 % with the unfavourable one',
    );
    expect(text).toContain('show a gap of 0.004 with power');
  });

  it('leave a policy of labels that everybody has as it is', () => {
    const text = proposalOf(
      tallyOf([
        [1, 1, 100],
        [0, 0, 100],
      ]),
      1,
    );
    expect(text).not.toContain('seenFor');
    expect(text).toContain('equalized-odds-sex');
  });
});
