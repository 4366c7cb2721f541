import { defined } from '../base/defined.js';
import { DEFAULT_LEVEL, DEFAULT_MIN_GROUP_SIZE, DEFAULT_REPLICATES, DEFAULT_SEED } from '../fairness/metrics/api.js';
import { type Exploration, explorationColumn } from '../fairness/selective/index.js';
import type { GroupKey } from '../fairness/tally/index.js';
import { costMatrix } from './check/costs.js';
import { setKey } from './check/data.js';
import { effectiveReference } from './check/requirement.js';
import type { PolicyDocument } from './read/document.js';
import type { PathPart } from './read/mistakes.js';
import { compositeOf } from './sections/composites.js';
import type { RawBinding, RawData } from './sections/data.js';
import { buildOutcome, type Outcome } from './sections/outcomes/index.js';
import { compareOf, type RawRequirement } from './sections/requirements.js';
import { RESULT_MEASURES } from './sections/result-field.js';
import type { RawPolicy } from './sections/schema.js';
import type {
  BinaryBinding,
  ChangeRequirement,
  FromSpec,
  Policy,
  PolicyData,
  ReferenceChoice,
  Requirement,
} from './sections/types.js';
import { parseWhere } from './where/parse.js';

const DEFAULT_SCORE_BINS = { lower: 0, upper: 1, count: 1000 } as const;

type SourceText = PolicyDocument['sourceText'];

/** A policy with every default filled in, from a document without mistakes. */
export function buildPolicy(raw: RawPolicy, document: PolicyDocument): Policy {
  return {
    name: raw.name,
    version: raw.version,
    owner: raw.owner ?? null,
    purpose: raw.purpose ?? null,
    data: buildData(raw.data, raw.requirements, document.sourceText),
    statistics: {
      level: raw.statistics?.level ?? DEFAULT_LEVEL,
      multiplicity: raw.statistics?.multiplicity ?? 'holm',
      seed: raw.statistics?.seed ?? DEFAULT_SEED,
      replicates: raw.statistics?.replicates ?? DEFAULT_REPLICATES,
    },
    requirements: raw.requirements.map((requirement, index) =>
      buildRequirement(requirement, index, raw.data, document),
    ),
  };
}

function buildData(data: RawData, requirements: readonly RawRequirement[], source: SourceText): PolicyData {
  return {
    where: data.where === undefined ? null : parseWhere(data.where),
    whereText: data.where ?? null,
    ...defined({ outcome: outcomeOf(data, source) ?? undefined }),
    label: isBinary(data) ? buildBinding(data.label, ['data', 'label'], source) : null,
    ...seenForOf(data),
    prediction: buildBinding(data.prediction, ['data', 'prediction'], source),
    score: data.score ?? null,
    cutoff: data.cutoff ?? null,
    weight: data.weight ?? null,
    weightKind: data.weightKind ?? 'none',
    favourable: favourableOf(data),
    attributes: Object.entries(data.attributes).map(([name, spec]) => ({
      name,
      column: spec?.column ?? name,
      reference:
        spec?.reference === undefined
          ? null
          : valueText(spec.reference, ['data', 'attributes', name, 'reference'], source),
      bins: spec?.bins ?? null,
    })),
    ...membershipOf(data),
    intersections: data.intersections ?? [],
    strata: data.strata ?? [],
    ...givenOf(data, requirements),
    minGroupSize: data.minGroupSize ?? DEFAULT_MIN_GROUP_SIZE,
    missing: valueTexts(data.missing ?? [], ['data', 'missing'], source),
    unknown: data.unknown ?? 'exclude',
    ...notationOf(data),
    scoreScale: data.scoreScale ?? 1,
    scoreBins: data.scoreBins ?? DEFAULT_SCORE_BINS,
    live: data.live ?? {},
  };
}

