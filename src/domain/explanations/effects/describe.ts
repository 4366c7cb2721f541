import { defined } from '../../../core/base/defined.js';
import { describeEffects, type EffectsReport, type ScoreScale } from '../../../core/explain/index.js';
import type { Model } from '../../../core/models/index.js';
import { type ExplanationContext, oneOutput, withModel } from '../context/index.js';
import { type BoundRows, type LabelledRows, readGroupColumn, readLabels } from '../table/index.js';

/** Default number of shuffles per input. */
const DEFAULT_REPEATS = 30;

export interface EffectsRequest {
  readonly scale: ScoreScale;
  readonly seed: string;
  readonly output?: number | undefined;
  /** Number of shuffles per input; default 30. */
  readonly repeats?: number | undefined;
  /** Inputs that are described; default by importance, at most `most`. */
  readonly features?: readonly string[];
  readonly most?: number | undefined;
  /** Column of the groups. */
  readonly by: string | null;
  /** Column of the labels. */
  readonly label?: string | undefined;
  /** Called when score and label are on different scales, and about rows without a label. */
  readonly onCaution?: (caution: EffectsCaution) => void;
}

export type EffectsCaution =
  | { readonly kind: 'scores are no chances'; readonly column: string }
  | { readonly kind: 'rows without a label'; readonly column: string; readonly rows: number };

/** Effects of a model, and the data that they were computed from. */
export interface EffectsRun {
  readonly context: ExplanationContext;
  readonly scale: ScoreScale;
  readonly output: number;
  readonly seed: string;
  readonly repeats: number;
  readonly by: string | null;
  /** People over whom the curves are averaged. */
  readonly people: BoundRows;
  readonly label: (Omit<LabelledRows, 'rows'> & { readonly column: string; readonly meanLoss: number }) | null;
  readonly report: EffectsReport;
}

/** Effects and importance of the inputs of a model over the people of a context. */
export async function effectsOf(context: ExplanationContext, request: EffectsRequest): Promise<EffectsRun> {
  const { by, scale, seed, features = [], repeats = DEFAULT_REPEATS } = request;
  const output = oneOutput(context.model, request.output);
  const people = context.background ?? context.data;
  const groupsOf = (rows: BoundRows) => (by === null ? undefined : readGroupColumn(rows.table, by));
  const peopleGroups = await groupsOf(people);
  const labelled = await labelledRows(request.label, context);
  const labelledGroups = labelled === null || people === context.data ? peopleGroups : await groupsOf(context.data);
  const common = { scale, output, seed, repeats };
  const report = await withModel(context, (model) =>
    describeEffects(model, {
      ...common,
      people: people.rows,
      ...defined({ groups: peopleGroups, most: request.most }),
      ...(features.length === 0 ? {} : { features }),
      ...(labelled === null ? {} : { labelled: withGroups(labelled, labelledGroups) }),
    }),
  );
  const label = labelled === null ? null : await measured(context, { ...labelled, output }, request.onCaution);
  return { context, ...common, by, people, label, report };
}

type Labelled = LabelledRows & { readonly column: string };

async function labelledRows(column: string | undefined, { data }: ExplanationContext): Promise<Labelled | null> {
  return column === undefined ? null : { ...(await readLabels(data.table, column, data.rows)), column };
}

const withGroups = ({ rows, labels, indices }: LabelledRows, groups: readonly string[] | undefined) => ({
  rows,
  labels,
  ...(groups === undefined ? {} : { groups: indices.map((r) => groups[r]!) }),
});

/** The loss before any shuffling. */
async function measured(
  context: ExplanationContext,
  labelled: Labelled & { readonly output: number },
  onCaution: EffectsRequest['onCaution'],
): Promise<EffectsRun['label']> {
  const { rows, output, ...label } = labelled;
  const { column } = label;
  const { numOutputs } = context.model;
  const scores = await withModel(context, (model: Model) => model.predictLinked(rows));
  const score = (r: number): number => scores[r * numOutputs + output]!;
  const isShare = label.labels.every((value) => value === 0 || value === 1);
  if (isShare && label.labels.some((_, r) => score(r) < 0 || score(r) > 1))
    onCaution?.({ kind: 'scores are no chances', column });
  if (label.excluded > 0) onCaution?.({ kind: 'rows without a label', column, rows: label.excluded });
  const total = label.labels.reduce((sum, value, r) => sum + (score(r) - value) ** 2, 0);
  return { ...label, meanLoss: total / label.labels.length };
}
