import { basename, dirname } from 'node:path';
import { renderEffectsHtml } from '../../../domain/documents/effects/index.js';
import type { BoundRows } from '../explain/bind-files.js';
import { replayCommand } from '../explain/replay-command.js';
import { shownInput } from '../explain/shown-input.js';
import type { CliContext } from '../frame/context.js';
import { writeFiles } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { featureOf } from './effects-json.js';
import type { EffectsRun } from './run-effects.js';

const REPLAYED = [
  'label',
  'feature',
  'most',
  'by',
  'background',
  'scale',
  'output',
  'repeats',
  'seed',
  'unseen',
  'inputs',
  'categories',
  'rounds',
  'allow-host',
];

const fileOf = ({ path, digest, rows }: BoundRows) => ({ path, digest, rows: rows.rows });

/** Writes the page that `--html` asks for. */
export async function writeEffectsPage(run: EffectsRun, args: ParsedArguments, context: CliContext): Promise<void> {
  const path = text(args, 'html');
  if (path === undefined) return;
  const { setting, label, people } = run;
  const { model, digest, data } = setting;
  const page = renderEffectsHtml({
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
    tool: { name: 'tribune', version: context.version },
    replay: replayCommand('model effects', args, REPLAYED),
  });
  await writeFiles(dirname(path), { [basename(path)]: page });
}
