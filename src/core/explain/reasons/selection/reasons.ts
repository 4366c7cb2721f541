import { counted } from '../../../base/counted.js';
import { defined } from '../../../base/defined.js';
import { TribuneError } from '../../../base/errors.js';
import { checkRows, type Matrix, type Model } from '../../../models/index.js';
import type { Seed } from '../../../stats/index.js';
import { isAtCutoff } from '../../recourse/problem/at-cutoff.js';
import { type DecisionOptions, type DecisionRule, decisionRule, isAccepted } from '../../recourse/problem/decision.js';
import { BASELINE_POLICIES, type Baseline, type BaselinePolicy, pickBaseline, takeRows } from './baseline.js';
import type { ReasonConfig } from './config.js';
import { bindFamilies, silentFamilies } from './families.js';
import type { Reason, ReasonRecord, ReasonResult } from './result.js';
import { type Selection, selectFamilies } from './select.js';
import {
  riseBySubstitution,
  risesPerRow,
  type ShortfallContext,
  type Shortfalls,
  shortfallsOf,
  shortfallsPerRow,
} from './shortfalls.js';
import { type Stability, stabilityOf } from './stability.js';
import { type PersonOnFile, sentenceOf, valuesOf, variantOf } from './wording.js';

export interface ReasonOptions {
  /** The person, as an index into `rows`. */
  readonly row: number;
  /** Number of the first of `rows` in the data, for the record. Default 0. */
  readonly firstRow?: number;
  /** The person's cells as in the file, one per input; null where a value is missing. */
  readonly onFile?: readonly (string | null)[];
  /** The people to compare with. Default `just-approved`. */
  readonly baseline?: BaselinePolicy;
  /** People from whom the baseline is picked; default all rows of the data. */
  readonly reference?: Matrix;
  /** The decision rule, which takes precedence over the `decision` of the file. */
  readonly decision?: DecisionOptions;
  /** Codes of hard rules that denied this person, as the decision engine recorded them. */
  readonly ruleHits?: readonly string[];
  /** Seed of resampling. Default `reasons`. */
  readonly seed?: Seed;
  /** Number of times that the baseline is drawn again. Default 200; with 0 no stability is computed. */
  readonly resamples?: number;
  /** Model evaluations of one set of values, for models of which only scores are known; default those of `ExplainOptions`. */
  readonly evaluations?: number;
  /** Whether reasons against another baseline are given where the declared one gives no reasons that hold. Default true. */
  readonly fallback?: boolean;
}

/** Default number of resamples: 200 draws put the standard error of a share below 0.036. */
export const DEFAULT_RESAMPLES = 200;
const DEFAULT_SEED = 'reasons';

/**
 * The principal reasons of one adverse decision, true of the model that decided: exact values of reason families against the declared
 * baseline, at most four, each material and verified by substitution, hard rules first. A protected or proxy family among them blocks the
 * notice.
 *
 * @param rows one row per person, the model's inputs as columns
 * @throws TribuneError REASONS_INVALID, INVALID_ARGUMENT, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_VALUE_INVALID
 * @example
 * explainReasons(model, applicants, readReasons(parsed), { row: 17, baseline: 'just-approved' }).reasons[0].sentence;
 */
export function explainReasons(model: Model, rows: Matrix, config: ReasonConfig, options: ReasonOptions): ReasonResult {
  const decision = decisionOf(model, config, options);
  const row = personOf(model, rows, options.row);
  const inputs = bindFamilies(config, model);
  const score = scoreOf(model, decision, row);
  const rules = ruleReasons(config, options.ruleHits ?? []);
  const common = {
    index: (options.firstRow ?? 0) + options.row,
    score,
    atCutoff: isAtCutoff(model, decision, row, score),
    decision,
    ruleHits: options.ruleHits ?? [],
  };
  // Rules and score are two parts of one system, and the reasons are those of the part that failed.
  if (isAccepted(decision, score)) {
    return rules.length > 0
      ? { ...common, status: 'ready', why: null, reasons: rules, record: null }
      : { ...common, status: 'not adverse', why: 'the score is on the accepted side', reasons: [], record: null };
  }
  const setting: ShortfallContext = {
    model,
    decision,
    inputs,
    names: config.families.map((family) => family.name),
    seed: options.seed ?? DEFAULT_SEED,
    ...defined({ evaluations: options.evaluations }),
  };
  const onFile = onFileOf(model, options);
  const asked: Asked = { setting, config, options, row, onFile, reference: referenceOf(model, rows, options), rules };
  return { ...common, ...withFallback(asked, baselinePolicy(options)) };
}

