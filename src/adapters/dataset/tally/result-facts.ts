import type { Exclusion, ScoreKeeping } from '../../../core/fairness/tally/index.js';
import type { DataFacts, FaultRole, ReadPlan, RoleFaults, ValueRows } from '../../../core/policy/bind/index.js';
import type { ResultRow } from '../statement/statement.js';

interface ResultParts {
  /** Returns the rows of the result of one kind. */
  readonly of: (kind: string) => readonly ResultRow[];
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
  readonly score: ScoreKeeping;
}

/** The facts about the data that the result of the SQL holds beside its cells. */
export function factsOf(plan: ReadPlan, { of, rowsRead, excluded, score }: ResultParts): DataFacts {
  const [scores] = of('scores');
  const unnamed = (role: string): ValueRows[] =>
    of('other')
      .filter((row) => row.reason === role)
      .map(valueRows);
  const groups = new Map(of('values').map((row) => [Number(row.reason), Number(row.rows)]));
  return {
    rowsRead,
    excluded,
    faults: faultsOf(of('invalid')),
    unnamed: { label: unnamed('label'), prediction: unnamed('prediction') },
    values: plan.attributes.map((_, index) => ({ count: groups.get(index) ?? 0 })),
    cells: { count: Number(of('cells')[0]?.rows) },
    score,
    lowest: numberOrNull(scores?.score),
    highest: numberOrNull(scores?.score_sum),
  };
}

const numberOrNull = (text: string | null | undefined): number | null => (text == null ? null : Number(text));

const valueRows = (row: ResultRow): ValueRows => ({ text: row.label ?? '', rows: Number(row.rows) });

/** Faults by role: `weight` is the number of rows of the role, `weight_squares` that of its distinct values. */
function faultsOf(rows: readonly ResultRow[]): RoleFaults[] {
  const byRole = new Map<FaultRole, ResultRow[]>();
  for (const row of rows) {
    const role = (row.reason ?? '').slice('i:'.length) as FaultRole;
    byRole.set(role, [...(byRole.get(role) ?? []), row]);
  }
  return [...byRole].map(([role, values]) => ({
    role,
    rows: Number(values[0]!.weight),
    kinds: Number(values[0]!.weight_squares),
    examples: values.map(valueRows),
  }));
}
