import { addExclusions } from '../../../src/core/fairness/tally/cells.js';
import { type TallyRow, tallyRows } from '../../../src/core/fairness/tally/tally.js';
import type { Exclusion, Tally } from '../../../src/core/fairness/tally/types.js';
import { binLabels } from '../../../src/core/policy/sections/bins.js';
import type { BinaryBinding, Policy } from '../../../src/core/policy/sections/types.js';
import { evaluateWhere } from '../../../src/core/policy/where/evaluate.js';

export type TextRow = Readonly<Record<string, string | null>>;

/** What a policy makes of one row of text, said a second time and without SQL. */
function interpret(policy: Policy, row: TextRow): TallyRow | string {
  const { data } = policy;
  const present = (column: string): string | null => {
    const text = row[column] ?? null;
    return text === null || text === '' || data.missing.includes(text) ? null : text;
  };
  if (data.where !== null && evaluateWhere(data.where, (path) => present(path.join('.'))) !== true)
    return 'filtered by policy';
  const scoreText = data.score === null ? null : present(data.score);
  const score = scoreText === null ? null : Number(scoreText) / data.scoreScale;
  let prediction: 0 | 1;
  if (data.prediction !== null) {
    const text = present(data.prediction.column);
    if (text === null) return 'missing prediction';
    prediction = bit(text, data.prediction);
  } else {
    if (score === null) return 'missing score';
    prediction = score >= data.cutoff! ? 1 : 0;
  }
  const weightText = data.weight === null ? '1' : present(data.weight);
  if (weightText === null) return 'missing weight';
  const labelText = data.label === null ? null : present(data.label.column);
  const bins = data.attributes.map((attribute) => {
    const text = present(attribute.column);
    if (text === null || attribute.bins === null) return text;
    return binLabels(attribute.bins)[attribute.bins.filter((edge) => Number(text) >= edge).length]!;
  });
  return {
    values: [...bins, ...data.strata.map(present)],
    label: labelText === null ? null : bit(labelText, data.label!),
    prediction,
    score,
    weight: Number(weightText),
  };
}

function bit(text: string, binding: BinaryBinding): 0 | 1 {
  if (binding.positive !== null) return binding.positive.includes(text) ? 1 : 0;
  return ['1', 'true', '1.0'].includes(text.toLowerCase()) ? 1 : 0;
}

/** The tally of rows of text added one by one: what every engine must equal. */
export function tallyOfRows(
  policy: Policy,
  rows: readonly TextRow[],
  options: { limit?: number; scores?: boolean } = {},
): Tally {
  const { data } = policy;
  const kept: TallyRow[] = [];
  let left: readonly Exclusion[] = [];
  for (const row of rows) {
    const made = interpret(policy, row);
    if (typeof made === 'string') left = addExclusions(left, [{ reason: made, rows: 1 }]);
    else kept.push(made);
  }
  const keepScores = data.score !== null && options.scores !== false;
  const tally = tallyRows(
    {
      policyDigest: 'sha256:test',
      attributes: [...data.attributes.map((attribute) => attribute.name), ...data.strata],
      weightKind: data.weightKind,
      score: { kind: keepScores ? 'distinct' : 'none' },
      scoreScale: data.scoreScale,
    },
    kept,
    { bins: data.scoreBins, ...(options.limit === undefined ? {} : { limit: options.limit }) },
  );
  return { ...tally, rowsRead: rows.length, excluded: addExclusions(tally.excluded, left) };
}

/** RFC 4180. */
export function toCsv(rows: readonly TextRow[], columns: readonly string[]): string {
  const field = (text: string | null): string => {
    if (text === null) return '';
    return /[",\r\n;|\t]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [
    columns.map(field).join(','),
    ...rows.map((row) => columns.map((column) => field(row[column] ?? null)).join(',')),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
