import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/open-files.js';
import { tallyRows } from '../../src/core/fairness/tally/tally.js';
import { hasShared, sharedCsv, sharedPath } from '../support/shared.js';
import { planOf, policyOf } from './support/policies.js';

/** Real files of predictions and the attributes that they carry. */
const FILES: [string, string[]][] = [
  ['predictions-compas.csv', ['race', 'sex', 'age_cat']],
  ['predictions-compas-lr.csv', ['race', 'sex']],
  ['predictions-adult-gbdt.csv.gz', ['race', 'sex', 'age_band']],
  ['predictions-acs-income-gbdt.csv.gz', ['rac1p', 'sex', 'age_band']],
  ['predictions-german-lr.csv', ['marital_status', 'foreign_worker']],
];

describe.skipIf(!hasShared)('real files give the tally of their rows added one by one', () => {
  it.each(FILES)('%s', async (file, by) => {
    const policy = policyOf({ by, score: 'score' });
    const { tally, sources } = await openFiles([sharedPath(`data/${file}`)]).tally(planOf(policy));
    const rows = sharedCsv(`data/${file}`).map((row) => ({
      values: by.map((name) => row[name] || null),
      label: row.y_true === '' ? null : (Number(row.y_true) as 0 | 1),
      prediction: Number(row.y_pred) as 0 | 1,
      score: Number(row.score),
      weight: 1,
    }));
    const reference = tallyRows(
      { policyDigest: 'sha256:test', attributes: by, weightKind: 'none', score: { kind: 'distinct' }, scoreScale: 1 },
      rows,
    );
    expect(tally).toEqual(reference);
    expect(sources[0]!.rows).toBe(rows.length);
  });
});
