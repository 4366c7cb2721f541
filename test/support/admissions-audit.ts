import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { type AuditResult, runAudit } from '../../src/domain/audits/index.js';

/** Men and women admitted and refused by the six largest departments: Bickel, Hammel, O'Connell (1975), Science 187, 398-404. */
const ADMISSIONS = [
  ['A', 512, 313, 89, 19],
  ['B', 353, 207, 17, 8],
  ['C', 120, 205, 202, 391],
  ['D', 138, 279, 131, 244],
  ['E', 53, 138, 94, 299],
  ['F', 22, 351, 24, 317],
] as const;

const POLICY = `tribune: policy/v1
name: graduate-admissions
version: 1.0.0
data:
  prediction: admitted
  favourable: 1
  weight: n
  weightKind: count
  attributes:
    sex: { reference: Male }
  strata: [department]
  minGroupSize: 30
requirements:
  - id: admission-parity
    metric: favourable_rate
    by: [sex]
    compare: difference
    reference: declared
    max: 0.1
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;

/**
 * The textbook case of Simpson's paradox as an audit.
 *
 * @param hidden one person in this many of each count loses the value of `sex`; 0 hides nobody
 */
export async function admissionsAudit(hidden: number): Promise<AuditResult> {
  const counts = ADMISSIONS.flatMap(([department, ma, mr, fa, fr]) =>
    (
      [
        ['Male', 1, ma],
        ['Male', 0, mr],
        ['Female', 1, fa],
        ['Female', 0, fr],
      ] as const
    ).flatMap(([sex, admitted, n]) => {
      const lost = hidden === 0 ? 0 : Math.floor(n / hidden);
      return [`${sex},${department},${admitted},${n - lost}`, `,${department},${admitted},${lost}`];
    }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'tribune-admissions-'));
  try {
    const file = join(folder, 'admissions.csv');
    await writeFile(
      file,
      ['sex,department,admitted,n', ...counts.filter((each) => !each.endsWith(',0')), ''].join('\n'),
    );
    const { policy } = parsePolicy(POLICY, { file: 'policy.yaml' });
    return await runAudit(openFiles([file]), {
      policy,
      policyDigest: `sha256:${'0'.repeat(64)}`,
      policyPath: 'policy.yaml',
      today: '2026-11-22',
      toolVersion: '0.1.0',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
