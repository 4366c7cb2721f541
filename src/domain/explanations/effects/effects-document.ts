import type { FeatureEffects } from '../../../core/explain/index.js';
import type { Feature } from '../../../core/models/index.js';
import { roundsOf } from '../context/index.js';
import type { EffectsRun } from './describe.js';

/** Number of people whose own curves are given: enough to see whether they run the same way. */
const CURVES_OF_PEOPLE = 50;

/** The effects of a model as JSON. */
export function effectsJson(run: EffectsRun): object {
  const { context, people, label, report } = run;
  const { model, digest, data } = context;
  return {
    schemaVersion: '1',
    model: {
      kind: model.kind,
      digest,
      outputs: model.numOutputs,
      ...roundsOf(model),
      output: run.output,
      scale: run.scale,
    },
    data: { rows: data.rows.rows, digest: data.digest },
    people: { rows: people.rows.rows, digest: people.digest },
    by: run.by,
    seed: run.seed,
    importance:
      label === null || report.importance === null
        ? null
        : {
            label: label.column,
            rows: label.labels.length,
            excludedRows: label.excluded,
            loss: 'squared error',
            meanLoss: label.meanLoss,
            repeats: run.repeats,
            features: report.importance.map(({ feature, groups }) => ({
              feature,
              groups: groups.map(({ group, importance }) => ({ group, ...importance })),
            })),
          },
    reach: report.reach.map(({ feature, groups }) => ({
      feature,
      groups: groups.map(({ group, reach }) => ({ group, ...reach })),
    })),
    chosenBy: report.chosenBy,
    effects: report.effects.map((effects) => featureJson(effects, featureOf(run, effects.feature))),
  };
}

export const featureOf = ({ context }: EffectsRun, name: string): Feature =>
  context.model.features.find((feature) => feature.name === name)!;

function featureJson({ feature, dependence, accumulated }: FeatureEffects, { categories }: Feature): object {
  const points = dependence.grid.length;
  const own = spreadRows(points === 0 ? 0 : dependence.ice.length / points);
  return {
    feature,
    partialDependence: {
      points: Array.from(dependence.grid, (value) => categories?.[value] ?? value),
      curves: dependence.curves.map(({ group, n, mean }) => ({ group, n, mean: Array.from(mean) })),
    },
    ice: {
      rows: own,
      values: own.map((r) => Array.from(dependence.ice.subarray(r * points, (r + 1) * points))),
    },
    accumulated:
      accumulated === null
        ? null
        : {
            edges: Array.from(accumulated.edges),
            curves: accumulated.curves.map(({ group, n, status, effect, counts }) => ({
              group,
              n,
              status,
              // Where nobody has a value there is no curve, which is not the same as a flat one.
              effect: status === 'ok' ? Array.from(effect) : null,
              counts: Array.from(counts),
            })),
          },
  };
}

/** Rows whose own curves are shown, evenly spread. */
export function spreadRows(rows: number): number[] {
  const count = Math.min(rows, CURVES_OF_PEOPLE);
  return Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}
