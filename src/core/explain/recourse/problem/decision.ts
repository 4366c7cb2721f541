import { defined } from '../../../base/defined.js';
import { TribuneError } from '../../../base/errors.js';
import { applyLink, defaultOutput, elementwise, type Model, publishedRange } from '../../../models/index.js';

export type CutoffScale = 'raw' | 'linked';
export type Accept = 'above' | 'below';

/** How a score becomes a yes: accepted if and only if value >= cutoff (`above`) or value < cutoff (`below`). */
export interface DecisionRule {
  readonly cutoff: number;
  readonly scale: CutoffScale;
  readonly accept: Accept;
  /** Which output of the model decides. */
  readonly output: number;
}

/** Options of a decision as a caller gives them. */
export interface DecisionOptions {
  readonly cutoff: number;
  /** Needed when the link of the model is not the identity. */
  readonly cutoffScale?: CutoffScale;
  /** Default `above`. */
  readonly accept?: Accept;
  /** Needed when the model has several outputs, but for the chances of two classes: the second. */
  readonly output?: number;
}

/** Checks the options against a model. Throws INVALID_ARGUMENT. */
export function decisionRule(model: Model, options: DecisionOptions): DecisionRule {
  const fail = (what: string, remedy: string, reason?: string): TribuneError =>
    new TribuneError('INVALID_ARGUMENT', what, { remedy, ...defined({ reason }) });
  if (!Number.isFinite(options.cutoff)) throw fail(`the cutoff is ${options.cutoff}`, 'Give a finite number.');
  if (options.cutoffScale === undefined && model.link !== 'identity') {
    throw fail(
      `the model publishes scores through the link ${model.link}, so a cutoff of ${options.cutoff} could mean two things`,
      'Say the scale of the cutoff: raw (log-odds) or linked (what the model publishes).',
      'cutoff-scale',
    );
  }
  // Beyond what can be published a cutoff would prove that nobody has a way out.
  const [lowest, highest] = model.chances === undefined ? publishedRange(model.link) : [0, 1];
  const isPublished = options.cutoffScale === 'linked' || model.link === 'identity';
  if (isPublished && !(options.cutoff >= lowest && options.cutoff <= highest)) {
    throw fail(
      `a cutoff of ${options.cutoff} lies outside what the model publishes, ${lowest} to ${highest} (link ${model.link})`,
      'Give the cutoff on that scale (0.7, not 70), or say that its scale is raw.',
      'cutoff-scale',
    );
  }
  const output = options.output ?? defaultOutput(model);
  if (output === null) {
    throw fail(`the model has ${model.numOutputs} outputs`, 'Name the one that decides (output).');
  }
  if (!Number.isInteger(output) || output < 0 || output >= model.numOutputs) {
    throw fail(`output ${output} of a model with ${model.numOutputs}`, `Name one from 0 to ${model.numOutputs - 1}.`);
  }
  return { cutoff: options.cutoff, scale: options.cutoffScale ?? 'raw', accept: options.accept ?? 'above', output };
}

/** Is the value accepted? `margin` moves the cutoff away from the person. */
export function isAccepted(rule: DecisionRule, value: number, margin = 0): boolean {
  return rule.accept === 'above' ? value >= rule.cutoff + margin : value < rule.cutoff - margin;
}

/** A link of one score that never falls: a bound on raw scores bounds the published. */
export const isBoundable = (model: Model, rule: DecisionRule): boolean =>
  rule.scale === 'raw' || elementwise(model.link) !== null;

/** Sums of bounds and sums of predictions round differently; a bound must never miss by that. */
const ROUNDING_SLACK = 1e-9;

/** Could a raw score up to `signed` (negated when lower is better) be accepted? */
export function couldAccept(model: Model, rule: DecisionRule, signed: number, margin: number): boolean {
  const loosened = signed + ROUNDING_SLACK * Math.max(1, Math.abs(signed));
  const raw = rule.accept === 'above' ? loosened : -loosened;
  const value = rule.scale === 'raw' ? raw : applyLink(model.link, Float64Array.of(raw), 1)[0]!;
  const slack = rule.scale === 'raw' ? 0 : ROUNDING_SLACK * Math.max(Number.MIN_VALUE, Math.abs(value));
  return isAccepted(rule, rule.accept === 'above' ? value + slack : value - slack, margin);
}
