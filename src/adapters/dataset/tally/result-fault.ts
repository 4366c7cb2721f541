import { TribuneError } from '../../../core/base/errors.js';
import {
  type Exclusion,
  MAX_ABSOLUTE_SCORE,
  type ScoreKeeping,
  type Tally,
} from '../../../core/fairness/tally/index.js';
import { notationHint, numberNames, whereRemedy } from '../../../core/policy/where/index.js';
import { EXAMPLES_SHOWN, MAX_CELLS, MAX_COUNT_WEIGHT, MAX_GROUPS, MAX_SAMPLING_WEIGHT } from '../plan/limits.js';
import type { ReadPlan } from '../plan/read-plan.js';
import type { ResultRow } from '../statement/statement.js';

interface ResultFacts {
  readonly of: (kind: string) => readonly ResultRow[];
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
  readonly score: ScoreKeeping;
}

/** Throws the one error that the user should see first, if there is any. */
export function resultFault(plan: ReadPlan, facts: ResultFacts): void {
  const [invalid] = facts.of('invalid');
  if (invalid !== undefined)
    throw invalidValues(
      plan,
      facts.of('invalid').filter((row) => row.reason === invalid.reason),
    );
  oneSidedFault(plan, facts);
  const { rowsRead, excluded } = facts;
  if (rowsRead === 0) {
    throw new TribuneError('DATA_EMPTY', 'the data has columns but no rows', {
      remedy: 'Check how the data was made; an audit needs at least one row.',
    });
  }
  if (excluded.reduce((sum, { rows }) => sum + rows, 0) === rowsRead) throw nothingLeft(plan, facts);
  tooManyGroups(plan, facts);
  scoresOutsideBins(plan, facts);
}

function nothingLeft(plan: ReadPlan, { rowsRead, excluded }: ResultFacts): TribuneError {
  const reasons = excluded.map(({ reason, rows }) => `${rows} ${reason}`).join(', ');
  const filter = plan.where !== null && excluded.some(({ reason }) => reason.startsWith('filtered'));
  return new TribuneError('DATA_EMPTY', `no rows are left of ${rowsRead}: ${reasons}`, {
    remedy: filter
      ? 'Check data.where against the values in the data.'
      : 'Check the columns that the policy binds and data.missing.',
  });
}

interface FaultText {
  readonly column: string;
  readonly is: string;
  readonly remedy: string;
}

const BINARY_REMEDY =
  'Use 0 and 1 or true and false, name the values in the policy (positive: [...], negative: [...]), or list those that mean missing in data.missing.';

function faultText(plan: ReadPlan, role: string, examples: readonly string[]): FaultText {
  if (role.startsWith('where:')) {
    const column = numberNames(plan.where!)[Number(role.slice('where:'.length))]!;
    return {
      column,
      is: 'not a finite number, though data.where compares the column with one',
      remedy: whereRemedy(column, examples),
    };
  }
  const { remedy, ...rest } = numberText(plan, role);
  return { ...rest, remedy: `${notationHint(examples)}${remedy}` };
}

function numberText(plan: ReadPlan, role: string): FaultText {
  if (role === 'label') return { column: plan.label!.column, is: 'neither 0 nor 1', remedy: BINARY_REMEDY };
  if (role === 'prediction') return { column: plan.prediction!.column, is: 'neither 0 nor 1', remedy: BINARY_REMEDY };
  if (role === 'score') {
    return {
      column: plan.score!,
      is: 'not a finite number',
      remedy: 'Mend the scores, or list what means missing in data.missing.',
    };
  }
  if (role === 'score range') {
    return {
      column: plan.score!,
      is: `beyond +-${MAX_ABSOLUTE_SCORE}`,
      remedy:
        'Set data.scoreScale to divide scores first (for example scoreScale: 1000; cutoff and scoreBins are then on the divided scale).',
    };
  }
  if (role === 'weight') {
    const count = plan.weightKind === 'count';
    return {
      column: plan.weight!,
      is: count ? `no integer from 0 to ${MAX_COUNT_WEIGHT}` : `no number from 0 to ${MAX_SAMPLING_WEIGHT}`,
      remedy: count
        ? 'Counts are non-negative integers; for survey weights set weightKind: sampling.'
        : 'Divide large weights by a common factor; mend negative ones.',
    };
  }
  const attribute = plan.attributes[Number(role.slice('bins:'.length))]!;
  return {
    column: attribute.column,
    is: 'not a finite number',
    remedy: `Attribute ${attribute.name} declares bins: mend the values, or list what means missing in data.missing.`,
  };
}

