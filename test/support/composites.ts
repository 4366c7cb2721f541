import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { judgePolicy } from '../../src/core/policy/judge/judge.js';
import { checkPolicy, parsePolicy } from '../../src/core/policy/parse.js';
import type { RequirementResult } from '../../src/core/policy/sections/result-types.js';
import { TODAY } from './policy.js';

export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}
export type Groups = Readonly<Record<string, Confusion>>;

export const CELLS = [
  ['tp', 1, 1],
  ['fp', 0, 1],
  ['fn', 1, 0],
  ['tn', 0, 0],
] as const;

export function tallyOf(groups: Groups): Tally {
  const rows: TallyRow[] = Object.entries(groups).flatMap(([name, counts]) =>
    CELLS.map(([cell, label, prediction]) => ({
      values: [name],
      label,
      prediction,
      score: null,
      weight: counts[cell],
    })),
  );
  return tallyRows(
    { policyDigest: '', attributes: ['g'], weightKind: 'count', score: { kind: 'none' }, scoreScale: 1 },
    rows,
  );
}

export interface Wanted {
  readonly favourable?: 0 | 1;
  readonly reference?: string;
  readonly minGroupSize?: number;
  readonly score?: boolean;
}

export function textOf(
  line: string,
  { favourable = 1, reference, minGroupSize = 30, score = false }: Wanted = {},
): string {
  const by = line.includes('by:') ? '' : 'by: [g], ';
  const group = reference === undefined ? '{}' : `{ reference: ${reference} }`;
  return `tribune: policy/v1
name: t
version: "1"
data: { label: y, prediction: p, ${score ? 'score: s, ' : ''}weight: w, weightKind: count, favourable: ${favourable}, minGroupSize: ${minGroupSize}, attributes: { g: ${group}, h: {} }, intersections: [[g, h]] }
requirements:
  - { id: r, ${by}evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }, ${line} }
`.replace(line.includes('evidence:') ? 'evidence: violation, ' : '\u0000', '');
}

export const judge = (tally: Tally, line: string, wanted?: Wanted): RequirementResult =>
  judgePolicy(parsePolicy(textOf(line, wanted)).policy, tally, { today: TODAY })[0]!;
export const mistakes = (line: string, wanted?: Wanted): string[] =>
  checkPolicy(textOf(line, wanted)).map(({ message }) => message);

/** Two hundred loans: what the worked example of the source calls A and B. */
export const LOANS: Groups = { a: { tp: 40, fp: 30, fn: 5, tn: 25 }, b: { tp: 30, fp: 10, fn: 20, tn: 40 } };
