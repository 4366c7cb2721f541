import { TribuneError } from '../../../../core/base/errors.js';
import { oneOutput } from '../../../../domain/explanations/context/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { slopesInContext } from '../../../../domain/explanations/slopes/index.js';
import { openFiles } from '../../explain/open-files.js';
import { decimalNumber, MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { slopesText } from '../../explain/slopes-text.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

export const explainSlopesCommand: CommandSpec = {
  name: 'explain slopes',
  summary:
    'how the score of a network reacts to a small change of each input, alone or as a mean in noise (SmoothGrad)',
  usage: ['tribune explain slopes MODEL DATA [--noise S] [--background DATA] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    row: { type: 'string', value: 'N', help: 'only this row of the data, from 0' },
    noise: {
      type: 'string',
      value: 'S',
      help: 'mean slopes in normal noise of S standard deviations of each number, such as 0.1 (default 0: at the row itself)',
    },
    samples: { type: 'string', value: 'N', help: 'draws of the noise for each row (default 50)' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of the noise, kept with the result (default "tribune")' },
    background: {
      type: 'string',
      short: 'b',
      value: 'DATA',
      help: 'people whose standard deviations are meant (default those of DATA)',
    },
    output: { type: 'string', value: 'K', help: 'the output of a model with several, from 0' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune explain slopes model.json applicants.csv --row 17',
    'tribune explain slopes model.onnx applicants.csv --noise 0.1 --background approved.csv --json',
  ],
  notes: [
    'Slopes are of the raw score. They do not sum to it and say nothing of large changes: for shares of a score there is tribune explain.',
    'At the row itself they are exact; a mean in noise comes with its standard error. A category and a missing value have no slope.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const noise = decimalNumber(args, 'noise') ?? 0;
  if (noise < 0) throw new TribuneError('USAGE', `--noise ${noise}: not a number from 0`);
  const samples = wholeNumber(args, 'samples', 2);
  if (noise === 0 && (samples !== undefined || text(args, 'seed') !== undefined))
    throw new TribuneError('USAGE', '--samples and --seed are about noise, and there is none', {
      remedy: 'Add --noise S, such as 0.1, or leave them out.',
    });
  const opened = await openFiles(args, context);
  const output = oneOutput(opened.model, wholeNumber(args, 'output', 0));
  const seed = text(args, 'seed') ?? DEFAULT_SEED;
  const found = slopesInContext(opened, { output, noise, seed, ...(samples === undefined ? {} : { samples }) });
  const json = `${JSON.stringify(found, null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  context.out(flag(args, 'json') ? json : slopesText(found, painter(context.outColour)));
  return EXIT.pass;
}