function invalidValues(plan: ReadPlan, rows: readonly ResultRow[]): TribuneError {
  const { column, is, remedy } = faultText(
    plan,
    (rows[0]!.reason ?? '').slice('i:'.length),
    rows.map((row) => row.label ?? ''),
  );
  const total = rows[0]!.weight ?? '?';
  const more = Number(rows[0]!.weight_squares) - rows.length;
  const examples = rows.map((row) => `${JSON.stringify(row.label)} (${times(row.rows)})`).join(', ');
  return new TribuneError(
    'DATA_VALUE_INVALID',
    `column "${column}": ${total} ${total === '1' ? 'value is' : 'values are'} ${is}: ${examples}${more > 0 ? ` and ${more} other values` : ''}`,
    { remedy, place: { name: column } },
  );
}

const times = (rows: string | null | undefined): string => (rows === '1' ? 'once' : `${rows} times`);

function oneSidedFault(plan: ReadPlan, { of }: ResultFacts): void {
  for (const role of ['label', 'prediction'] as const) {
    const rows = of('other').filter((row) => row.reason === role);
    const binding = plan[role];
    if (rows.length < 2 || binding === null) continue;
    const side = binding.positive === null ? 'positive' : 'negative';
    const examples = rows.map((row) => `${JSON.stringify(row.label)} (${times(row.rows)})`).join(', ');
    const most = rows.length === EXAMPLES_SHOWN ? 'at least ' : '';
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `column "${binding.column}": ${most}${rows.length} values could be ${side}: ${examples}`,
      {
        remedy: `List them in the policy: ${side}: [...].`,
        place: { name: binding.column },
      },
    );
  }
}

function tooManyGroups(plan: ReadPlan, { of }: ResultFacts): void {
  for (const row of of('values')) {
    const attribute = plan.attributes[Number(row.reason)];
    if (Number(row.rows) <= MAX_GROUPS || attribute === undefined) continue;
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `attribute ${attribute.name} (column "${attribute.column}") has ${row.rows} values, more than ${MAX_GROUPS} groups`,
      {
        remedy: 'An identifier is no attribute: leave it out, or declare bins for a numeric one.',
        place: { name: attribute.column },
      },
    );
  }
  const cells = Number(of('cells')[0]?.rows);
  if (cells > MAX_CELLS) {
    throw new TribuneError('DATA_TOO_LARGE', `the attributes make ${cells} cells, more than ${MAX_CELLS}`, {
      remedy: 'Audit fewer attributes together, or use coarser bins (data.scoreBins).',
    });
  }
}

function scoresOutsideBins(plan: ReadPlan, { of, score }: ResultFacts): void {
  if (score.kind !== 'bins') return;
  const [row] = of('scores');
  const lowest = Number(row?.score);
  const highest = Number(row?.score_sum);
  if (lowest >= score.lower && highest <= score.upper) return;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `column "${plan.score}": too many distinct scores to keep each, and they reach from ${lowest} to ${highest}, outside data.scoreBins (${score.lower} to ${score.upper})`,
    { remedy: 'Set data.scoreBins to a range that holds every score.', place: { name: plan.score ?? '' } },
  );
}

/** Combinations are groups as well. */
export function checkIntersections(plan: ReadPlan, tally: Tally): void {
  for (const names of plan.intersections) {
    const places = names.map((name) => tally.attributes.indexOf(name));
    const groups = new Set(tally.cells.map((cell) => JSON.stringify(places.map((place) => cell.values[place]))));
    if (groups.size <= MAX_GROUPS) continue;
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `the intersection of ${names.join(', ')} has ${groups.size} groups, more than ${MAX_GROUPS}`,
      {
        remedy: 'Leave the intersection out, or declare coarser bins for its numeric attributes.',
      },
    );
  }
}
