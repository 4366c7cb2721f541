import { basename, dirname } from 'node:path';
import type { ScoreScale } from '../../../../core/explain/index.js';
import { effectsPage, renderEffectsHtml } from '../../../../domain/documents/effects/index.js';
import { type EffectsCaution, effectsJson, effectsOf } from '../../../../domain/explanations/effects/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { effectsText } from '../../effects/effects-text.js';
import { openFiles } from '../../explain/open-files.js';
import { MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { replayCommand } from '../../explain/replay-command.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
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
  const opened = await openFiles(args, context);
  const run = await effectsOf(opened, {
    scale: (text(args, 'scale') ?? 'linked') as ScoreScale,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    output: wholeNumber(args, 'output', 0),
    by: text(args, 'by') ?? null,
    label: text(args, 'label'),
    repeats: wholeNumber(args, 'repeats', 1),
    most: wholeNumber(args, 'most', 1),
    features: list(args, 'feature'),
    onCaution: (caution) => context.err(cautionText(caution)),
  });
  const path = text(args, 'html');
  if (path !== undefined) {
    const page = effectsPage(run, {
      version: context.version,
      replay: replayCommand('model effects', args, REPLAYED),
    });
    await writeFiles(dirname(path), { [basename(path)]: renderEffectsHtml(page) });
  }
  const json = `${JSON.stringify(effectsJson(run), null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  context.out(flag(args, 'json') ? json : effectsText(run, painter(context.outColour)));
  return EXIT.pass;
}

const cautionText = (caution: EffectsCaution): string =>
  caution.kind === 'rows without a label'
    ? `warning ${caution.rows} row(s) without "${caution.column}" are left out of the importance\n`
    : `warning "${caution.column}" holds 0 and 1 but the scores are no probabilities: importance is in squared units of the score\n`;

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
