import { percentText } from '../../core/base/percent-text.js';
import { type Group, groupTally, rateOf } from '../../core/fairness/index.js';
import type { Tally } from '../../core/fairness/tally/index.js';
import { smallestDetectableDifference } from '../../core/stats/index.js';
import type { MembershipGuess } from './guess-membership.js';
import type { BinaryRole, ColumnRoles } from './guess-roles.js';
import type { SeenLabels } from './guess-seen.js';
import { headLines, quote, slug } from './policy-lines.js';

/** Power at which the data count as able to decide a bound (Cohen 1988, the customary 0.8). */
const POWER = 0.8;
const LEVEL = 0.95;
/**
 * Our default for a tolerable absolute gap. Small numbers of people do not make a larger gap tolerable, but make the verdict inconclusive.
 */
const USUAL_BOUND = 0.1;
const MIN_GROUP_SIZE = 30;

/** How well the data can decide about one rate. */
export interface RatePower {
  readonly metric: 'favourable_rate' | 'opportunity_rate' | 'positive_predictive_value' | 'negative_predictive_value';
  /**
   * Smallest gap that is found with power 0.8 between the largest and the smallest sufficient group, by this rate's own denominators; null
   * with fewer than two such groups.
   */
  readonly detectable: number | null;
  /** The proposed bound, which does not depend on what the data can decide. */
  readonly bound: number;
}

/** How well the data can decide about one attribute. */
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
 * Group sizes, the reference (the largest group), and the gaps that these sizes can decide.
 *
 * @example weighAttribute(tally, 'race', { favourable: 1, labelled: true }).rates[0]?.detectable
 */
export function weighAttribute(
  tally: Tally,
  attribute: string,
  options: { readonly favourable: 0 | 1; readonly labelled: boolean; readonly seen?: SeenLabels | null },
): AttributeEvidence {
  const all = groupTally(tally, [attribute]);
  const groups = all.filter((g) => g.known);
  const largest = groups.reduce<Group | null>((best, g) => (best === null || g.n > best.n ? g : best), null);
  const insufficient = groups.filter((g) => g.n < MIN_GROUP_SIZE);
  const pooled = insufficient.reduce((sum, g) => sum + g.n, 0);
  return {
    attribute,
    groups: groups.map((g) => ({ value: String(g.key[attribute]), n: g.n })),
    reference: largest === null ? null : String(largest.key[attribute]),
    insufficient: insufficient.map((g) => String(g.key[attribute])),
    unknown: all.filter((g) => !g.known).reduce((sum, g) => sum + g.n, 0),
    rates: metricsOf(options).map((metric) => powerOf(groups, largest, metric, options.favourable)),
    smallGroups: insufficient.length === 0 ? 'inconclusive' : pooled >= MIN_GROUP_SIZE ? 'pool' : 'report',
  };
}

/** Who is approved, and what labels say of it: of all people, or of those whose labels are seen. */
function metricsOf({
  favourable,
  labelled,
  seen = null,
}: Parameters<typeof weighAttribute>[2]): readonly RatePower['metric'][] {
  if (!labelled) return ['favourable_rate'];
  if (seen === null) return ['favourable_rate', 'opportunity_rate'];
  const isOfSelected = (seen.seenFor === 'favourable') === (favourable === 1);
  return ['favourable_rate', isOfSelected ? 'positive_predictive_value' : 'negative_predictive_value'];
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
  return { metric, detectable, bound: USUAL_BOUND };
}

export interface ProposalOptions {
  readonly name: string;
  readonly roles: ColumnRoles;
  readonly favourable: 0 | 1;
  /** Whether the favourable outcome was given by the caller (`given`), or derived from the name of the column of predictions. */
  readonly favourableFrom: 'told' | 'name';
  readonly evidence: readonly AttributeEvidence[];
  /** Attributes of which only probabilities are known; none unless said. */
  readonly membership?: readonly MembershipGuess[];
  /** Whose labels are seen, where that looks like one prediction alone. */
  readonly seen?: SeenLabels | null;
}

const round = (value: number): number => Number(value.toFixed(2));

/**
 * A policy file as text, with a comment for each choice that a person must confirm.
 *
 * @example writePolicy({ name: 'loans', roles, favourable: 1, favourableFrom: 'told', evidence })
 */
