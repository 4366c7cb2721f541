import { counted } from '../../../base/counted.js';
import { defined } from '../../../base/defined.js';
import { TribuneError } from '../../../base/errors.js';
import { applyLink, defaultOutput, elementwise, type Model, publishedRange } from '../../../models/index.js';

export type CutoffScale = 'raw' | 'linked';
export type Accept = 'above' | 'below';

/** The rule that turns a score into a decision: accepted if and only if value >= cutoff (`above`) or value < cutoff (`below`). */
export interface DecisionRule {
  readonly cutoff: number;
  readonly scale: CutoffScale;
  readonly accept: Accept;
  /** Output of the model that decides. */
  readonly output: number;
}

/** Options of a decision, as the caller gives them. */
export interface DecisionOptions {
  readonly cutoff: number;
  /** Scale of the cutoff; needed when the link of the model is not the identity. */
  readonly cutoffScale?: CutoffScale;
  /** Side of the cutoff that is accepted. Default `above`. */
  readonly accept?: Accept;
  /** Output that decides; needed when the model has several, except for the chances of two classes, where the second is meant. */
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
  // A cutoff beyond every score that can be published would "prove" that nobody has recourse.
  const [lowest, highest] = model.chances === undefined ? publishedRange(model.link, model.curve) : [0, 1];
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
    throw fail(`the model has ${counted(model.numOutputs, 'output')}`, 'Name the one that decides (output).');
  }
  if (!Number.isInteger(output) || output < 0 || output >= model.numOutputs) {
    throw fail(`output ${output} of a model with ${model.numOutputs}`, `Name one from 0 to ${model.numOutputs - 1}.`);
  }
  return { cutoff: options.cutoff, scale: options.cutoffScale ?? 'raw', accept: options.accept ?? 'above', output };
}

/** Whether the value is accepted. `margin` moves the cutoff away from the person. */
export function isAccepted(rule: DecisionRule, value: number, margin = 0): boolean {
  return rule.accept === 'above' ? value >= rule.cutoff + margin : value < rule.cutoff - margin;
}

/** Whether bounds on raw scores bound the published ones: the link maps one score and never falls. */
export const isBoundable = (model: Model, rule: DecisionRule): boolean =>
  rule.scale === 'raw' || elementwise(model.link, model.curve) !== null;

/** Slack of bounds: sums of bounds and sums of predictions round differently, and a bound must not fail by that. */
const ROUNDING_SLACK = 1e-9;

/** Whether a raw score up to `signed` (negated when lower is better) could be accepted. */
export function couldAccept(model: Model, rule: DecisionRule, signed: number, margin: number): boolean {
  const loosened = signed + ROUNDING_SLACK * Math.max(1, Math.abs(signed));
  const raw = rule.accept === 'above' ? loosened : -loosened;
  const value = rule.scale === 'raw' ? raw : applyLink(model.link, Float64Array.of(raw), 1, model.curve)[0]!;
  const slack = rule.scale === 'raw' ? 0 : ROUNDING_SLACK * Math.max(Number.MIN_VALUE, Math.abs(value));
  return isAccepted(rule, rule.accept === 'above' ? value + slack : value - slack, margin);
}
