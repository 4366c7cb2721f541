import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { groupRows, type RowGroups } from '../../../core/mitigation/index.js';
import { bind, neededColumns, type ReadPlan, readPlan } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { ColumnReader } from '../../learning/ports/index.js';

/** People of a table as a policy sees them, one entry for every row of the file. */
export interface People {
  readonly digest: string;
  readonly rows: number;
  /** By every combination of the attributes; -1 where one of them is not known, and for rows that are left out. */
  readonly groups: RowGroups;
  /** The attributes that make the groups. */
  readonly by: readonly string[];
  /** 0 or 1; NaN where it is not known, and for rows that are left out. */
  readonly label: Float64Array;
  /** What was decided, 0 or 1, by the plan of the read; NaN for rows that are left out. */
  readonly decision: Float64Array;
  /** NaN where none was asked for, and for rows that are left out. */
  readonly score: Float64Array;
  /** Sampling weights of the policy; 1 where it has none, 0 for rows that are left out. */
  readonly weight: Float64Array;
  /** Rows that are left out, by the reason. */
  readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
  /** The text of another column that was asked for; null where it is missing. */
  readonly text: (column: string, row: number) => string | null;
}

interface PeopleRequest {
  readonly table: ColumnReader;
  readonly policy: Policy;
  /** Attributes of the policy that make the groups; default all of them. */
  readonly by?: readonly string[] | undefined;
  /** The option that named them, for refusals; default `by`. */
  readonly option?: string | undefined;
  /** What a row must have to count; where it is the score, the label may be missing. */
  readonly need: 'label' | 'score';
  readonly progress?: ((text: string) => void) | undefined;
}

/**
 * Reads who the people of a table are under a policy, whose meaning of values, filters and bins is that of audits.
 *
 * @throws TribuneError of the table; POLICY_INVALID where the policy lacks what is needed, DATA_VALUE_INVALID for a value that does not fit it
 */
export async function readPeople(request: PeopleRequest): Promise<People> {
  const { table, policy, need, progress } = request;
  const found = await readBy({ table, plan: planFor(policy, need), by: attributesFor(policy, request), progress });
  if (need === 'score') return found;
  const excluded = found.excluded.map(({ reason, rows }) => ({
    reason: reason === 'missing prediction' ? 'missing label' : reason,
    rows,
  }));
  return { ...found, excluded };
}

interface ReadRequest {
  readonly table: ColumnReader;
  readonly plan: ReadPlan;
  readonly by: readonly string[];
  /** Another column whose texts are asked for. */
  readonly also?: readonly string[] | undefined;
  readonly progress?: ((text: string) => void) | undefined;
}

/** Reads the people of a table by a plan, whose attributes `by` are among. */
export async function readBy({ table, plan, by, also, progress }: ReadRequest): Promise<People> {
  const columns = [...new Set([...neededColumns(plan).keys(), ...(also ?? [])])];
  const read = await table.read({
    columns: () => columns,
    texts: columns,
    ...(progress === undefined ? {} : { progress }),
  });
  const byName = new Map(read.columns.map((column) => [column.name, column]));
  const fateOf = bind(plan);
  const places = by.map((name) => plan.attributes.findIndex((attribute) => attribute.name === name));
  const values = by.map(() => new Array<string | null>(read.rows).fill(null));
  const label = new Float64Array(read.rows).fill(Number.NaN);
  const score = label.slice();
  const decision = label.slice();
  const weight = new Float64Array(read.rows);
  const excluded = new Map<string, number>();
  const text = (name: string, row: number): string | null => {
    const { values: codes, categories } = byName.get(name)!;
    const code = codes[row]!;
    return Number.isNaN(code) ? null : categories![code]!;
  };
  for (let row = 0; row < read.rows; row++) {
    const fate = fateOf((name) => text(name, row));
    if ('fault' in fate) throw atFault(table.name, row, fate.fault);
    if ('excluded' in fate) {
      excluded.set(fate.excluded, (excluded.get(fate.excluded) ?? 0) + 1);
      continue;
    }
    label[row] = fate.row.label ?? Number.NaN;
    score[row] = fate.row.score ?? Number.NaN;
    decision[row] = fate.row.prediction;
    weight[row] = fate.row.weight;
    places.forEach((place, a) => {
      values[a]![row] = fate.row.values[place] ?? null;
    });
  }
  return {
    digest: read.digest,
    rows: read.rows,
    groups: groupRows(Object.fromEntries(by.map((name, a) => [name, values[a]!]))),
    by,
    label,
    decision,
    score,
    weight,
    text,
    excluded: [...excluded].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => (a.reason < b.reason ? -1 : 1)),
  };
}

/** What is read: labels need no prediction, which does not exist yet, and scores no cutoff. */
function planFor(policy: Policy, need: 'label' | 'score'): ReadPlan {
  const { data } = policy;
  if (need === 'label' && data.label === null) throw lacks('label', 'the column of what became true');
  const plan = readPlan({ ...policy, data: { ...data, prediction: data.prediction ?? data.label } }, { scores: true });
  const attributes = plan.attributes.slice(0, policy.data.attributes.length);
  if (need === 'score') {
    if (policy.data.score === null) throw lacks('score', 'the column of scores');
    return { ...plan, attributes, prediction: null, score: policy.data.score, keepScores: true, cutoff: null };
  }
  return { ...plan, attributes, prediction: plan.label, score: null, keepScores: false, cutoff: null };
}

const lacks = (name: string, what: string): TribuneError =>
  new TribuneError('POLICY_INVALID', `the policy names no ${name}`, { remedy: `Name ${what} as data.${name}.` });

/** The attributes that make groups. */
function attributesFor(
  { data }: Policy,
  { by, option = 'by' }: Pick<PeopleRequest, 'by' | 'option'>,
): readonly string[] {
  const names = data.attributes.map(({ name }) => name);
  const wanted = by ?? names;
  const stray = wanted.find((name, i) => !names.includes(name) || wanted.indexOf(name) < i);
  if (stray !== undefined)
    throw new TribuneError(
      'USAGE',
      `--${option} ${stray}: ${names.includes(stray) ? 'named twice' : 'no attribute of the policy'}`,
      {
        remedy: `${nearName(stray, names)}Its attributes: ${names.join(', ')}.`,
        place: { name: stray },
      },
    );
  if (wanted.length === 0)
    throw new TribuneError('POLICY_INVALID', 'the policy names no attribute', {
      remedy: 'Name under data.attributes what people are compared by.',
    });
  return wanted;
}

const atFault = (
  table: string,
  row: number,
  { role, column, text }: { role: string; column: string; text: string },
): TribuneError =>
  new TribuneError(
    'DATA_VALUE_INVALID',
    `${table}, row ${row}: column "${column}" holds ${JSON.stringify(text.slice(0, 60))}, which is no ${role.split(':')[0]} under the policy`,
    {
      remedy: 'Mend the value, or say in the policy what it means (data.missing, positive, negative).',
      place: { name: column },
    },
  );
