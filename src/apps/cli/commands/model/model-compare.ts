import { TribuneError } from '../../../../core/base/errors.js';
import type { ExplanationMethod, ScoreScale } from '../../../../core/explain/index.js';
import { type ComparedDecision, compareContexts, compareJson } from '../../../../domain/explanations/effects/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { isVersionReference } from '../../../../domain/registry/index.js';
import { compareText } from '../../effects/compare-text.js';
import { DECISION_OPTIONS, decisionOf } from '../../effects/options.js';
import { openFiles } from '../../explain/open-files.js';
import { decimalNumber, HELD_OPTIONS, METHODS, MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

export const modelCompareCommand: CommandSpec = {
  name: 'model compare',
  summary: 'two versions of a model on the same people: which inputs move scores, whose decisions turn',
  usage: ['tribune model compare BEFORE AFTER DATA [--background DATA] [--by COLUMN] [--cutoff C] [options]'],
  positionals: { name: 'BEFORE, AFTER and DATA', min: 3, max: 3 },
  options: {
    background: {
      type: 'string',
      short: 'b',
      value: 'DATA',
      help: 'people to compare with, the same for both versions',
    },
    by: { type: 'string', value: 'COLUMN', help: 'everything also by group of this column of DATA' },
    cutoff: { type: 'string', value: 'C', help: 'score at which AFTER decides: adds the decisions that turn' },
    'cutoff-before': { type: 'string', value: 'C', help: 'score at which BEFORE decides, if it is another' },
    ...DECISION_OPTIONS,
    method: { type: 'string', value: 'METHOD', choices: METHODS, help: 'how values are computed (default auto)' },
    scale: {
      type: 'string',
      value: 'SCALE',
      choices: ['raw', 'linked'],
      help: 'explain the model sum (raw, log-odds; default) or what the model publishes (linked)',
    },
    output: { type: 'string', value: 'K', help: 'the output to look at, for models with several' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of sampling, kept with the result (default "tribune")' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    unseen: MODEL_OPTIONS.unseen,
    rounds: MODEL_OPTIONS.rounds,
    categories: MODEL_OPTIONS.categories,
    ...HELD_OPTIONS,
  },
  examples: [
    'tribune model compare credit-v1.json credit-v2.json applicants.csv --background approved.csv --by sex --cutoff 0.5',
  ],
  notes: [
    'Values of AFTER - BEFORE add up to the difference of the scores. Inputs are matched by name; versions with other inputs or',
    'categories are refused. Exit code 0 also where decisions turn: it compares, it does not judge.',
  ],
  run: compare,
};

async function compare(args: ParsedArguments, context: CliContext): Promise<number> {
  const [beforePath, afterPath] = args.positionals as [string, string, string];
  const after = await openFiles(argumentsFor(afterPath, args), context);
  // The second context is silent, because its warnings about the data would repeat those of the first.
  const quiet = { ...context, err: () => undefined };
  const before = await openFiles(argumentsFor(beforePath, args), quiet);
  const compared = await compareContexts(before, after, {
    method: (text(args, 'method') ?? 'auto') as ExplanationMethod | 'auto',
    scale: (text(args, 'scale') ?? 'raw') as ScoreScale,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    output: wholeNumber(args, 'output', 0),
    by: text(args, 'by') ?? null,
    decision: decisionAt(args),
  });
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, compareJson(compared));
  if (flag(args, 'json')) for (const piece of compareJson(compared)) context.out(piece);
  else context.out(compareText(compared, painter(context.outColour)));
  return EXIT.pass;
}

/** The arguments for one of the two models. A file beside a version needs no service; where neither is a version, a service is refused. */
function argumentsFor(model: string, args: ParsedArguments): ParsedArguments {
  const [before, after, data] = args.positionals as [string, string, string];
  const positionals = [model, data];
  if (isVersionReference(model) || !(isVersionReference(before) || isVersionReference(after))) {
    return { ...args, positionals };
  }
  const { server: _server, data: _data, ...options } = args.options;
  return { positionals, options };
}

function decisionAt(args: ParsedArguments): ComparedDecision | null {
  const cutoff = decimalNumber(args, 'cutoff');
  const cutoffBefore = decimalNumber(args, 'cutoff-before');
  if (cutoff !== undefined) return { ...decisionOf(args, cutoff), cutoffBefore: cutoffBefore ?? cutoff };
  const orphan = ['cutoff-before', 'cutoff-scale', 'accept'].find((name) => text(args, name) !== undefined);
  if (orphan === undefined) return null;
  throw new TribuneError('USAGE', `--${orphan} is about a cutoff, and none is given`, {
    remedy: 'Give --cutoff C, the score at which AFTER decides.',
  });
}