/** Columns that only requirements name: they are read beside attributes and strata. */
function givenOf(data: RawData, requirements: readonly RawRequirement[]): Pick<PolicyData, 'given'> {
  const known = new Set([...Object.keys(data.attributes), ...(data.strata ?? [])]);
  const explored = exploredOf(data);
  const lot = explored === null ? null : explorationColumn(explored);
  const likely = (membershipOf(data).membership ?? []).flatMap(({ columns }) => Object.values(columns));
  const institutions = requirements.flatMap(({ institution }) => (institution === undefined ? [] : [institution]));
  const asked = [
    ...requirements.flatMap((one) => one.given ?? []),
    ...institutions,
    ...(lot === null ? [] : [lot]),
    ...likely,
  ];
  const given = [...new Set(asked)].filter((name) => !known.has(name));
  return given.length === 0 ? {} : { given };
}

/** Attributes that are known as probabilities. */
function membershipOf({ membership }: RawData): Pick<PolicyData, 'membership'> {
  if (membership === undefined) return {};
  return {
    membership: Object.entries(membership).map(([name, { probabilities, reference, assume }]) => ({
      name,
      columns: probabilities,
      reference: reference ?? null,
      ...defined({ assume }),
    })),
  };
}

const isBinary = ({ outcome }: RawData): boolean => outcome === undefined || outcome.type === 'binary';

/** Null where decisions are 0 or 1. */
const outcomeOf = ({ outcome, label }: RawData, source: SourceText): Outcome | null =>
  buildOutcome(outcome, typeof label === 'string' ? label : null, (values, path) =>
    valueTexts(values ?? [], ['data', 'outcome', ...path], source),
  );

/** How some of the others came to have a label; null where the policy says of none. */
function exploredOf({ label }: RawData): Exploration | null {
  const explored = typeof label === 'object' ? label.explored : undefined;
  if (explored === undefined) return null;
  if ('probability' in explored) return explored;
  return { share: explored.share, ...defined({ column: explored.column }) };
}

/** The prediction whose people get a label, where the policy says that the others get none. */
function seenForOf(data: RawData): Pick<PolicyData, 'seenFor' | 'explored'> {
  const seenFor = typeof data.label === 'object' && isBinary(data) ? data.label.seenFor : undefined;
  if (seenFor === undefined) return {};
  const favourable = favourableOf(data);
  const explored = exploredOf(data);
  return {
    seenFor: seenFor === 'favourable' ? favourable : favourable === 1 ? 0 : 1,
    ...defined({ explored: explored ?? undefined }),
  };
}

/** A policy of yes and no without `favourable` has been refused before. */
function favourableOf({ favourable, outcome }: RawData): 0 | 1 {
  if (outcome === undefined || outcome.type === 'binary') return favourable!;
  return 'favourable' in outcome && outcome.favourable === 'lower' ? 0 : 1;
}

/** Present only where the policy asks for another notation than the usual one. */
function notationOf({ decimal = 'point', percent = false }: RawData): Pick<PolicyData, 'numbers'> {
  return decimal === 'point' && !percent ? {} : { numbers: { decimal, percent } };
}

/** The text of a value as in the file: `01` stays `01`, although YAML reads the number 1. */
function valueText(value: string | number | boolean, path: readonly PathPart[], source: SourceText): string {
  return source(path) ?? String(value);
}

const valueTexts = (
  values: readonly (string | number | boolean)[],
  path: readonly PathPart[],
  source: SourceText,
): string[] => values.map((value, index) => valueText(value, [...path, index], source));

function buildBinding(
  binding: RawBinding | undefined,
  path: readonly PathPart[],
  source: SourceText,
): BinaryBinding | null {
  if (binding === undefined) return null;
  if (typeof binding === 'string') return { column: binding, positive: null, negative: null };
  return {
    column: binding.column,
    positive: binding.positive ? valueTexts(binding.positive, [...path, 'positive'], source) : null,
    negative: binding.negative ? valueTexts(binding.negative, [...path, 'negative'], source) : null,
  };
}