export function writePolicy(options: ProposalOptions): string {
  const { evidence, membership = [] } = options;
  const lines = [
    ...headLines(options.name),
    'data:',
    ...dataLines(options),
    evidence.length === 0 ? '  attributes: {}' : '  attributes:',
    ...evidence.flatMap((each) => attributeLines(each, binsOf(options, each))),
    ...(evidence.length >= 2
      ? [
          '  intersections:',
          `    - [${evidence
            .slice(0, 2)
            .map((e) => quote(e.attribute))
            .join(', ')}]`,
        ]
      : []),
    ...(membership.length === 0 ? [] : ['  membership:']),
    ...membership.flatMap(membershipLines),
    `  minGroupSize: ${MIN_GROUP_SIZE}`,
    '',
    evidence.some((e) => e.rates.length > 0) || membership.length > 0 ? 'requirements:' : 'requirements: []',
    ...evidence.flatMap((each) => [...gapLines(each), ...compositeLines(options, each)]),
    ...membership.flatMap(likelyGapLines),
  ];
  return `${lines.join('\n')}\n`;
}

const binsOf = ({ roles }: ProposalOptions, { attribute }: AttributeEvidence): readonly number[] | null =>
  roles.attributes.find(({ name }) => name === attribute)?.bins ?? null;

function binaryText(role: BinaryRole): string {
  const list = (values: readonly string[]): string => `[${values.map(quote).join(', ')}]`;
  const { column, positive, negative } = role;
  if (positive === null || negative === null) return quote(column);
  return `{ column: ${quote(column)}, positive: ${list(positive)}, negative: ${list(negative)} }   # check: which value is 1`;
}

function labelLine(label: BinaryRole, seen: SeenLabels | null): string {
  const text = binaryText(label);
  if (seen === null) return `  label: ${text}`;
  const [role, comment = ''] = text.split(' }   # ');
  const written = role!.startsWith('{')
    ? `${role}, seenFor: ${seen.seenFor} }`
    : `{ column: ${role}, seenFor: ${seen.seenFor} }`;
  const other = seen.seenFor === 'favourable' ? 'unfavourable' : 'favourable';
  const check = `seenFor, as ${percentText(seen.seen)} with the ${seen.seenFor} prediction have a label and ${percentText(seen.unseen)} with the ${other} one; drop it where labels are only late`;
  return `  label: ${written}   # ${comment === '' ? 'check: ' : `${comment}; `}${check}`;
}

function dataLines({ roles, favourable, favourableFrom, seen = null }: ProposalOptions): string[] {
  const { label, prediction, score, cutoff, weight, weightKind, missing } = roles;
  const weightWords =
    weightKind === 'count'
      ? 'count                  # check: each line stands for so many people; sampling for survey weights'
      : 'sampling               # check: a survey weight; count where each line stands for so many people';
  return [
    label === null
      ? '  # no label found: error rates cannot be audited until the truth is known'
      : labelLine(label, seen),
    ...(prediction === null ? [] : [`  prediction: ${binaryText(prediction)}`]),
    ...(score === null ? [] : [`  score: ${quote(score)}`]),
    ...(score === null || prediction !== null
      ? []
      : [`  cutoff: ${cutoff}                        # check: prediction = 1 if score >= cutoff`]),
    ...(weight === null ? [] : [`  weight: ${quote(weight)}`, `  weightKind: ${weightWords}`]),
    `  favourable: ${favourable}                      # ${favourableFrom === 'told' ? 'as told' : 'check: the prediction that is good for the person, read from the name of its column'}`,
    ...(missing.length === 0
      ? []
      : [
          `  missing: [${missing.map(quote).join(', ')}]        # check: these look like missing; drop those that are not`,
        ]),
  ];
}

function attributeLines(e: AttributeEvidence, bins: readonly number[] | null): string[] {
  const shares = e.groups.map((g) => `${g.value} ${g.n}`).join(', ');
  const comment = `    # ${shares}${e.unknown > 0 ? `, unknown ${e.unknown}` : ''}`.replaceAll(/[\r\n]/g, ' ');
  const parts = [
    ...(bins === null ? [] : [`bins: [${bins.join(', ')}]`]),
    ...(e.reference === null ? [] : [`reference: ${quote(e.reference)}`]),
  ];
  const checks = [
    ...(bins === null ? [] : ['edges near the quarters of the people, choose those that mean something']),
    ...(e.reference === null ? [] : ['the largest group']),
  ];
  const value = parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }       # check: ${checks.join('; ')}`;
  return [comment, `    ${quote(e.attribute)}: ${value}`];
}

