import { defined } from '../../../core/base/defined.js';
import { describeEffects, type EffectsReport, type ScoreScale } from '../../../core/explain/index.js';
import type { Model } from '../../../core/models/index.js';
import type { BoundRows } from '../explain/bind-files.js';
import { DEFAULT_SEED, wholeNumber } from '../explain/options.js';
import { openSetting, type Setting, withModel } from '../explain/setting.js';
import type { CliContext } from '../frame/context.js';
import { list, type ParsedArguments, text } from '../frame/spec.js';
import { type LabelledRows, readGroupColumn, readLabels } from './columns.js';
import { oneOutput } from './options.js';

/** Shuffles per input unless told otherwise. */
const DEFAULT_REPEATS = 30;

/** What `tribune model effects` found, and what it was found from. */
export interface EffectsRun {
  readonly setting: Setting;
  readonly scale: ScoreScale;
  readonly output: number;
  readonly seed: string;
  readonly repeats: number;
  readonly by: string | null;
  /** People whom the curves are averaged over. */
  readonly people: BoundRows;
  readonly label: (Omit<LabelledRows, 'rows'> & { readonly column: string; readonly meanLoss: number }) | null;
  readonly report: EffectsReport;
}

export async function runEffects(args: ParsedArguments, context: CliContext): Promise<EffectsRun> {
  const setting = await openSetting(args, context);
  const output = oneOutput(args, setting.model);
  const by = text(args, 'by') ?? null;
  const people = setting.background ?? setting.data;
  const groupsOf = (rows: BoundRows) => (by === null ? undefined : readGroupColumn(rows.path, by));
  const peopleGroups = await groupsOf(people);
  const labelled = await labelledRows(args, setting);
  const labelledGroups = labelled === null || people === setting.data ? peopleGroups : await groupsOf(setting.data);
  const repeats = wholeNumber(args, 'repeats', 1) ?? DEFAULT_REPEATS;
  const most = wholeNumber(args, 'most', 1);
  const features = list(args, 'feature');
  const common = {
    scale: (text(args, 'scale') ?? 'linked') as ScoreScale,
    output,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    repeats,
  };
  const report = await withModel(setting, (model) =>
    describeEffects(model, {
      ...common,
      people: people.rows,
      ...defined({ groups: peopleGroups }),
      ...(features.length === 0 ? {} : { features }),
      ...defined({ most }),
      ...(labelled === null ? {} : { labelled: withGroups(labelled, labelledGroups) }),
    }),
  );
  const label = labelled === null ? null : await measured(setting, { ...labelled, output }, context);
  return { setting, ...common, by, people, label, report };
}

type Labelled = LabelledRows & { readonly column: string };

async function labelledRows(args: ParsedArguments, { data }: Setting): Promise<Labelled | null> {
  const column = text(args, 'label');
  return column === undefined ? null : { ...(await readLabels(data.path, column, data.rows)), column };
}

const withGroups = ({ rows, labels, indices }: LabelledRows, groups: readonly string[] | undefined) => ({
  rows,
  labels,
  ...(groups === undefined ? {} : { groups: indices.map((r) => groups[r]!) }),
});

/** The loss before any shuffling; says where score and label are on different scales. */
async function measured(
  setting: Setting,
  labelled: Labelled & { readonly output: number },
  context: CliContext,
): Promise<EffectsRun['label']> {
  const { rows, output, ...label } = labelled;
  const { numOutputs } = setting.model;
  const scores = await withModel(setting, (model: Model) => model.predictLinked(rows));
  const score = (r: number): number => scores[r * numOutputs + output]!;
  const isShare = label.labels.every((value) => value === 0 || value === 1);
  if (isShare && label.labels.some((_, r) => score(r) < 0 || score(r) > 1)) {
    context.err(
      `warning "${label.column}" holds 0 and 1 but the scores are no probabilities: importance is in squared units of the score\n`,
    );
  }
  if (label.excluded > 0) {
    context.err(`warning ${label.excluded} row(s) without "${label.column}" are left out of the importance\n`);
  }
  const total = label.labels.reduce((sum, value, r) => sum + (score(r) - value) ** 2, 0);
  return { ...label, meanLoss: total / label.labels.length };
}