/** The shares that a requirement declares; none where the pool is the target. */
const targetsOf = ({ target, by }: RawRequirement): Pick<Requirement, 'target'> =>
  target === undefined || target === 'pool' ? {} : { target: { by: by[0]!, shares: target } };

function buildRequirement(raw: RawRequirement, index: number, data: RawData, document: PolicyDocument): Requirement {
  const path = ['requirements', index];
  // Attributes get the order of the declared intersection, so that group keys of audit and requirement look the same.
  const by = data.intersections?.find((set) => setKey(set) === setKey(raw.by)) ?? raw.by;
  const { line } = document.locate({ path, message: '', remedy: '', severity: 'error' });
  const frame = {
    id: raw.id,
    metric: raw.metric,
    ...defined({
      q: raw.q,
      value: raw.value,
      of: raw.of,
      k: raw.k,
      pairs: raw.pairs,
      per: raw.per,
      institution: raw.institution,
    }),
    ...outcomeParameters(raw, path, data, document.sourceText),
    ...targetsOf(raw),
    by,
    bound: { ...defined({ min: raw.min, max: raw.max }) },
    evidence: raw.evidence,
    smallGroups: raw.smallGroups ?? 'inconclusive',
    severity: raw.severity,
    ...(raw.live === false ? { live: false as const } : {}),
    basis: raw.basis,
    rationale: raw.rationale ?? null,
    waiver: raw.waiver ?? null,
    line,
  };
  const compare = compareOf(raw)!;
  if (compare === 'value') return { ...frame, compare, ...defined({ from: fromOf(raw) }) };
  if (compare === 'change') return buildChange(frame, raw.change!);
  const reference = buildReference(effectiveReference(raw, data), by, path, document.sourceText);
  return { ...frame, compare, reference, oneSided: raw.oneSided ?? isOneWay(raw), ...defined({ given: raw.given }) };
}

/** Where the number of another result stands; a measure has a place of its own. */
function fromOf({ from }: RawRequirement): FromSpec | undefined {
  if (from === undefined) return undefined;
  const { result, field, measure } = from;
  return measure === undefined ? { result, field: field! } : { result, field: RESULT_MEASURES[measure].field, measure };
}

/** A measure against the declared reference asks how far a group lies below it, and not how far above. */
const isOneWay = ({ metric }: RawRequirement): boolean => compositeOf(metric)?.reference === 'declared';
/** The parameters of metrics of levels and classes. */
function outcomeParameters(
  { level, class: name, stage, route, costs }: RawRequirement,
  path: readonly PathPart[],
  data: RawData,
  source: SourceText,
) {
  const outcome = costs === undefined ? null : outcomeOf(data, source);
  return defined({
    atLevel: level === undefined ? undefined : valueText(level, [...path, 'level'], source),
    class: name === undefined ? undefined : valueText(name, [...path, 'class'], source),
    stage,
    route,
    costs: outcome?.type === 'class' ? costMatrix(costs!, outcome.classes) : undefined,
  });
}

/** A change has its bound as a signed number too: a fall of at most 0.15 is a change of at least -0.15. */
function buildChange(
  frame: Omit<ChangeRequirement, 'compare' | 'change'>,
  { against, maxDrop, maxRise, relative = false }: NonNullable<RawRequirement['change']>,
): ChangeRequirement {
  return {
    ...frame,
    compare: 'change',
    bound: { ...defined({ min: maxDrop === undefined ? undefined : -maxDrop, max: maxRise }) },
    change: { against, relative, ...defined({ maxDrop, maxRise }) },
  };
}

function buildReference(
  reference: NonNullable<RawRequirement['reference']>,
  by: readonly string[],
  path: readonly PathPart[],
  source: SourceText,
): ReferenceChoice {
  if (typeof reference === 'string') return reference;
  const key: [string, string][] = by.map((name) => [
    name,
    valueText(reference[name]!, [...path, 'reference', name], source),
  ]);
  return Object.fromEntries(key) satisfies GroupKey;
}
