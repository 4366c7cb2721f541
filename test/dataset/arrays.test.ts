import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { auditArrays, judge, runAudit } from '../../src/domain/audits/arrays/index.js';
import { root } from '../e2e/support.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-arrays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('arrays give the audit of the file with the same rows, to the bit', async () => {
  const [header, ...lines] = readFileSync(join(root, 'examples/compas/people.csv'), 'utf8').trimEnd().split('\n');
  const names = header!.split(',');
  const rows = lines.map((line) => line.split(','));
  const column = (name: string) => rows.map((row) => row[names.indexOf(name)]!);
  // Deciles as shares, as the policy without its scale reads them.
  const score = column('decile_score').map((decile) => Number(decile) / 10);
  const text = readFileSync(join(root, 'examples/compas/policy.yaml'), 'utf8').replace(/^ {2}scoreScale:.*\n/m, '');
  const shares = rows.map((row, i) =>
    row.map((value, c) => (names[c] === 'decile_score' ? score[i] : value)).join(','),
  );
  const file = join(folder, 'people.csv');
  writeFileSync(file, `${[header, ...shares].join('\n')}\n`);

  const today = '2026-11-28';
  const fromFile = await runAudit(openFiles([file]), { policy: text, today });
  const audit = auditArrays({
    label: column('reoffended').map(Number),
    prediction: score.map((share) => share >= 0.5),
    score,
    attributes: { race: column('race'), sex: column('sex'), age_cat: column('age_cat') },
    weight: column('n').map(Number),
    weightKind: 'count',
    intersections: [['race', 'sex']],
    reference: { race: 'Caucasian', sex: 'Male' },
    favourable: 0,
  });
  const fromArrays = judge(audit, text, { today });
  expect({ ...fromArrays, data: { ...fromArrays.data, sources: [] } }).toEqual({
    ...fromFile,
    data: { ...fromFile.data, sources: [] },
  });
  const { overall, groups, comparisons, disparities, calibration } = audit;
  expect({ overall, groups, comparisons, disparities, calibration }).toEqual({
    overall: fromFile.overall,
    groups: fromFile.groups,
    comparisons: fromFile.comparisons,
    disparities: fromFile.disparities,
    calibration: fromFile.calibration,
  });
});
