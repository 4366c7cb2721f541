import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { MOST_POSITIONS, MOST_RELEVANCE } from '../../../core/fairness/outcomes/index.js';
import { strataOf } from '../../../core/policy/bind/index.js';
import { suggest } from '../../../core/policy/index.js';
import type {
  AmountOutcome,
  AttributeSpec,
  BinaryBinding,
  Outcome,
  Policy,
  PolicyData,
  RankingOutcome,
  StagesOutcome,
  WhereNode,
  WhereOperand,
} from '../../../core/policy/sections/index.js';
import { PLAIN_NUMBERS, whereNames } from '../../../core/policy/where/index.js';

/** Fields of a recorded decision that a policy can name, and the column for each. */
const FIELD_COLUMNS: Readonly<Record<string, string>> = {
  label: 'label',
  prediction: 'outcome',
  outcome: 'outcome',
  score: 'score',
  cutoff: 'cutoff',
  route: 'route',
  jurisdiction: 'jurisdiction',
  version: 'version',
};

const ATTRIBUTES = 'attributes.';
const INPUTS = 'inputs.';

/** Value of `data.live: { weight: none }`: a file's weight has no meaning for decisions, each of which is one row. */
const NO_WEIGHT = 'none';

/** A policy whose columns are those of recorded decisions: fields by name, `attributes.x`, `inputs.x`. */
export interface LivePolicy {
  readonly policy: Policy;
  /** Columns of attributes that the policy reads, each once, in order. */
  readonly attributes: readonly string[];
  /** Columns of inputs that the policy reads, which segments do not hold. */
  readonly inputs: readonly string[];
}

/**
 * Binds a policy to recorded decisions (contracts, Policy, Binding): label to the later label, prediction to the decided outcome,
 * score to the score, whatever the policy calls them; attributes by name; `data.live` overrides any of it.
 *
 * @throws TribuneError POLICY_INVALID for a weight that nothing replaces, and for a filter by what a record does not say
 * @example
 * bindLive(policy).policy.data.prediction; // { column: 'outcome', positive: null, negative: null }
 */
export function bindLive(policy: Policy): LivePolicy {
  const { data } = policy;
  const attributes = data.attributes.map((spec) => ({ ...spec, column: attributeColumn(spec, data) }));
  const own = ownNames(data, attributes);
  const weight = weightColumn(data);
  const bound: PolicyData = {
    ...data,
    attributes,
    ...(data.outcome === undefined ? binaryColumns(data) : { outcome: bindOutcome(data.outcome, data) }),
    score: data.score === null ? null : overridden(data.live.score, 'score'),
    weight,
    weightKind: weight === null ? 'none' : data.weightKind,
    where: data.where === null ? null : bindWhere(data.where, own),
    // Recorded decisions hold numbers, not texts in the notation of a file.
    numbers: PLAIN_NUMBERS,
  };
  if (bound.outcome?.type === 'stages' && bound.where !== null) demandStageNames(bound.where);
  if (bound.outcome?.type === 'ranking' && bound.where !== null) refuseListNames(bound.where);
  const strata = bindStrata(bound, own);
  const columns = [...new Set(columnsOf({ ...bound, attributes: [...attributes, ...strata] }))];
  return {
    policy: { ...policy, data: { ...bound, attributes: [...attributes, ...strata] } },
    attributes: columns.filter((column) => column.startsWith(ATTRIBUTES)),
    inputs: columns.filter((column) => column.startsWith(INPUTS)),
  };
}

/**
 * Refuses a name that binds to nothing, because it is a mistake in the policy and not an empty column.
 *
 * @param columns columns with a value in at least one decision of the audit, and all known columns, for suggestions
 * @throws TribuneError POLICY_INVALID
 */
export function checkBound(
  { attributes, inputs }: LivePolicy,
  columns: { readonly present: ReadonlySet<string>; readonly known: ReadonlySet<string> },
): void {
  const missing = [...attributes, ...inputs].find((column) => !columns.present.has(column));
  if (missing === undefined) return;
  const [kind, name] = splitColumn(missing);
  const known = [...columns.known]
    .filter((column) => column.startsWith(`${kind}.`))
    .map((column) => splitColumn(column)[1]);
  const near = suggest(name, known);
  const what = kind === 'inputs' ? 'input' : 'attribute';
  throw new TribuneError('POLICY_INVALID', `no recorded decision has the ${what} "${name}" that the policy names`, {
    remedy: `${near === null ? '' : `Did you mean "${near}"? `}Send it with the decisions, or bind it with data.live.`,
    place: { name },
  });
}

function splitColumn(column: string): ['attributes' | 'inputs', string] {
  const dot = column.indexOf('.');
  return [column.slice(0, dot) as 'attributes' | 'inputs', column.slice(dot + 1)];
}

/** The column of a name that stands for a field, `attributes.x`, `inputs.x`, otherwise for the attribute of that name. */
export function liveColumn(name: string): string {
  if (Object.hasOwn(FIELD_COLUMNS, name)) return FIELD_COLUMNS[name]!;
  return isLiveName(name) ? name : `${ATTRIBUTES}${name}`;
}

