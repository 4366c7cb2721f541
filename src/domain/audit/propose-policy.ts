import { groupTally } from '../../core/fairness/index.js';
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
  readonly attributes: readonly string[];
}

const LABEL_NAMES =
  /^(y|y_true|label|target|truth|actual|outcome|reoffended|default(ed)?|repaid|two_year_recid|good|is_recid|class)$/i;
const PREDICTION_NAMES =
  /^(y_pred|pred(iction)?|predicted|decision|decided|approved|selected|hired|promoted|flagged|granted|accepted|admitted)$/i;
const SCORE_NAMES = /^(score|prob(ability)?|p|y_score|y_prob|risk|risk_score)$/i;
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
  const taken = new Set([label, prediction, score]);
  const attributes =
    told.attributes && told.attributes.length > 0
      ? told.attributes
      : columns
          .filter((c) => !taken.has(c.name) && ATTRIBUTE_NAMES.test(c.name))
          .filter((c) => c.values !== null && c.values.length >= 2 && c.values.length <= MOST_ATTRIBUTE_VALUES)
          .map((c) => c.name);
  return { label, prediction, score, attributes };
}

/** What the data could decide for one attribute. */
export interface AttributeEvidence {
  readonly attribute: string;
  readonly groups: readonly { readonly value: string; readonly n: number }[];
  /** The largest group; null where there is none. */
  readonly reference: string | null;
  readonly insufficient: readonly string[];
  readonly unknown: number;
  /** Smallest gap of the selection rate seen with power 0.8 between the reference and the smallest sufficient group; null with fewer than two. */
  readonly detectable: number | null;
  readonly bound: number;
  readonly smallGroups: 'inconclusive' | 'report' | 'pool';
}

/** Group sizes, the reference (the largest group), and a bound that these sizes can decide. */
export function weighAttribute(tally: Tally, attribute: string, minGroupSize = MIN_GROUP_SIZE): AttributeEvidence {
  const all = groupTally(tally, [attribute]);
  const groups = all
    .filter((g) => g.known)
    .map((g) => ({
      value: String(g.key[attribute]),
      n: g.n,
      selected: g.counts.tp + g.counts.fp + g.selectedUnlabelled,
    }));
  const largest = groups.reduce((best, g) => (g.n > best.n ? g : best), groups[0] ?? { value: '', n: 0, selected: 0 });
  const sufficient = groups.filter((g) => g.n >= minGroupSize);
  const insufficient = groups.filter((g) => g.n < minGroupSize);
  const smallest = sufficient
    .filter((g) => g.value !== largest.value)
    .reduce((least, g) => Math.min(least, g.n), Number.POSITIVE_INFINITY);
  const total = groups.reduce((sum, g) => sum + g.n, 0);
  const rate = total === 0 ? 0 : groups.reduce((sum, g) => sum + g.selected, 0) / total;
  const detectable = Number.isFinite(smallest)
    ? smallestDetectableDifference({ n1: smallest, n2: largest.n, p: rate, level: LEVEL, power: POWER })
    : null;
  const pooled = insufficient.reduce((sum, g) => sum + g.n, 0);
  return {
    attribute,
    groups: groups.map(({ value, n }) => ({ value, n })),
    reference: groups.length > 0 ? largest.value : null,
    insufficient: insufficient.map((g) => g.value),
    unknown: all.filter((g) => !g.known).reduce((sum, g) => sum + g.n, 0),
    detectable,
    bound: detectable === null ? USUAL_BOUND : Math.max(USUAL_BOUND, Math.ceil(detectable / BOUND_STEP) * BOUND_STEP),
    smallGroups: insufficient.length === 0 ? 'inconclusive' : pooled >= minGroupSize ? 'pool' : 'report',
  };
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
    'requirements:',
    ...evidence.flatMap((e) => requirementLines(e, roles.label !== null)),
  ];
  return `${lines.join('\n')}\n`;
}

function attributeLines(e: AttributeEvidence): string[] {
  const shares = e.groups.map((g) => `${g.value} ${g.n}`).join(', ');
  const comment = `    # ${shares}${e.unknown > 0 ? `, unknown ${e.unknown}` : ''}`.replaceAll(/[\r\n]/g, ' ');
  const value = e.reference === null ? '{}' : `{ reference: ${quote(e.reference)} }       # check: the largest group`;
  return [comment, `    ${quote(e.attribute)}: ${value}`];
}

function requirementLines(e: AttributeEvidence, labelled: boolean): string[] {
  const power =
    e.detectable === null
      ? 'fewer than two groups are large enough: the data cannot decide any bound'
      : `the data can see a gap of ${round(e.detectable)} (power ${POWER}, smallest sufficient group against the largest)`;
  const small =
    e.insufficient.length === 0
      ? 'no group is too small now'
      : `below ${MIN_GROUP_SIZE}: ${e.insufficient.join(', ').replaceAll(/[\r\n]/g, ' ')}`;
  const requirement = (id: string, metric: string): string[] => [
    `  - id: ${id}-${slug(e.attribute)}`,
    `    metric: ${metric}`,
    `    by: [${quote(e.attribute)}]`,
    '    compare: difference',
    `    max: ${round(e.bound)}                        # check: ${power}`,
    '    evidence: violation',
    `    smallGroups: ${e.smallGroups}            # ${small}`,
    '    severity: block',
    '    basis: { kind: ours, source: "proposed by tribune policy init" }',
  ];
  return [
    ...requirement('parity', 'favourable_rate'),
    ...(labelled ? requirement('opportunity', 'opportunity_rate') : []),
  ];
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'attribute'
  );
}
