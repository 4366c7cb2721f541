import { type Group, groupTally, rateOf } from '../../core/fairness/index.js';
import type { Tally } from '../../core/fairness/types.js';
import { smallestDetectableDifference } from '../../core/stats/index.js';

/** What is known of a column before a policy exists. */
export interface ColumnProfile {
  readonly name: string;
  /** Distinct values, `null` where there were too many to list. */
  readonly values: readonly { readonly value: string; readonly rows: number }[] | null;
  readonly missingRows: number;
  readonly numeric: boolean;
  readonly min: number | null;
  readonly max: number | null;
}

/** The roles of columns, as guessed or as told. */
export interface ColumnRoles {
  readonly label: string | null;
  readonly prediction: string | null;
  readonly score: string | null;
  /** Each line stands for this many people; null: for one. */
  readonly weight: string | null;
  readonly attributes: readonly string[];
}

const LABEL_NAMES =
  /^(y|y_true|label|target|truth|actual|outcome|reoffended|default(ed)?|repaid|two_year_recid|good|is_recid|class)$/i;
const PREDICTION_NAMES =
  /^(y_pred|pred(iction)?|predicted|decision|decided|approved|selected|hired|promoted|flagged|granted|accepted|admitted)$/i;
const SCORE_NAMES = /^(score|prob(ability)?|p|y_score|y_prob|risk|risk_score)$/i;
const WEIGHT_NAMES = /^(n|count|counts|weight|weights|w|freq|frequency|people)$/i;
const ATTRIBUTE_NAMES =
  /(^|_)(race|ethnicity|ethnic|sex|gender|age|age_?(band|cat|group|range)|religion|disab\w*|nationality|citizenship|marital\w*|marriage|foreign\w*|pregnan\w*|veteran|orientation|single|rac1p)(_|$)/i;

/** An attribute with more values than this is listed as a candidate for bins, not proposed. */
const MOST_ATTRIBUTE_VALUES = 20;
/** Power at which a bound counts as one that the data could decide (Cohen 1988, the customary 0.8). */
const POWER = 0.8;
const LEVEL = 0.95;
/** Our default for a tolerable gap, absolute; raised where the data could not decide it. */
const USUAL_BOUND = 0.1;
const BOUND_STEP = 0.05;
const MIN_GROUP_SIZE = 30;

const isBinary = (c: ColumnProfile): boolean =>
  c.values !== null && c.values.length === 2 && c.values.every((v) => /^(0|1|true|false)$/i.test(v.value));

/** Guesses roles by name and content. What the caller told wins. */
export function guessRoles(columns: readonly ColumnProfile[], told: Partial<ColumnRoles>): ColumnRoles {
  const pick = (names: RegExp, fits: (c: ColumnProfile) => boolean): string | null =>
    columns.find((c) => names.test(c.name) && fits(c))?.name ?? null;
  const label = told.label ?? pick(LABEL_NAMES, isBinary);
  const prediction = told.prediction ?? pick(PREDICTION_NAMES, (c) => isBinary(c) && c.name !== label);
  const score = told.score ?? pick(SCORE_NAMES, (c) => c.numeric && c.name !== label && c.name !== prediction);
  const weight = told.weight ?? pick(WEIGHT_NAMES, (c) => c.numeric && c.min !== null && c.min >= 0 && !isBinary(c));
  const taken = new Set([label, prediction, score, weight]);
  const attributes =
    told.attributes && told.attributes.length > 0
      ? told.attributes
      : columns
          .filter((c) => !taken.has(c.name) && ATTRIBUTE_NAMES.test(c.name))
          .filter((c) => c.values !== null && c.values.length >= 2 && c.values.length <= MOST_ATTRIBUTE_VALUES)
          .map((c) => c.name);
  return { label, prediction, score, weight, attributes };
}

/** What the data could decide about one rate. */
export interface RatePower {
  readonly metric: 'favourable_rate' | 'opportunity_rate';
  /** Smallest gap seen with power 0.8 between the largest and the smallest sufficient group, by this rate's own denominators; null with fewer than two. */
  readonly detectable: number | null;
  /** The bound proposed. */
  readonly bound: number;
}

/** What the data could decide for one attribute. */
export interface AttributeEvidence {
  readonly attribute: string;
  readonly groups: readonly { readonly value: string; readonly n: number }[];
  /** The largest group; null where there is none. */
  readonly reference: string | null;
  readonly insufficient: readonly string[];
  readonly unknown: number;
  readonly rates: readonly RatePower[];
  readonly smallGroups: 'inconclusive' | 'report' | 'pool';
}

/**
 * Group sizes, the reference (the largest group), and bounds that these sizes can decide.
 *
 * @example weighAttribute(tally, 'race', { favourable: 1, labelled: true }).rates[0]?.detectable
 */
export function weighAttribute(
  tally: Tally,
  attribute: string,
  options: { readonly favourable: 0 | 1; readonly labelled: boolean },
): AttributeEvidence {
  const all = groupTally(tally, [attribute]);
  const groups = all.filter((g) => g.known);
  const largest = groups.reduce<Group | null>((best, g) => (best === null || g.n > best.n ? g : best), null);
  const insufficient = groups.filter((g) => g.n < MIN_GROUP_SIZE);
  const pooled = insufficient.reduce((sum, g) => sum + g.n, 0);
  const metrics = options.labelled
    ? (['favourable_rate', 'opportunity_rate'] as const)
    : (['favourable_rate'] as const);
  return {
    attribute,
    groups: groups.map((g) => ({ value: String(g.key[attribute]), n: g.n })),
    reference: largest === null ? null : String(largest.key[attribute]),
    insufficient: insufficient.map((g) => String(g.key[attribute])),
    unknown: all.filter((g) => !g.known).reduce((sum, g) => sum + g.n, 0),
    rates: metrics.map((metric) => powerOf(groups, largest, metric, options.favourable)),
    smallGroups: insufficient.length === 0 ? 'inconclusive' : pooled >= MIN_GROUP_SIZE ? 'pool' : 'report',
  };
}