/** Whether a name says itself where its value stands: a field, `attributes.x` or `inputs.x`. */
export const isLiveName = (name: string): boolean =>
  Object.hasOwn(FIELD_COLUMNS, name) || name.startsWith(ATTRIBUTES) || name.startsWith(INPUTS);

/** Columns of decisions of 0 and 1. */
const binaryColumns = ({ label, prediction, live }: PolicyData): Pick<PolicyData, 'label' | 'prediction'> => ({
  label: label === null ? null : bindBinary(label, live.label, 'label'),
  prediction: bindBinary(prediction, live.prediction, 'outcome'),
});

/** The column of the outcomes of a stage, one row for each case. */
const stageColumn = (name: string): string => `stages.${name}`;

/** The column of the list of a candidate, which is known by a keyed hash. */
const LIST_COLUMN = 'ranking.list';

/** Columns of other decisions. Their unit needs no column, since the deployment declares it for all of them. */
function bindOutcome(outcome: Outcome, { live, missing }: PolicyData): Outcome {
  switch (outcome.type) {
    case 'amount':
      return {
        ...outcome,
        column: 'outcome',
        label: boundLabel(outcome, live),
        unitColumn: null,
        ...defined({ interval: boundInterval(outcome, live) }),
      };
    case 'ordered':
    case 'class':
      return { ...outcome, column: 'outcome', label: boundLabel(outcome, live) };
    case 'stages':
      demandBits(outcome, missing);
      return {
        ...outcome,
        ...(outcome.route === undefined ? {} : { route: liveColumn(outcome.route) }),
        // Records say 1 and 0, whatever the words of a file are.
        stages: outcome.stages.map(({ name }) => ({ name, column: stageColumn(name), positive: null, negative: null })),
      };
    case 'ranking':
      demandNumbers(outcome, missing);
      return { ...outcome, list: LIST_COLUMN, position: 'outcome', relevance: boundRelevance(outcome, live) };
  }
}

/** The ends of an interval, which a record has no field for, among its inputs. */
function boundInterval({ interval }: AmountOutcome, live: PolicyData['live']): AmountOutcome['interval'] {
  if (interval === undefined) return undefined;
  const bound = (end: 'lower' | 'upper'): string => {
    const name = live[end] ?? interval[end];
    if (name.startsWith(INPUTS)) return name;
    throw new TribuneError(
      'POLICY_INVALID',
      `data.outcome.interval names "${name}" for the ${end} ends, and a recorded decision has no field for them`,
      {
        remedy: `Send both ends among the inputs of decisions and name those: \`live: { lower: inputs.low, upper: inputs.high }\` under data.`,
        place: { name },
      },
    );
  };
  return { lower: bound('lower'), upper: bound('upper') };
}

/** Words for missing that a recorded position or relevance can be would make candidates who were shown, or who were worth nothing, look as if not. */
function demandNumbers({ relevance }: RankingOutcome, missing: readonly string[]): void {
  const isPosition = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= MOST_POSITIONS;
  const isRelevance = (n: number): boolean => relevance !== null && n >= 0 && n <= MOST_RELEVANCE;
  const lost = missing.find((word) => word.trim() !== '' && (isPosition(Number(word)) || isRelevance(Number(word))));
  if (lost === undefined) return;
  const what = relevance === null ? 'position' : 'position or relevance';
  throw new TribuneError(
    'POLICY_INVALID',
    `data.missing lists "${lost}", which can be the ${what} of a recorded candidate`,
    {
      remedy:
        'Use a policy for recorded lists that names no number from 0 there: records say null where a candidate was not shown.',
      place: { name: 'data.missing' },
    },
  );
}

/** What a candidate was worth is the label that comes later, unless the policy names another field. */
const boundRelevance = ({ relevance }: RankingOutcome, live: PolicyData['live']): string | null =>
  relevance === null ? null : overridden(live.relevance, 'label');

const boundLabel = ({ label }: Outcome, live: PolicyData['live']): string | null =>
  label === null ? null : overridden(live.label, 'label');

/** Where a policy has words of its own for passed and not passed, 0 and 1 may be among what it takes for missing in other columns. */
function demandBits({ stages }: StagesOutcome, missing: readonly string[]): void {
  const lost = missing.find((text) => text === '0' || text === '1');
  const named = stages.find(({ positive }) => positive !== null);
  if (lost === undefined || named === undefined) return;
  throw new TribuneError('POLICY_INVALID', `data.missing lists "${lost}", which is the outcome of a recorded stage`, {
    remedy: 'Use a policy for recorded decisions that does not list 0 and 1.',
    place: { name: 'data.missing' },
  });
}

/** Refuses a filter by the outcome of a decision where a case has one for each stage. */
function demandStageNames(where: WhereNode): void {
  const found = whereNames(where).find((column) => column === 'outcome' || column === 'label');
  if (found === undefined) return;
  throw new TribuneError('POLICY_INVALID', `data.where names the ${found}, but a case has an outcome at each stage`, {
    remedy: 'Name the column of the stage, as data.outcome.stages does.',
    place: { name: 'data.where' },
  });
}

