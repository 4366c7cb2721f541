import { type EffectsRun, featureOf } from '../../explanations/effects/index.js';
import { type BoundRows, shownInput } from '../../explanations/table/index.js';
import type { EffectsPage } from './page-data.js';

const fileOf = ({ table, digest, rows }: BoundRows) => ({ path: table.name, digest, rows: rows.rows });

/** Makes the data of a page from computed effects. */
export function effectsPage(
  run: EffectsRun,
  { version, replay }: { readonly version: string; readonly replay: string },
): EffectsPage {
  const { context, label, people } = run;
  const { model, digest, data } = context;
  return {
    model: { kind: model.kind, format: model.format, digest, link: model.link },
    output: { index: run.output, of: model.numOutputs },
    scale: run.scale,
    data: fileOf(data),
    people: fileOf(people),
    by: run.by,
    seed: run.seed,
    label:
      label === null
        ? null
        : {
            column: label.column,
            rows: label.labels.length,
            excludedRows: label.excluded,
            meanLoss: label.meanLoss,
            repeats: run.repeats,
          },
    report: run.report,
    shown: (feature, value) => shownInput(featureOf(run, feature), value),
    isCategory: (feature) => featureOf(run, feature).categories !== undefined,
    tool: { name: 'tribune', version },
    replay,
  };
}
