import type { Matrix, Model } from '../../models/index.js';
import {
  clopperPearson,
  createGenerator,
  type Estimate,
  type Generator,
  type Seed,
  wilson,
} from '../../stats/index.js';
import { type DecisionOptions, type DecisionRule, decisionRule, isAccepted } from '../recourse/problem/decision.js';
import { checkPeople, columnOf, DEFAULT_LEVEL, invalid } from './common.js';

export interface AnchorOptions extends DecisionOptions {
  readonly seed: Seed;
  /** Share of people under the rule who must get the same decision. Default 0.95. */
  readonly precision?: number;
  readonly level?: number;
  /** Most conditions; default 4, because longer rules are not read as rules. */
  readonly maxConditions?: number;
  /** Number of fresh draws that the final rule is verified on; default 1,000. */
  readonly samples?: number;
}

/** A condition `from <= value <= to`, or one category, or that the value is missing. */
export interface AnchorCondition {
  readonly feature: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly category: string | null;
  readonly missing: boolean;
}

/** A rule that (nearly) decides: whoever meets its conditions gets the same decision as this person, whatever the other inputs are. */
export interface AnchorRule {
  readonly status: 'found' | 'not found';
  readonly accepted: boolean;
  readonly conditions: readonly AnchorCondition[];
  /** Precision on fresh draws, with an exact binomial interval; `found` means that its lower end reaches the wanted precision. */
  readonly precision: Estimate;
  /** Share of the reference people who meet the conditions. */
  readonly coverage: Estimate;
  readonly seed: string;
  readonly evaluations: number;
}

const DEFAULT_PRECISION = 0.95;
const MAX_CONDITIONS = 4;
const VERIFY_SAMPLES = 1000;
/** Draws per candidate during the search: enough to tell 0.95 from 0.85. The number is our choice. */
const SEARCH_SAMPLES = 200;
/** Number of rules that are extended to the next length. */
const BEAM = 3;
/** Number of quantile bins of a number, as the authors of anchors use. */
const BINS = 4;

/**
 * An anchor (Ribeiro, Singh and Guestrin 2018) by beam search. A draw takes a reference person and puts the anchored inputs into the bins
 * of the explained person. The search uses draws of its own, and the rule is verified on fresh ones, so that the search does not inflate
 * the published precision.
 *
 * @param row one person; @param reference the people that coverage is measured on and draws are made from
 * @throws TribuneError INVALID_ARGUMENT, DATA_EMPTY, DATA_VALUE_INVALID
 */
export function findAnchor(model: Model, row: Matrix, reference: Matrix, options: AnchorOptions): AnchorRule {
  checkPeople(model, reference);
  checkPeople(model, row);
  if (row.rows !== 1) throw invalid(`an anchor is for one row, not ${row.rows}`, 'Give one row.');
  const decision = decisionRule(model, options);
  const accepted = decide(model, decision, row)[0]!;
  const bins = model.features.map((_, j) => binOf(model, reference, row.data[j]!, j));
  const search: Search = {
    model,
    decision,
    row,
    reference,
    bins,
    accepted,
    random: createGenerator(options.seed),
    evaluations: 1,
  };
  const wanted = {
    precision: options.precision ?? DEFAULT_PRECISION,
    level: options.level ?? DEFAULT_LEVEL,
    samples: options.samples ?? VERIFY_SAMPLES,
  };
  const { level, samples } = wanted;
  const best = searchRule(search, wanted, Math.min(options.maxConditions ?? MAX_CONDITIONS, bins.length));
  const precision = binomial(sameCount(search, best, samples), samples, level, 'clopper-pearson');
  const covered = countCovered(search, best);
  return {
    status: precision.lower !== null && precision.lower >= wanted.precision ? 'found' : 'not found',
    accepted,
    conditions: best.map((j) => bins[j]!.condition),
    precision,
    coverage: binomial(covered, reference.rows, level, 'wilson'),
    seed: String(options.seed),
    evaluations: search.evaluations,
  };
}

interface Bin {
  readonly condition: AnchorCondition;
  readonly contains: (value: number) => boolean;
  /** Values of the reference within the bin, and the person's own. */
  readonly values: Float64Array;
}

interface Search {
  readonly model: Model;
  readonly decision: DecisionRule;
  readonly row: Matrix;
  readonly reference: Matrix;
  readonly bins: readonly Bin[];
  readonly accepted: boolean;
  readonly random: Generator;
  evaluations: number;
}

function decide(model: Model, decision: DecisionRule, rows: Matrix): boolean[] {
  const scores = decision.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows);
  return Array.from({ length: rows.rows }, (_, r) =>
    isAccepted(decision, scores[r * model.numOutputs + decision.output]!),
  );
}

