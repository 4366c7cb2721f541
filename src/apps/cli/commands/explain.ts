import type { CliContext } from '../context.js';
import { explainJson } from '../explain/explain-json.js';
import { explainSetting } from '../explain/explain-setting.js';
import { explainTable } from '../explain/explain-table.js';
import { METHOD_OPTIONS, MODEL_OPTIONS } from '../explain/options.js';
import { openSetting } from '../explain/setting.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../spec.js';
import { painter } from '../terminal/paint.js';

export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'exact contributions of every input to the score of every row',
  usage: ['tribune explain MODEL DATA [--background DATA] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    ...METHOD_OPTIONS,
    row: { type: 'string', value: 'N', help: 'only this row of the data, from 0' },
    interactions: { type: 'boolean', help: 'also interaction values of every pair (--json)' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune explain model.json applicants.csv --background approved.csv --json',
    'tribune explain model.json applicants.csv --background approved.csv --groups families.yaml --row 17',
  ],
  notes: [
    'MODEL: neutral JSON, XGBoost JSON or UBJSON, LightGBM text or JSON, ONNX, EBM JSON, scorecard CSV;',
    'or a server: oip+http://host/v2/models/NAME, mlflow+http://host, tfserving+http://host/v1/models/NAME, or a template',
    'file (tribune: http-model/v1). Servers on other machines need --allow-host.',
    'auto: interventional where a background is given, else path-dependent for trees and exact for linear models.',
  ],
  run: explainRows,
};

async function explainRows(args: ParsedArguments, context: CliContext): Promise<number> {
  const setting = await openSetting(args, context);
  const explanation = await explainSetting(setting, args);
  const { model, digest, indices, wanted, background } = setting;
  if (flag(args, 'json')) {
    const head = { kind: model.kind, digest, outputs: model.numOutputs };
    for (const piece of explainJson({ model: head, explanation, background, indices })) context.out(piece);
    return EXIT.pass;
  }
  context.out(
    explainTable({ explanation, indices, features: model.features, rows: wanted, paint: painter(context.outColour) }),
  );
  return EXIT.pass;
}