function membershipLines({ name, columns }: MembershipGuess): string[] {
  const each = Object.entries(columns).map(([group, column]) => `${quote(group)}: ${quote(column)}`);
  return [
    `    ${quote(name)}:                       # check: probabilities that the person belongs to the group, by their names and since they add up to 1 in every row`,
    `      probabilities: { ${each.join(', ')} }`,
  ];
}

const likelyGapLines = ({ name }: MembershipGuess): string[] => [
  `  - id: parity-${slug(name)}`,
  '    metric: favourable_rate',
  `    by: [${quote(name)}]`,
  '    compare: difference',
  `    max: ${USUAL_BOUND}                        # check: judged by the range that the probabilities leave, without an assumption`,
  '    evidence: violation',
  '    smallGroups: inconclusive',
  '    severity: block',
  '    basis: { kind: ours, source: "proposed by tribune policy init" }',
];

const RATE_NAMES: Readonly<Record<RatePower['metric'], string>> = {
  favourable_rate: 'parity',
  opportunity_rate: 'opportunity',
  positive_predictive_value: 'predictive-value',
  negative_predictive_value: 'predictive-value',
};

/** Names of decisions that select people for something good, of which adverse impact is customarily asked. */
const SELECTIONS = /^(selected|hired|promoted|admitted|accepted|shortlisted|invited|offered)$/i;

/** Measures that the field asks of labels and decisions together, and of selection. */
function compositeLines({ roles, favourable, seen = null }: ProposalOptions, e: AttributeEvidence): string[] {
  if (e.reference === null || e.rates.length === 0) return [];
  const isSelection = favourable === 1 && roles.prediction !== null && SELECTIONS.test(roles.prediction.column);
  const frame = (bound: string, severity: string, basis: string): string[] => [
    `    by: [${quote(e.attribute)}]`,
    `    ${bound}`,
    '    evidence: violation',
    `    smallGroups: ${e.smallGroups}`,
    `    severity: ${severity}`,
    `    basis: ${basis}`,
  ];
  return [
    ...(isSelection
      ? [
          `  - id: adverse-impact-${slug(e.attribute)}`,
          '    metric: adverse_impact_ratio',
          ...frame(
            'min: 0.8                        # check: against the largest group; the rule takes the group with the highest rate',
            'block',
            '{ kind: guidance, source: "29 CFR 1607.4(D), four-fifths rule of thumb" }',
          ),
        ]
      : []),
    // Equal odds need the labels of everyone.
    ...(roles.label === null || seen !== null
      ? []
      : [
          `  - id: equalized-odds-${slug(e.attribute)}`,
          '    metric: equalized_odds_difference',
          ...frame(
            `max: ${USUAL_BOUND}                        # check: with unequal base rates a useful score cannot have it near 0 and be calibrated`,
            'warn',
            '{ kind: ours, source: "proposed by tribune policy init" }',
          ),
        ]),
  ];
}

function gapLines(e: AttributeEvidence): string[] {
  const small =
    e.insufficient.length === 0
      ? 'no group is too small now'
      : `below ${MIN_GROUP_SIZE}: ${e.insufficient.join(', ').replaceAll(/[\r\n]/g, ' ')}`;
  return e.rates.flatMap(({ metric, detectable, bound }) => [
    `  - id: ${RATE_NAMES[metric]}-${slug(e.attribute)}`,
    `    metric: ${metric}`,
    `    by: [${quote(e.attribute)}]`,
    '    compare: difference',
    `    max: ${round(bound)}                        # check: ${powerWords(detectable, bound)}`,
    '    evidence: violation',
    `    smallGroups: ${e.smallGroups}            # ${small}`,
    '    severity: block',
    '    basis: { kind: ours, source: "proposed by tribune policy init" }',
  ]);
}

function powerWords(detectable: number | null, bound: number): string {
  if (detectable === null) return 'fewer than two groups are large enough: the data cannot decide any bound';
  const gap = detectable < 0.01 ? Number(detectable.toPrecision(1)) : round(detectable);
  return `these sizes show a gap of ${gap} with power ${POWER} (largest group against the smallest sufficient one)${detectable > bound ? '; a smaller one comes out inconclusive' : ''}`;
}
