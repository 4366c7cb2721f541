import { TribuneError } from '../../../core/base/errors.js';
import { type AnchorOptions, type AnchorRule, findAnchor, type ScoreScale } from '../../../core/explain/index.js';
import { isClassPair, type Model } from '../../../core/models/index.js';
import { type ExplanationContext, roundsOf, withModel } from '../context/index.js';

/** Cutoff of a probability: the likelier side. It is used only where a model publishes one and no cutoff is given. */
const LIKELIER = 0.5;

/** The given cutoff, or the likelier side of a probability. Throws INVALID_ARGUMENT for any other score. */
export function cutoffFor(model: Model, given: number | undefined, scale: ScoreScale | undefined): number {
  if (given !== undefined) return given;
  const isChance = /^(logit$|sigmoid:)/.test(model.link) || model.chances !== undefined || isClassPair(model);
  if (isChance && (model.link === 'identity' || scale !== 'raw')) return LIKELIER;
  throw new TribuneError('INVALID_ARGUMENT', 'a decision needs a cutoff: this score is no probability', {
    remedy: 'Give the score at which the decision changes.',
    reason: 'cutoff-of-score',
  });
}

/**
 * The few conditions that (nearly) decide the case of the wanted row, whatever the other inputs are; they are tried on the people of the
 * background.
 */
export async function anchorOf(context: ExplanationContext, options: AnchorOptions): Promise<AnchorRule> {
  const { background, wanted } = context;
  if (background === null) {
    throw new TribuneError('INVALID_ARGUMENT', 'a rule needs people whom it is tried on', {
      remedy: 'Give a background, for example all applicants.',
      reason: 'anchor-needs-background',
    });
  }
  return withModel(context, (model) => findAnchor(model, wanted, background.rows, options));
}

/** The rule that was found, as JSON. */
export function anchorDocument(
  { model, digest, data, background, indices }: ExplanationContext,
  found: AnchorRule,
  { decision, precision }: { readonly decision: object; readonly precision: number },
): object {
  return {
    schemaVersion: '1',
    model: { kind: model.kind, digest, outputs: model.numOutputs, ...roundsOf(model) },
    data: { rows: data.total, digest: data.digest },
    background: { rows: background!.rows.rows, digest: background!.digest },
    index: indices[0],
    decision,
    wantedPrecision: precision,
    ...found,
  };
}