function powerOf(
  groups: readonly Group[],
  largest: Group | null,
  metric: RatePower['metric'],
  favourable: 0 | 1,
): RatePower {
  const rates = groups.map((group) => ({ group, ...rateOf(group, metric, favourable) }));
  const people = rates.reduce((sum, r) => sum + r.n, 0);
  const reference = rates.find((r) => r.group === largest);
  const others = rates.filter((r) => r.group !== largest && r.n >= MIN_GROUP_SIZE).map((r) => r.n);
  if (reference === undefined || others.length === 0 || people === 0)
    return { metric, detectable: null, bound: USUAL_BOUND };
  const p = rates.reduce((sum, r) => sum + r.successes, 0) / people;
  const detectable = smallestDetectableDifference({
    n1: Math.min(...others),
    n2: reference.n,
    p,
    level: LEVEL,
    power: POWER,
  });
  const bound =
    detectable === null ? USUAL_BOUND : Math.max(USUAL_BOUND, Math.ceil(detectable / BOUND_STEP) * BOUND_STEP);
  return { metric, detectable, bound };
}

export interface ProposalOptions {
  readonly name: string;
  readonly roles: ColumnRoles;
  readonly cutoff: number | null;
  readonly favourable: 0 | 1;
  readonly favourableTold: boolean;
  readonly evidence: readonly AttributeEvidence[];
}

const quote = (text: string): string => JSON.stringify(text);
const round = (value: number): number => Number(value.toFixed(2));

/**
 * A policy file as text, with a comment for each choice that a person must confirm.
 *
 * @example writePolicy({ name: 'loans', roles, cutoff: null, favourable: 1, favourableTold: false, evidence })
 */
export function writePolicy(options: ProposalOptions): string {
  const { roles, evidence } = options;
  const lines = [
    '# Proposed by tribune policy init: read every line, confirm what carries "check", then own it.',
    'tribune: policy/v1',
    `name: ${options.name}`,
    'version: 0.1.0',
    'owner: you@example.org               # check: who answers for this policy',
    'purpose: "Say what is decided, and about whom."',
    '',
    'data:',
    ...(roles.label
      ? [`  label: ${quote(roles.label)}`]
      : ['  # no label found: error rates cannot be audited until the truth is known']),
    ...(roles.prediction ? [`  prediction: ${quote(roles.prediction)}`] : []),
    ...(roles.score ? [`  score: ${quote(roles.score)}`] : []),
    ...(roles.score && !roles.prediction
      ? [`  cutoff: ${options.cutoff}                        # check: prediction = 1 if score >= cutoff`]
      : []),
    ...(roles.weight
      ? [
          `  weight: ${quote(roles.weight)}                        # check: each line stands for so many people`,
          '  weightKind: count                  # or sampling, for survey weights',
        ]
      : []),
    `  favourable: ${options.favourable}                      # ${options.favourableTold ? 'as told' : 'check: the prediction that is good for the person'}`,
    '  attributes:',
    ...evidence.flatMap(attributeLines),
    ...(evidence.length >= 2
      ? [
          '  intersections:',
          `    - [${evidence
            .slice(0, 2)
            .map((e) => quote(e.attribute))
            .join(', ')}]`,
        ]
      : []),
    `  minGroupSize: ${MIN_GROUP_SIZE}`,
    '',
    ...(evidence.some((e) => e.rates.length > 0) ? ['requirements:'] : ['requirements: []']),
    ...evidence.flatMap(requirementLines),
  ];
  return `${lines.join('\n')}\n`;
}

function attributeLines(e: AttributeEvidence): string[] {
  const shares = e.groups.map((g) => `${g.value} ${g.n}`).join(', ');
  const comment = `    # ${shares}${e.unknown > 0 ? `, unknown ${e.unknown}` : ''}`.replaceAll(/[\r\n]/g, ' ');
  const value = e.reference === null ? '{}' : `{ reference: ${quote(e.reference)} }       # check: the largest group`;
  return [comment, `    ${quote(e.attribute)}: ${value}`];
}

const RATE_NAMES = { favourable_rate: 'parity', opportunity_rate: 'opportunity' } as const;

function requirementLines(e: AttributeEvidence): string[] {
  const small =
    e.insufficient.length === 0
      ? 'no group is too small now'
      : `below ${MIN_GROUP_SIZE}: ${e.insufficient.join(', ').replaceAll(/[\r\n]/g, ' ')}`;
  return e.rates.flatMap(({ metric, detectable, bound }) => [
    `  - id: ${RATE_NAMES[metric]}-${slug(e.attribute)}`,
    `    metric: ${metric}`,
    `    by: [${quote(e.attribute)}]`,
    '    compare: difference',
    `    max: ${round(bound)}                        # check: ${powerWords(detectable)}`,
    '    evidence: violation',
    `    smallGroups: ${e.smallGroups}            # ${small}`,
    '    severity: block',
    '    basis: { kind: ours, source: "proposed by tribune policy init" }',
  ]);
}

function powerWords(detectable: number | null): string {
  return detectable === null
    ? 'fewer than two groups are large enough: the data cannot decide any bound'
    : `these sizes show a gap of ${round(detectable)} with power ${POWER} (largest group against the smallest sufficient one)`;
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'attribute'
  );
}