interface Asked {
  readonly setting: ShortfallContext;
  readonly config: ReasonConfig;
  readonly options: ReasonOptions;
  readonly row: Matrix;
  readonly onFile: readonly (string | null)[] | null;
  readonly reference: Matrix;
  readonly rules: readonly Reason[];
}

type Attempt = Pick<ReasonResult, 'status' | 'why' | 'reasons'> & { readonly record: ReasonRecord };

/**
 * The reasons against the declared baseline; where it gives none that hold, those against the next baseline that does, and the record says
 * so. A person who was denied is owed reasons, and a principal one may not be left out (commentary to 12 CFR 1002.9(b)(2)).
 */
function withFallback(asked: Asked, policy: BaselinePolicy): Attempt {
  const first = against(asked, policy);
  if (first.status !== 'undefined' || asked.options.fallback === false) return first;
  for (const next of BASELINE_POLICIES.filter((each) => each !== policy)) {
    const attempt = attemptAgainst(asked, next);
    if (attempt === null || attempt.status === 'undefined') continue;
    return { ...attempt, record: { ...attempt.record, fallback: { from: policy, why: first.why! } } };
  }
  return { ...first, why: `${first.why}; no other baseline gives reasons that can be verified: a person must decide` };
}

/** The reasons against one baseline; null where too few people make it up. */
function attemptAgainst(asked: Asked, policy: BaselinePolicy): Attempt | null {
  try {
    return against(asked, policy);
  } catch (cause) {
    if ((cause as { code?: string }).code === 'INVALID_ARGUMENT') return null;
    throw cause;
  }
}

function against(asked: Asked, policy: BaselinePolicy): Attempt {
  const { setting, config, options, row, onFile, rules } = asked;
  const baseline = pickBaseline(setting.model, setting.decision, asked.reference, policy);
  const shortfalls = shortfallsOf(setting, row, baseline);
  // Rules come first and take places of families; a protected family blocks the notice even where a rule pushed it off the list.
  const places = Math.max(0, config.maxReasons - rules.length);
  const selection = select(setting, config, { row, baseline, shortfalls, places });
  const silent = silentFamilies(config);
  const unverified = selection.dropped.filter(({ principal }) => principal);
  const blockedBy = [...selection.kept, ...unverified].flatMap(({ family }) => {
    const kind = silent.get(setting.names[family]!);
    return kind === undefined ? [] : [{ family: setting.names[family]!, kind }];
  });
  const families = familyReasons(setting, config, { row, onFile, baseline, selection, silent });
  const reasons = [...rules, ...(rules.length === 0 ? families : families.slice(0, places))];
  const stability = stabilityFor(setting, config, { row, baseline, selection, options });
  const named = unverified.map(({ family }) => setting.names[family]!);
  return {
    ...verdict({ blockedBy, reasons, policy, unverified: named, shortfalls }),
    record: recordOf(setting, config, { row, onFile, baseline, shortfalls, selection, blockedBy, stability }),
  };
}

function decisionOf(model: Model, config: ReasonConfig, options: ReasonOptions): DecisionRule {
  const given = options.decision ?? config.decision;
  if (given === null) {
    throw new TribuneError('INVALID_ARGUMENT', 'the cutoff is not known', {
      remedy: 'Give `decision: { cutoff: ..., cutoffScale: ... }` in the reasons file, or with the options.',
      reason: 'cutoff-missing',
    });
  }
  return decisionRule(model, given);
}

function baselinePolicy(options: ReasonOptions): BaselinePolicy {
  const policy = options.baseline ?? 'just-approved';
  if (!BASELINE_POLICIES.includes(policy)) {
    throw new TribuneError('INVALID_ARGUMENT', `"${policy}" is no baseline policy`, {
      remedy: `Name one of ${BASELINE_POLICIES.join(', ')}.`,
    });
  }
  return policy;
}

