import { MEASURED, type Overhead, planOverhead } from '../../../../core/planner/index.js';
import { numberOption } from '../../cases/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { tableText } from '../mitigation/tables.js';

const COMMAND = 'plan overhead';
const MOST = 1e15;

export const planOverheadCommand: CommandSpec = {
  name: COMMAND,
  summary: 'what recording, watching, gating and explaining your decisions will take, by what was measured',
  usage: [
    'tribune plan overhead --decisions-per-day N [--explained SHARE] [--kept-days N] [--input-bytes N] [--prediction-us N] [--json]',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    'decisions-per-day': { type: 'string', value: 'N', help: 'decisions on an average day; required' },
    explained: { type: 'string', value: 'SHARE', help: 'share of them that are explained, 0 to 1 (default 0)' },
    'kept-days': { type: 'string', value: 'N', help: 'days for which they are kept (default 365)' },
    'input-bytes': { type: 'string', value: 'N', help: 'bytes of the inputs of one, compressed (default 0)' },
    'prediction-us': {
      type: 'string',
      value: 'N',
      help: 'microseconds of processor time of one prediction of your model: shows costs in predictions',
    },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
  },
  examples: ['tribune plan overhead --decisions-per-day 1000000 --explained 0.1 --prediction-us 40'],
  notes: [
    'Figures are those of the machine of the measurements, which is named; a mean of a day is not its peak.',
    '`tribune plan sums` reckons what the textbook prints, with what is right.',
    'Exit codes: 0 reckoned, 2 wrong use.',
  ],
  run: planOverheadOf,
};

async function planOverheadOf(args: ParsedArguments, context: CliContext): Promise<number> {
  const number = (name: string, most: number, unless?: number): number =>
    numberOption(args, name, { command: COMMAND, least: 0, most, ...(unless === undefined ? {} : { unless }) });
  const inputs = {
    decisionsPerDay: number('decisions-per-day', MOST),
    explained: number('explained', 1, 0),
    keptDays: number('kept-days', 1e5, 365),
    inputBytes: number('input-bytes', 1e9, 0),
    predictionMicroseconds: text(args, 'prediction-us') === undefined ? null : number('prediction-us', 1e12),
  };
  const found = planOverhead(inputs);
  const { machine, date, costs } = MEASURED;
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ inputs, ...found, measuredOn: { date, machine, costs } })}\n`
      : told(found),
  );
  return EXIT.pass;
}

const DIGITS = 3;
const short = (value: number): string => (value === 0 ? '0' : String(Number(value.toPrecision(DIGITS))));
const range = ([low, high]: readonly [number, number]): string =>
  short(low) === short(high) ? short(low) : `${short(low)} to ${short(high)}`;

function told({ parts, cores, gigabytes, decisionsPerSecond }: Overhead): string {
  const rows = parts.map(({ name, low, high, unit, inPredictions }) => [
    name,
    range([low, high]),
    unit,
    inPredictions === null ? '' : range(inPredictions),
  ]);
  return [
    `${short(decisionsPerSecond)} decisions a second on average`,
    '',
    tableText(['', 'measured', 'unit', 'in predictions'], rows),
    '',
    `Together ${range(cores)} cores that are busy all day, and ${range(gigabytes)} GB.`,
    '',
    ...parts.map(({ name, formula, printed }) => `${name}: ${formula}; the textbook prints: ${printed}.`),
    '',
    `Measured on ${MEASURED.date}: ${MEASURED.machine}.`,
    ...MEASURED.costs.map(
      ({ id, what, low, high, unit, origin }) => `  ${id}: ${range([low, high])} ${unit}, ${what} (${origin})`,
    ),
    '',
  ].join('\n');
}
