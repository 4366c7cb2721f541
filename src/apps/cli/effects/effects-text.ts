import { counted } from '../../../core/base/counted.js';
import type { FeatureEffects } from '../../../core/explain/index.js';
import type { Estimate } from '../../../core/stats/index.js';
import { type EffectsRun, featureOf } from '../../../domain/explanations/effects/index.js';
import { shownInput } from '../../../domain/explanations/table/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { aligned, bar, estimateText, groupText, number, signed, sparkline } from './text.js';

/** Most inputs in the table; `--json` has all. */
const INPUTS_SHOWN = 12;

interface Ranked {
  readonly feature: string;
  readonly groups: readonly { readonly group: string | null; readonly estimate: Estimate }[];
}

/** A readable description for the terminal: which inputs matter, then one small curve per input and group. */
export function effectsText(run: EffectsRun, paint: Paint): string {
  const lines = [
    ...rankingLines(run, paint),
    ...run.report.effects.flatMap((effects) => ['', ...curveLines(run, effects, paint)]),
  ];
  return `${lines.map(onOneLine).join('\n')}\n`;
}

function rankingLines(run: EffectsRun, paint: Paint): string[] {
  const { report, label, people, scale } = run;
  const ranked: readonly Ranked[] =
    report.importance?.map(({ feature, groups }) => ({
      feature,
      groups: groups.map(({ group, importance }) => ({ group, estimate: importance })),
    })) ??
    report.reach.map(({ feature, groups }) => ({
      feature,
      groups: groups.map(({ group, reach }) => ({ group, estimate: reach })),
    }));
  const head =
    label === null
      ? `reach: how far each input moves a score (${scale}), mean over ${counted(people.rows.rows, 'person')} with 95 % interval`
      : `importance: rise of the squared error (now ${number(label.meanLoss)}) when the input is shuffled ${counted(run.repeats, 'time')}, mean over ${counted(label.labels.length, 'person')} with 95 % interval`;
  const largest = Math.max(0, ...ranked.map(({ groups }) => groups[0]?.estimate.estimate ?? 0));
  const shown = ranked.slice(0, INPUTS_SHOWN);
  const rows = shown.flatMap(({ feature, groups }) =>
    groups.map(({ group, estimate }, i) => [
      i === 0 ? feature : '',
      ...(run.by === null ? [] : [groupText(run.by, group)]),
      estimateText(estimate),
      bar(estimate.estimate ?? 0, largest),
    ]),
  );
  const rest = ranked.length - shown.length;
  const more = rest > 0 ? [paint('dim', `  ... and ${counted(rest, 'more input')}; --json has all`)] : [];
  return [paint('bold', head), ...aligned(rows).map((line) => line.trimEnd()), ...more];
}

function curveLines(run: EffectsRun, effects: FeatureEffects, paint: Paint): string[] {
  const { dependence, accumulated } = effects;
  const feature = featureOf(run, effects.feature);
  const { grid } = dependence;
  if (grid.length === 0) return [paint('bold', effects.feature), '  no value is known: no curve'];
  const first = shownInput(feature, grid[0]!);
  const last = shownInput(feature, grid.at(-1)!);
  const names = (group: string | null, n: number): string => `${groupText(run.by, group)} (${n})`;
  if (feature.categories !== undefined) return [paint('bold', effects.feature), ...categoryLines(run, effects)];
  const ends = rangeOf(dependence.curves.map(({ mean }) => mean));
  const dependent = dependence.curves.map(({ group, n, mean }) => [
    names(group, n),
    sparkline(mean, ends),
    `${number(mean[0]!)} at ${first}, ${number(mean.at(-1)!)} at ${last}`,
  ]);
  const drawn = (accumulated?.curves ?? []).filter(({ status }) => status === 'ok');
  const accumulatedEnds = rangeOf(drawn.map(({ effect }) => effect));
  const local = drawn.map(({ group, n, effect }) => [
    names(group, n),
    sparkline(effect, accumulatedEnds),
    `${signed(effect[0]!)} at ${first}, ${signed(effect.at(-1)!)} at ${last}`,
  ]);
  return [
    paint('bold', effects.feature),
    paint('dim', `  partial dependence (${run.scale})`),
    ...aligned(dependent),
    paint('dim', '  accumulated local effect, mean 0'),
    ...aligned(local),
  ];
}

function categoryLines(run: EffectsRun, { feature, dependence }: FeatureEffects): string[] {
  const described = featureOf(run, feature);
  return dependence.curves.flatMap(({ group, n, mean }) => {
    const largest = Math.max(0, ...mean);
    const rows = Array.from(mean, (value, g) => [
      shownInput(described, dependence.grid[g]!),
      number(value),
      bar(value, largest),
    ]);
    return [`  ${groupText(run.by, group)} (${n})`, ...aligned(rows, '    ').map((line) => line.trimEnd())];
  });
}

function rangeOf(curves: readonly Float64Array[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of curves.flatMap((curve) => Array.from(curve))) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