/** Refuses invalid rows and options before anything is computed. */
export function checkAsked(model: Model, rows: Matrix, options: ReasonOptions): void {
  personOf(model, rows, options.row);
  referenceOf(model, rows, options);
}

function personOf(model: Model, rows: Matrix, index: number): Matrix {
  checkRows(model, rows);
  if (rows.rows === 0)
    throw new TribuneError('DATA_EMPTY', 'the data have no rows', { remedy: 'Give at least one row.' });
  if (!Number.isInteger(index) || index < 0 || index >= rows.rows) {
    throw new TribuneError('INVALID_ARGUMENT', `row ${index} of data with ${rows.rows} row(s)`, {
      remedy: `Give a row from 0 to ${rows.rows - 1}.`,
    });
  }
  return takeRows(rows, [index]);
}

function referenceOf(model: Model, rows: Matrix, options: ReasonOptions): Matrix {
  const reference = options.reference ?? rows;
  checkRows(model, reference);
  return reference;
}

function scoreOf(model: Model, decision: DecisionRule, row: Matrix): number {
  const scores = decision.scale === 'raw' ? model.predictRaw(row) : model.predictLinked(row);
  return scores[decision.output]!;
}

function ruleReasons(config: ReasonConfig, hits: readonly string[]): Reason[] {
  return hits.map((code) => {
    const rule = config.rules.find((known) => known.code === code);
    if (rule === undefined) {
      throw new TribuneError('REASONS_INVALID', `rule "${code}" denied this person and has no text`, {
        remedy: `Write rules.${code} in the reasons file: a factor that denies by itself must be named.`,
        place: { name: `rules.${code}` },
      });
    }
    return {
      kind: 'rule' as const,
      code,
      textId: `own/rules/${code}`,
      topic: rule.text.topic,
      sentence: rule.text.any,
      variant: 'any' as const,
      leading: null,
      values: [],
      shortfall: null,
      share: null,
      rise: null,
    };
  });
}

