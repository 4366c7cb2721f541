import fc from 'fast-check';
import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { type AuditResult, runAudit } from '../../src/domain/audits/index.js';

/** The day of the audits; waivers end before or after it. */
const TODAY = '2026-11-22';
const GROUPS = ['Anna & Co', 'b', 'c <d>', 'é', 'f'] as const;
const SCORES = [0.1, 0.3, 0.5, 0.7, 0.9] as const;
const CUTOFF = 0.5;

/** How a group is treated in one stratum: its size, the chance of label 1, and how far its scores lean up, 0..1. */
interface Cell {
  readonly group: string | null;
  readonly stratum: string;
  readonly size: number;
  readonly base: number;
  readonly lean: number;
}

const size = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 29 }) },
  { weight: 3, arbitrary: fc.integer({ min: 30, max: 900 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2000, max: 20_000 }) },
);
const share = fc.constantFrom(0, 0.02, 0.1, 0.3, 0.5, 0.52, 0.55, 0.8, 1);

const cellsOf = (groups: readonly (string | null)[], strata: readonly string[]): fc.Arbitrary<Cell[]> =>
  fc.tuple(
    ...groups.flatMap((group) =>
      strata.map((stratum) =>
        fc.record({ group: fc.constant(group), stratum: fc.constant(stratum), size, base: share, lean: share }),
      ),
    ),
  );

/** The people of a cell, spread over labels and scores by largest remainders: no chance beyond what the generator chose. */
function rowsOf({ group, stratum, size: n, base, lean }: Cell): TallyRow[] {
  const positives = Math.round(n * base);
  const spread = (people: number, up: number): number[] => {
    const weights = SCORES.map((score) => 0.05 + (score >= CUTOFF ? up : 1 - up));
    const total = weights.reduce((a, b) => a + b, 0);
    const counts = weights.map((weight) => Math.floor((people * weight) / total));
    counts[lean >= 0.5 ? 4 : 0]! += people - counts.reduce((a, b) => a + b, 0);
    return counts;
  };
  return ([1, 0] as const).flatMap((label) =>
    spread(label === 1 ? positives : n - positives, label === 1 ? Math.min(1, lean + 0.1) : lean).map((weight, i) => ({
      values: [group, stratum],
      label,
      prediction: SCORES[i]! >= CUTOFF ? (1 as const) : (0 as const),
      score: SCORES[i]!,
      weight,
    })),
  );
}

const RATES = ['favourable_rate', 'selection_rate', 'opportunity_rate', 'false_positive_rate', 'accuracy'] as const;

/** One requirement in the words of a policy. */
const requirementText = (groups: readonly string[]) =>
  fc
    .record({
      metric: fc.constantFrom(...RATES),
      bound: fc.oneof(
        fc.constantFrom(
          'compare: difference, max: 0.1',
          'compare: difference, max: 0.02',
          'compare: difference, max: 0',
        ),
        fc.constantFrom('compare: ratio, min: 0.8', 'compare: ratio, min: 0.95', 'compare: ratio, min: 0.125'),
      ),
      reference: fc.constantFrom('declared', 'largest', 'highest', 'all-pairs', `{ g: ${JSON.stringify(groups[1])} }`),
      evidence: fc.constantFrom('point', 'violation', 'compliance'),
      smallGroups: fc.constantFrom('inconclusive', 'report', 'pool'),
      severity: fc.constantFrom('block', 'block', 'warn'),
      oneSided: fc.constantFrom('', '', ', oneSided: true'),
      waiver: fc.constantFrom('', '', '', '2026-11-22', '2026-11-21'),
    })
    .map(
      (r) =>
        `{ metric: ${r.metric}, by: [g], ${r.bound}, reference: ${r.reference}, evidence: ${r.evidence}, smallGroups: ${r.smallGroups}, severity: ${r.severity}${r.oneSided}, basis: { kind: ours, source: us }${r.waiver === '' ? '' : `, waiver: { owner: me, reason: soon, until: ${r.waiver} }`} }`,
    );

const policyText = (
  groups: readonly string[],
  favourable: number,
  requirements: readonly string[],
): string => `tribune: policy/v1
name: truth
version: "1"
data:
  label: y
  score: s
  cutoff: ${CUTOFF}
  weight: n
  weightKind: count
  favourable: ${favourable}
  attributes: { g: { reference: ${JSON.stringify(groups[0])} } }
  strata: [d]
statistics: { replicates: 100 }
requirements:
${requirements.map((text, i) => `  - ${text.replace('{ ', `{ id: r${i}, `)}`).join('\n')}
`;

export interface World {
  readonly cells: readonly Cell[];
  readonly policy: string;
}

/** Random groups, strata and requirements; about every third world has people of unknown group. */
export const world: fc.Arbitrary<World> = fc
  .record({
    groups: fc.integer({ min: 2, max: GROUPS.length }).map((count) => GROUPS.slice(0, count)),
    strata: fc.constantFrom(['x'], ['x', 'y'], ['x', 'y', 'z']),
    unknown: fc.constantFrom(false, false, true),
    favourable: fc.constantFrom(0, 1),
  })
  .chain(({ groups, strata, unknown, favourable }) =>
    fc.record({
      cells: cellsOf(unknown ? [...groups, null] : groups, strata),
      policy: fc
        .array(requirementText(groups), { minLength: 3, maxLength: 7 })
        .map((requirements) => policyText(groups, favourable, requirements)),
    }),
  );

export async function auditOf({ cells, policy: text }: World): Promise<AuditResult> {
  const { policy } = parsePolicy(text, { file: 'policy.yaml' });
  const spec = {
    policyDigest: 'sha256:truth',
    attributes: ['g', 'd'],
    weightKind: 'count',
    score: { kind: 'distinct' },
    scoreScale: 1,
  } as const;
  const tally = tallyRows(spec, cells.flatMap(rowsOf));
  return runAudit(
    { tally: async () => ({ tally, sources: [] }) },
    { policy, policyDigest: 'sha256:truth', policyPath: 'policy.yaml', today: TODAY, toolVersion: '0' },
  );
}
