import { piecesOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { oneOutput, withModel } from '../../../../domain/explanations/context/index.js';
import { predict } from '../../../../domain/learning/predict/index.js';
import { bindingOf, openFiles } from '../../explain/open-files.js';
import { openModel } from '../../explain/open-model.js';
import { MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';

export const predictCommand: CommandSpec = {
  name: 'predict',
  summary: 'the score of every row by a model',
  usage: ['tribune predict MODEL DATA --out scores.csv'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the columns row and score there; required' },
    output: { type: 'string', value: 'K', help: 'the output whose score is written, for models with several' },
    ...MODEL_OPTIONS,
  },
  examples: ['tribune predict model.json applicants.csv --out scores.csv'],
  notes: [
    'MODEL: every format that tribune explain reads. The score is what the model publishes: a chance for a target of 0 and 1.',
    'Rows count from 0 and keep their order.',
  ],
  run: predictCase,
};

async function predictCase(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path, data] = args.positionals as [string, string];
  const out = text(args, 'out');
  if (out === undefined)
    throw new TribuneError('USAGE', 'tribune predict needs --out', { remedy: 'Name the file: --out scores.csv.' });
  await keepInputs(out, [path, data]);
  const { file } = await openModel(path, args, context);
  const output = wholeNumber(args, 'output', 0);
  const lines: string[] = ['row,score\n'];
  let rows = 0;
  const put = (firstRow: number, scores: Float64Array): void => {
    lines.push(Array.from(scores, (score, r) => `${firstRow + r},${score}\n`).join(''));
    rows += scores.length;
  };
  if (file === null) {
    const opened = await openFiles(args, context);
    const wanted = oneOutput(opened.model, output);
    const all = await withModel(opened, (model) => model.predictLinked(opened.wanted));
    put(
      0,
      Float64Array.from({ length: opened.wanted.rows }, (_, r) => all[r * opened.model.numOutputs + wanted]!),
    );
  } else {
    const options = { ...bindingOf(args, context), output: oneOutput(file.model, output) };
    await predict(file.model, piecesOfFiles(data), options, ({ firstRow, scores }) => put(firstRow, scores));
  }
  await writePieces(out, lines);
  context.out(`${rows} rows scored: ${out}\n`);
  return EXIT.pass;
}
