import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type Accept,
  type CutoffScale,
  type DecisionRule,
  decisionRule,
  isAtCutoff,
  type ScoreScale,
} from '../../../core/explain/index.js';
import { elementwise, type Model, sliceRows } from '../../../core/models/index.js';
import type { PageCutoff } from '../../../domain/documents/explanation/index.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { decimalNumber, wholeNumber } from './options.js';
import { type Setting, withModel } from './setting.js';

/** The decision that `--cutoff` names; null without one. The scale has to be said as for `recourse` and `reasons`: 0.7 could mean two things. */
export function cutoffRule(args: ParsedArguments, model: Model): DecisionRule | null {
  const cutoff = decimalNumber(args, 'cutoff');
  const [scale, accept] = [text(args, 'cutoff-scale'), text(args, 'accept')];
  if (cutoff === undefined) {
    const orphan = scale !== undefined ? 'cutoff-scale' : accept !== undefined ? 'accept' : null;
    if (orphan === null) return null;
    throw new TribuneError('USAGE', `--${orphan} is about a cutoff, and none is given`, {
      remedy: 'Give --cutoff C, the score at which the decision changes.',
    });
  }
  const output = wholeNumber(args, 'output', 0);
  return decisionRule(model, {
    cutoff,
    ...(scale === undefined ? {} : { cutoffScale: scale as CutoffScale }),
    ...(accept === undefined ? {} : { accept: accept as Accept }),
    ...defined({ output }),
  });
}

/** One row beside its cutoff, on the scale of the cutoff. */
export interface DecidedRow {
  readonly score: number;
  readonly atCutoff: boolean;
}

/** The first wanted rows held against the cutoff. */
export async function decideRows(setting: Setting, rule: DecisionRule, count: number): Promise<DecidedRow[]> {
  const rows = sliceRows(setting.wanted, 0, Math.min(count, setting.wanted.rows));
  const scores = await withModel(setting, (model) =>
    rule.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows),
  );
  const { model } = setting;
  return Array.from({ length: rows.rows }, (_, r) => {
    const score = scores[r * model.numOutputs + rule.output]!;
    return { score, atCutoff: isAtCutoff(model, rule, sliceRows(rows, r, r + 1), score) };
  });
}

/** The cutoff as a page shows it, drawn among the steps where it has one place on their scale. */
export function pageCutoff(model: Model, rule: DecisionRule, decided: DecidedRow, steps: ScoreScale): PageCutoff {
  return {
    value: rule.cutoff,
    accept: rule.accept,
    scale: rule.scale,
    ...decided,
    onSteps: onSteps(model, rule, steps),
  };
}

function onSteps(model: Model, { cutoff, scale }: DecisionRule, steps: ScoreScale): number | null {
  if (scale === steps || model.link === 'identity') return cutoff;
  const link = elementwise(model.link);
  const place = steps === 'linked' ? link?.apply(cutoff) : link?.inverse?.(cutoff);
  return place === undefined || !Number.isFinite(place) ? null : place;
}
