import { defined } from '../../../core/base/defined.js';
import {
  comparisonOf,
  type DecisionRule,
  type Explanation,
  explanationRow,
  type ScoreScale,
} from '../../../core/explain/index.js';
import { elementwise, type Model, outputName, publishesChances } from '../../../core/models/index.js';
import type { ExplanationContext } from '../../explanations/context/index.js';
import type { DecidedRow } from '../../explanations/rows/index.js';
import { shownInput } from '../../explanations/table/index.js';
import type { ExplanationPage, PageCutoff } from './page-data.js';

export interface PageOptions {
  readonly cutoff: PageCutoff | null;
  readonly version: string;
  readonly replay: string;
  /** Published score of the row, where it differs from the explained scale. */
  readonly published: number | null;
}

const chanceOf = (model: Model, output: number): string | null =>
  publishesChances(model) ? outputName(model, output, 'linked') : null;

/** Makes the data of a page about the first row and the first explained output. */
export function explanationPage(
  context: ExplanationContext,
  explanation: Explanation,
  options: PageOptions,
): ExplanationPage {
  const { model, digest, data, background, wanted, indices, onFile } = context;
  const row = { ...explanationRow(explanation, 0), index: indices[0]! };
  const shown = model.features.map((feature, j) => ({
    name: feature.name,
    value: Number.isNaN(wanted.data[j]!) ? null : shownInput(feature, wanted.data[j]!, onFile[0]![j]),
  }));
  const detailOf = new Map(shown.map(({ name, value }) => [name, value ?? 'missing']));
  const width = explanation.outputs.length;
  const errors = explanation.standardErrors;
  return {
    row: row.index,
    output: { index: explanation.outputs[0]!, of: model.numOutputs, chance: chanceOf(model, explanation.outputs[0]!) },
    scale: explanation.scale,
    link: model.link,
    prediction: row.prediction[0]!,
    baseValue: explanation.baseValue[0]!,
    published: options.published,
    cutoff: options.cutoff,
    contributions: explanation.players.map((name, p) => ({
      name,
      detail: detailOf.get(name) ?? null,
      value: explanation.values[p * width]!,
      standardError: errors === null ? null : errors[p * width]!,
    })),
    inputs: shown,
    comparison: comparisonOf(model, explanation),
    provenance: {
      method: explanation.method,
      model: { kind: model.kind, format: model.format, digest },
      data: { path: data.table.name, digest: data.digest, rows: data.total },
      background:
        background === null || explanation.backgroundRows === null
          ? null
          : { path: background.table.name, digest: background.digest, rows: background.rows.rows },
      additivityError: row.additivityError,
      sampling: explanation.sampling,
      ...defined({ approximation: explanation.approximation }),
      tool: { name: 'tribune', version: options.version },
      replay: options.replay,
    },
    json: row,
  };
}

/** The cutoff for a page, drawn among the steps where it has a single place on their scale. */
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
  const link = elementwise(model.link, model.curve);
  const place = steps === 'linked' ? link?.apply(cutoff) : (link?.inverse ?? link?.first)?.(cutoff);
  return place === undefined || !Number.isFinite(place) ? null : place;
}