/** The person's cells, one per input; null when none is known. */
function onFileOf(model: Model, { onFile }: ReasonOptions): readonly (string | null)[] | null {
  if (onFile === undefined) return null;
  if (onFile.length === model.features.length) return onFile;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${counted(onFile.length, 'cell')} for ${counted(model.features.length, 'input')}`,
    {
      remedy: 'Give the cells of the person in the order of the inputs, null where a value is missing.',
    },
  );
}

interface Person {
  readonly row: Matrix;
  readonly baseline: Baseline;
}

function select(
  setting: ShortfallContext,
  config: ReasonConfig,
  given: Person & { shortfalls: Shortfalls; places: number },
): Selection {
  return selectFamilies(given.shortfalls.byFamily, {
    materiality: config.materiality,
    maxReasons: config.maxReasons,
    places: given.places,
    isInquiries: (family) => config.families[family]!.isInquiries,
    riseOf: (family) => riseBySubstitution(setting, given.row, given.baseline, setting.inputs[family]!),
  });
}

/** The input of a family whose own substitution raises the score most; its value decides which sentence is true. */
function leadingInput(setting: ShortfallContext, { row, baseline }: Person, inputs: Int32Array): number {
  if (inputs.length === 1) return inputs[0]!;
  const rises = Array.from(inputs, (j) => riseBySubstitution(setting, row, baseline, [j]));
  return inputs[rises.indexOf(Math.max(...rises))]!;
}

function familyReasons(
  setting: ShortfallContext,
  config: ReasonConfig,
  given: Person & Pick<PersonOnFile, 'onFile'> & { selection: Selection; silent: ReadonlyMap<string, unknown> },
): Reason[] {
  return given.selection.kept.flatMap(({ family, shortfall, share, rise }): Reason[] => {
    const { name, text, textId } = config.families[family]!;
    if (text === null || textId === null || given.silent.has(name)) return [];
    const inputs = setting.inputs[family]!;
    const input = leadingInput(setting, given, inputs);
    const rises = risesPerRow(setting, given.row, given.baseline.rows, [input]);
    const variant = variantOf(setting.model, given.row, given.baseline.rows, { input, rises });
    return [
      {
        kind: 'family',
        code: name,
        textId,
        topic: text.topic,
        sentence: sentenceOf(text, variant, config.texts),
        variant,
        leading: setting.model.featureNames[input]!,
        values: valuesOf(config, setting.model, given, inputs),
        shortfall,
        share,
        rise,
      },
    ];
  });
}

interface Found {
  readonly blockedBy: readonly { family: string; kind: string }[];
  readonly reasons: readonly Reason[];
  readonly policy: BaselinePolicy;
  /** Principal families that the substitution did not verify. */
  readonly unverified: readonly string[];
  readonly shortfalls: Shortfalls;
}

function verdict(found: Found): Pick<ReasonResult, 'status' | 'why' | 'reasons'> {
  const { blockedBy, reasons, unverified } = found;
  if (blockedBy.length > 0) {
    const named = blockedBy.map(({ family, kind }) => `"${family}" (${kind})`).join(', ');
    const why = `${named} is among the principal reasons; no notice may go out, open an incident`;
    return { status: 'blocked', why, reasons: [] };
  }
  if (reasons.length > 0 && unverified.length === 0) return { status: 'ready', why: null, reasons };
  return { status: 'undefined', why: whyNone(found), reasons: [] };
}

/** Why there are no reasons, so that nobody reads "nothing lowered the score" where something did. */
function whyNone({ policy, unverified, shortfalls }: Found): string {
  const people = `the baseline ${policy}`;
  if (unverified.length > 0) {
    const named = unverified.map((family) => `"${family}"`).join(', ');
    return `${named} lowered the score against ${people} and may not be left out, but the values of these people put in its place do not raise the score: the reason cannot be verified`;
  }
  return shortfalls.byFamily.some((shortfall) => shortfall > 0)
    ? `each family that lowers the score against ${people} is below the share that is material`
    : `no family lowers the score against ${people}`;
}

function stabilityFor(
  setting: ShortfallContext,
  config: ReasonConfig,
  given: Person & { selection: Selection; options: ReasonOptions },
): Stability | null {
  const resamples = given.options.resamples ?? DEFAULT_RESAMPLES;
  // Points below the maximum are no mean over people, so resampling people does not apply to them.
  if (resamples === 0 || given.baseline.policy === 'max-points') return null;
  const perRow = shortfallsPerRow(setting, given.row, given.baseline.rows);
  const printed = given.selection.kept.map(({ family }) => family);
  return stabilityOf(perRow, setting.names.length, printed, {
    resamples,
    seed: setting.seed,
    choose: (shortfalls) =>
      selectFamilies(shortfalls, {
        materiality: config.materiality,
        maxReasons: config.maxReasons,
        isInquiries: (family) => config.families[family]!.isInquiries,
        riseOf: () => 1,
      }).kept.map(({ family }) => family),
  });
}

function recordOf(
  setting: ShortfallContext,
  config: ReasonConfig,
  given: Person &
    Pick<PersonOnFile, 'onFile'> & {
      shortfalls: Shortfalls;
      selection: Selection;
      blockedBy: ReasonRecord['blockedBy'];
      stability: Stability | null;
    },
): ReasonRecord {
  const { shortfalls, baseline } = given;
  const { policy, indices, scoreRange } = baseline;
  return {
    textSet: `${config.texts.id}@${config.texts.version}`,
    inputs: Array.from(given.row.data),
    onFile: given.onFile,
    baseline: { policy, indices, scoreRange },
    method: shortfalls.method,
    scale: 'raw',
    prediction: shortfalls.prediction,
    baseValue: shortfalls.baseValue,
    additivityError: shortfalls.additivityError,
    shortfalls: Object.fromEntries(setting.names.map((name, f) => [name, shortfalls.byFamily[f]!])),
    dropped: given.selection.dropped.map(({ family, shortfall, rise, why, principal }) => ({
      family: setting.names[family]!,
      shortfall,
      rise,
      why,
      ...(principal ? { principal: true as const } : {}),
    })),
    fallback: null,
    blockedBy: given.blockedBy,
    stability: given.stability,
  };
}