/** The part of an input's range that the person's value lies in: its category, or its quarter of the reference. */
function binOf(model: Model, reference: Matrix, value: number, column: number): Bin {
  const { name, categories } = model.features[column]!;
  const all = columnOf(reference, column);
  const make = (parts: Partial<AnchorCondition>, contains: (x: number) => boolean): Bin => ({
    condition: { feature: name, from: null, to: null, category: null, missing: false, ...parts },
    contains,
    values: Float64Array.from([value, ...all.filter(contains)]),
  });
  if (Number.isNaN(value)) return make({ missing: true }, Number.isNaN);
  if (categories !== undefined) return make({ category: categories[value] ?? null }, (x) => x === value);
  const sorted = all.filter((x) => !Number.isNaN(x)).sort();
  const cuts = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) / BINS) * sorted.length)]!);
  const below = cuts.filter((cut) => cut < value).at(-1);
  const above = cuts.find((cut) => cut >= value);
  return make(
    { from: below ?? null, to: above ?? null },
    (x) => (below === undefined || x > below) && (above === undefined || x <= above),
  );
}

interface Candidate {
  readonly rule: number[];
  /** Share of the search draws that got the same decision. */
  readonly share: number;
}

const candidate = (search: Search, rule: number[]): Candidate => ({
  rule,
  share: sameCount(search, rule, SEARCH_SAMPLES) / SEARCH_SAMPLES,
});

/**
 * Grows rules one condition at a time, and stops at the first length at which a rule is precise enough on more draws than those that
 * selected it.
 */
function searchRule(search: Search, wanted: Wanted, most: number): number[] {
  let beam = [candidate(search, [])];
  for (let length = 0; ; length++) {
    const sure = beam.find(({ rule, share }) => share >= wanted.precision && isSure(search, rule, wanted));
    if (sure !== undefined) return sure.rule;
    if (length === most) return beam.reduce((best, each) => (each.share > best.share ? each : best)).rule;
    beam = rank(search, grown(search, beam), wanted.precision).slice(0, BEAM);
  }
}

interface Wanted {
  readonly precision: number;
  readonly level: number;
  readonly samples: number;
}

function isSure(search: Search, rule: readonly number[], { precision, level, samples }: Wanted): boolean {
  const successes = sameCount(search, rule, samples);
  return (clopperPearson({ successes, n: samples }, level)?.lower ?? 0) >= precision;
}

/** Every rule of the beam extended by one condition, each once. */
function grown(search: Search, beam: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return beam.flatMap(({ rule }) =>
    search.bins.flatMap((_, j) => {
      const longer = [...rule, j].sort((a, b) => a - b);
      const key = longer.join(',');
      if (rule.includes(j) || seen.has(key)) return [];
      seen.add(key);
      return [candidate(search, longer)];
    }),
  );
}

/** Ranks rules: precise enough ones first, the widest of them before the others; then the most precise. */
function rank(search: Search, rules: readonly Candidate[], wanted: number): Candidate[] {
  const coverage = new Map(rules.map(({ rule }) => [rule, countCovered(search, rule)]));
  return [...rules].sort((a, b) => {
    const [enoughA, enoughB] = [a.share >= wanted, b.share >= wanted];
    if (enoughA !== enoughB) return enoughA ? -1 : 1;
    return enoughA ? coverage.get(b.rule)! - coverage.get(a.rule)! : b.share - a.share;
  });
}

/** Number of draws under the rule, of this many, that get the same decision. */
function sameCount(search: Search, rule: readonly number[], samples: number): number {
  const { reference, random, bins } = search;
  const { columns } = reference;
  const data = new Float64Array(samples * columns);
  for (let i = 0; i < samples; i++) {
    const r = random.nextInteger(reference.rows);
    data.set(reference.data.subarray(r * columns, (r + 1) * columns), i * columns);
    for (const j of rule) {
      const { values } = bins[j]!;
      data[i * columns + j] = values[random.nextInteger(values.length)]!;
    }
  }
  search.evaluations += samples;
  const decisions = decide(search.model, search.decision, { data, rows: samples, columns });
  return decisions.filter((accepted) => accepted === search.accepted).length;
}

function countCovered({ reference, bins }: Search, rule: readonly number[]): number {
  let count = 0;
  for (let r = 0; r < reference.rows; r++) {
    if (rule.every((j) => bins[j]!.contains(reference.data[r * reference.columns + j]!))) count += 1;
  }
  return count;
}

function binomial(successes: number, n: number, level: number, method: 'clopper-pearson' | 'wilson'): Estimate {
  const interval = (method === 'wilson' ? wilson : clopperPearson)({ successes, n }, level);
  const common = { level, method, n };
  if (interval === null) return { ...common, estimate: null, lower: null, upper: null, status: 'undefined' };
  return { ...common, estimate: successes / n, lower: interval.lower, upper: interval.upper, status: 'ok' };
}
