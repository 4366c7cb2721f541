import { TribuneError } from '../../../../core/base/errors.js';
import { nearName } from '../../../../core/base/suggest.js';
import { measuredCost, PLANNED_SUMS, type ReckonedSum, reckonSum } from '../../../../core/planner/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments } from '../../frame/spec.js';

export const planSumsCommand: CommandSpec = {
  name: 'plan sums',
  summary: 'sums of cost that the textbook prints, each with its formula, what is right, and your own numbers',
  usage: ['tribune plan sums [NAME] [--with INPUT=NUMBER]... [--json]'],
  positionals: { name: 'NAME (of a sum; unless given, all)', min: 0, max: 1 },
  options: {
    with: { type: 'string', value: 'INPUT=NUMBER', multiple: true, help: 'a number of yours for an input of the sum' },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
  },
  examples: ['tribune plan sums deletions --with shards=20 --with requests=50'],
  notes: [
    'Without a number of yours the inputs are those of the textbook, so that the result can be held against what it prints.',
    'Exit codes: 0 reckoned, 2 wrong use.',
  ],
  run: planSums,
};

async function planSums(args: ParsedArguments, context: CliContext): Promise<number> {
  const [name] = args.positionals;
  const given = givenOf(list(args, 'with'));
  if (name === undefined && Object.keys(given).length > 0)
    throw new TribuneError('USAGE', '--with belongs to one sum', { remedy: `Name it: ${NAMES.join(', ')}.` });
  const sums = name === undefined ? PLANNED_SUMS : PLANNED_SUMS.filter((one) => one.name === name);
  if (sums.length === 0)
    throw new TribuneError('USAGE', `"${name}" is no sum`, {
      remedy: `${nearName(name!, NAMES)}Its names: ${NAMES.join(', ')}.`,
    });
  const found = sums.map((sum) => reckonSum(sum, given));
  context.out(flag(args, 'json') ? `${JSON.stringify(found)}\n` : `${found.map(told).join('\n\n')}\n`);
  return EXIT.pass;
}

const NAMES = PLANNED_SUMS.map(({ name }) => name);

function givenOf(words: readonly string[]): Record<string, number> {
  const given: Record<string, number> = {};
  for (const word of words) {
    const [, name, number] = /^([a-z-]{1,40})=(-?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,3})?)$/i.exec(word) ?? [];
    if (name === undefined || number === undefined || Object.hasOwn(given, name))
      throw new TribuneError('USAGE', `--with ${word}: ${name === undefined ? 'not INPUT=NUMBER' : 'given twice'}`, {
        remedy: 'Write it as shards=20, each input once.',
      });
    given[name] = Number(number);
  }
  return given;
}

const DIGITS = 6;
const short = (value: number): string => String(Number(value.toPrecision(DIGITS)));

function told({ name, title, formula, inputs, results, printed, right, where, measured }: ReckonedSum): string {
  return [
    `${name}: ${title}`,
    `  formula    ${formula}`,
    `  with       ${inputs.map((one) => `${one.name} ${short(one.value)} ${one.unit}`).join(', ')}`,
    ...results.map((one) => `  comes to   ${one.name}: ${short(one.value)} ${one.unit}`),
    `  textbook   prints "${printed}"; right is ${right} (${where})`,
    ...measured.map((id) => {
      const { what, low, high, unit } = measuredCost(id);
      return `  measured   ${low === high ? low : `${low} to ${high}`} ${unit}: ${what}`;
    }),
  ].join('\n');
}
