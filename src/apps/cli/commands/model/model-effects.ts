import { effectsJson } from '../../effects/effects-json.js';
import { writeEffectsPage } from '../../effects/effects-page.js';
import { effectsText } from '../../effects/effects-text.js';
import { runEffects } from '../../effects/run-effects.js';
import { MODEL_OPTIONS } from '../../explain/options.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

export const modelEffectsCommand: CommandSpec = {
  name: 'model effects',
  summary: 'which inputs of a model matter, and its curves over people: importance, PDP, ICE, ALE',
  usage: ['tribune model effects MODEL DATA [--label COLUMN] [--feature F]... [--by COLUMN] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    label: {
      type: 'string',
      value: 'COLUMN',
      help: 'column of DATA with what became true: adds permutation importance',
    },
    feature: {
      type: 'string',
      multiple: true,
      short: 'f',
      value: 'F',
      help: 'input to draw; may be given several times (default the four that matter most)',
    },
    most: { type: 'string', value: 'N', help: 'how many inputs are drawn where none is named (default 4)' },
    by: { type: 'string', value: 'COLUMN', help: 'everything also by group of this column' },
    background: {
      type: 'string',
      short: 'b',
      value: 'DATA',
      help: 'people the curves are averaged over (default DATA)',
    },
    scale: {
      type: 'string',
      value: 'SCALE',
      choices: ['raw', 'linked'],
      help: 'scale of the curves: model sum (raw) or what the model publishes (linked, default)',
    },
    output: { type: 'string', value: 'K', help: 'the output to look at, for a model with several' },
    repeats: { type: 'string', value: 'N', help: 'shuffles per input (default 30)' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of the shuffles, kept with the result (default "tribune")' },
    html: { type: 'string', value: 'FILE', help: 'write a page with charts' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune model effects model.json applicants.csv --label repaid --by sex --html effects.html',
    'tribune model effects model.json applicants.csv --feature duration --feature age --json',
  ],
  notes: [
    'Importance is the rise of the squared error of what the model publishes, with a 95 % interval over people. Without --label inputs are',
    'ranked by how far they move a score. Values are shuffled within groups where groups are compared.',
  ],
  run: effects,
};

async function effects(args: ParsedArguments, context: CliContext): Promise<number> {
  const run = await runEffects(args, context);
  await writeEffectsPage(run, args, context);
  const json = `${JSON.stringify(effectsJson(run), null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  context.out(flag(args, 'json') ? json : effectsText(run, painter(context.outColour)));
  return EXIT.pass;
}
