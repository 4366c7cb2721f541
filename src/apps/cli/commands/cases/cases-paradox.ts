import { automationParadox, type Paradox, type ParadoxInputs } from '../../../../core/oversight/index.js';
import { type NumberBounds, numberOption } from '../../cases/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';

const COMMAND = 'cases paradox';

export const casesParadoxCommand: CommandSpec = {
  name: COMMAND,
  summary: 'what a reader beside a model is worth: the automation paradox, with its four inputs',
  usage: ['tribune cases paradox --human SHARE --model SHARE --wrong-accepted SHARE --right-overridden SHARE [--json]'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    human: { type: 'string', value: 'SHARE', help: 'how often the reader alone is right; required' },
    model: { type: 'string', value: 'SHARE', help: 'how often the model alone is right; required' },
    'wrong-accepted': {
      type: 'string',
      value: 'SHARE',
      help: 'of the wrong answers of the model, those that the reader accepts; required',
    },
    'right-overridden': {
      type: 'string',
      value: 'SHARE',
      help: 'of its right answers, those that the reader overrides; required',
    },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
  },
  examples: ['tribune cases paradox --human 0.92 --model 0.95 --wrong-accepted 0.7 --right-overridden 0.01'],
  notes: [
    'GET /v1/cases/measures and the console show these four for your own readers, with intervals, from cases whose answer is known.',
    'How often the reader is right where the model is wrong is taken to be as often as everywhere, which flatters a reader who finds hard what the model finds hard.',
    'Exit codes: 0 reckoned, 2 wrong use.',
  ],
  run: casesParadox,
};

async function casesParadox(args: ParsedArguments, context: CliContext): Promise<number> {
  const share: NumberBounds = { command: COMMAND, least: 0, most: 1 };
  const inputs: ParadoxInputs = {
    human: numberOption(args, 'human', share),
    model: numberOption(args, 'model', share),
    wrongAccepted: numberOption(args, 'wrong-accepted', share),
    rightOverridden: numberOption(args, 'right-overridden', share),
  };
  const found = automationParadox(inputs);
  context.out(flag(args, 'json') ? `${JSON.stringify({ ...inputs, ...found })}\n` : told(inputs, found));
  return EXIT.pass;
}

const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;

function told({ human, model }: ParadoxInputs, { pair, either, better, beyondBetter, breakEven }: Paradox): string {
  const row = (name: string, value: string): string => `  ${name.padEnd(44)} ${value}`;
  const than = better === 'human' ? 'the reader' : better === 'model' ? 'the model' : 'either';
  const points = `${Math.abs(100 * beyondBetter).toFixed(2)} points`;
  return [
    row('reader alone', percent(human)),
    row('model alone', percent(model)),
    row('both together', percent(pair)),
    row('if nothing right of either were lost', percent(either)),
    row('worse than the model from overrides of', breakEven === null ? 'none: it is never right' : percent(breakEven)),
    beyondBetter < 0
      ? `Both together are worse than ${than} alone, by ${points}.`
      : `Both together are no worse than ${than} alone: better by ${points}.`,
    '',
  ].join('\n');
}