/** Refuses a filter by the list of a candidate, of which audits know no name. */
function refuseListNames(where: WhereNode): void {
  if (!whereNames(where).includes(LIST_COLUMN)) return;
  throw new TribuneError(
    'POLICY_INVALID',
    'data.where names the list, whose name no audit of recorded decisions reads',
    {
      remedy: 'Filter by route, jurisdiction, version or an attribute, or audit a file of the lists.',
      place: { name: 'data.where' },
    },
  );
}

const overridden = (override: string | undefined, column: string): string =>
  override === undefined ? column : liveColumn(override);

/** Binds label or prediction. Fields are 0 and 1; a column that `data.live` names keeps the policy's own words for them. */
function bindBinary(binding: BinaryBinding | null, override: string | undefined, column: string): BinaryBinding {
  if (override === undefined) return { column, positive: null, negative: null };
  return { positive: null, negative: null, ...binding, column: liveColumn(override) };
}

function attributeColumn({ name }: AttributeSpec, { live }: PolicyData): string {
  const override = live[name];
  return override === undefined ? `${ATTRIBUTES}${name}` : liveColumn(override);
}

function weightColumn({ weight, live }: PolicyData): string | null {
  if (weight === null || live.weight === NO_WEIGHT) return null;
  if (live.weight !== undefined) return liveColumn(live.weight);
  throw new TribuneError('POLICY_INVALID', `data.weight names "${weight}", which no recorded decision has`, {
    remedy: 'Add `live: { weight: none }` under data: each decision then counts once; or name a field of inputs.',
    place: { name: weight },
  });
}

/** The policy's own names for its columns. */
function ownNames(data: PolicyData, attributes: readonly AttributeSpec[]): ReadonlyMap<string, string> {
  const { label, prediction, score, outcome, live } = data;
  const own = new Map<string, string>();
  data.attributes.forEach(({ name, column }, i) => {
    own.set(column, attributes[i]!.column);
    own.set(name, attributes[i]!.column);
  });
  if (label !== null) own.set(label.column, overridden(live.label, 'label'));
  if (prediction !== null) own.set(prediction.column, overridden(live.prediction, 'outcome'));
  if (outcome?.type === 'stages') {
    for (const stage of outcome.stages) own.set(stage.column, stageColumn(stage.name));
    if (outcome.route !== undefined) own.set(outcome.route, liveColumn(outcome.route));
  } else if (outcome?.type === 'ranking') {
    own.set(outcome.list, LIST_COLUMN);
    own.set(outcome.position, 'outcome');
    if (outcome.relevance !== null) own.set(outcome.relevance, boundRelevance(outcome, live)!);
  } else if (outcome !== undefined) own.set(outcome.column, 'outcome');
  if (outcome?.type === 'amount' && outcome.interval !== undefined) {
    const { lower, upper } = boundInterval(outcome, live)!;
    own.set(outcome.interval.lower, lower);
    own.set(outcome.interval.upper, upper);
  }
  if (outcome?.label != null) own.set(outcome.label, overridden(live.label, 'label'));
  if (score !== null) own.set(score, overridden(live.score, 'score'));
  return own;
}

/** Binds strata. Those that are no attributes name columns, and become attributes after the declared ones, as for files. */
function bindStrata({ attributes, ...data }: PolicyData, own: ReadonlyMap<string, string>): AttributeSpec[] {
  const declared = new Set(attributes.map(({ name }) => name));
  return strataOf(data)
    .filter((name) => !declared.has(name))
    .map((name) => ({ name, column: own.get(name) ?? liveColumn(name), reference: null, bins: null }));
}

function bindWhere(node: WhereNode, own: ReadonlyMap<string, string>): WhereNode {
  const operand = (one: WhereOperand): WhereOperand => {
    if (one.kind === 'literal') return one;
    const name = one.path.join('.');
    return { kind: 'name', path: [own.get(name) ?? liveColumn(name)] };
  };
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, left: bindWhere(node.left, own), right: bindWhere(node.right, own) };
    case 'not':
      return { ...node, operand: bindWhere(node.operand, own) };
    case 'compare':
      return { ...node, left: operand(node.left), right: operand(node.right) };
    default:
      return { ...node, operand: operand(node.operand) };
  }
}

function columnsOf(data: PolicyData): string[] {
  const relevance = data.outcome?.type === 'ranking' ? data.outcome.relevance : null;
  const interval = data.outcome?.type === 'amount' ? data.outcome.interval : undefined;
  const route = data.outcome?.type === 'stages' ? data.outcome.route : undefined;
  const named = [
    data.label?.column,
    data.prediction?.column,
    data.outcome?.label,
    interval?.lower,
    interval?.upper,
    relevance,
    route,
    data.score,
    data.weight,
  ];
  return [
    ...data.attributes.map(({ column }) => column),
    ...named.filter((column): column is string => typeof column === 'string'),
    ...(data.where === null ? [] : whereNames(data.where)),
  ];
}
