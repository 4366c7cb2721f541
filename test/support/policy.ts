import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import {
  type GapRequirement,
  judgePolicy,
  type Policy,
  parsePolicy,
  type RequirementResult,
} from '../../src/core/policy/index.js';

/** Small worlds for tests of verdicts: one attribute `g`, one requirement `r`. */
export const TODAY = '2026-11-22';

/** Groups by name: [selected, n]. Everybody has label 1, so selection rate and true positive rate are the same. */
export type Counts = Readonly<Record<string, readonly [number, number]>>;

export function tallyOf(counts: Counts, label: 0 | 1 | null = 1): Tally {
  const rows: TallyRow[] = Object.entries(counts).flatMap(([name, [selected, n]]) => {
    const value = name === 'null' ? null : name;
    const row = (prediction: 0 | 1, weight: number): TallyRow => ({
      values: [value],
      label,
      prediction,
      score: null,
      weight,
    });
    return [row(1, selected), row(0, n - selected)];
  });
  const spec = {
    policyDigest: '',
    attributes: ['g'],
    weightKind: 'count',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  return tallyRows(spec, rows);
}

export const BASE = parsePolicy(`tribune: policy/v1
name: t
version: "1"
data:
  label: y
  prediction: p
  weight: w
  weightKind: count
  favourable: 1
  attributes: { g: {} }
requirements:
  - { id: r, metric: selection_rate, by: [g], compare: ratio, min: 0.8, evidence: point, smallGroups: report, severity: block, basis: { kind: ours, source: us } }
`).policy;

/** A requirement on a difference of at most 10 points between any two groups. */
export const DIFFERENCE = { compare: 'difference', bound: { max: 0.1 }, reference: 'all-pairs' } as const;

/** The requirement of the small world with other fields. */
export const gapOf = (change: Partial<GapRequirement>): GapRequirement => ({
  ...(BASE.requirements[0] as GapRequirement),
  ...change,
});

export function policyOf(change: Partial<GapRequirement>, data: Partial<Policy['data']> = {}): Policy {
  return { ...BASE, data: { ...BASE.data, ...data }, requirements: [gapOf(change)] };
}

export function judge(
  counts: Counts,
  change: Partial<GapRequirement> = {},
  data: Partial<Policy['data']> = {},
): RequirementResult {
  return judgePolicy(policyOf(change, data), tallyOf(counts), { today: TODAY })[0]!;
}
