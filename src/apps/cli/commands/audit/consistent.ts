import { parseDocument, visit } from 'yaml';
import { TribuneError } from '../../../../core/base/errors.js';
import { didYouMean } from '../../../../core/base/suggest.js';
import {
  type Consistency,
  checkConsistency,
  type ImpliedRange,
  type PrintedGroup,
  type PrintedReport,
  type PrintedStatement,
} from '../../../../core/fairness/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { painter } from '../../terminal/paint.js';

export const consistentCommand: CommandSpec = {
  name: 'consistent',
  summary: 'say whether printed rates can hold together, and which number would have to be another',
  usage: ['tribune consistent RATES.yaml [--json]'],
  positionals: { name: 'RATES.yaml', min: 1, max: 1 },
  options: { json: { type: 'boolean', help: 'print the result as JSON' } },
  examples: ['tribune consistent rates.yaml'],
  notes: [
    'RATES.yaml has `groups:`, each with its rates and, where it is printed, `people:`, and `overall:` with rates of all together.',
    'Rates are written as they are printed (0.62, 0.620, 62 %): the number of digits says how far each was rounded.',
    'The exit code is 0 when people can exist of whom all rates are true, and 1 when not.',
  ],
  run: consistent,
};

async function consistent(args: ParsedArguments, context: CliContext): Promise<number> {
  const path = args.positionals[0]!;
  const report = readReport(await readTextFile(path, 'rates', 'USAGE'), path);
  const found = checkConsistency(report);
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else context.out(`${linesOf(found, painter(context.outColour)).map(onOneLine).join('\n')}\n`);
  return found.consistent && found.noWholeNumbers.length === 0 ? EXIT.pass : EXIT.fail;
}

const SECTIONS = ['groups', 'overall'];

/** All scalars are read as texts: 0.620 says more than 0.62. */
function readReport(source: string, path: string): PrintedReport {
  const document = parseDocument(source, { schema: 'failsafe', uniqueKeys: true, prettyErrors: true });
  const mistake = document.errors[0];
  if (mistake !== undefined) throw wrong(`${path} is not YAML: ${mistake.message.split('\n')[0]!.replace(/:$/, '')}`);
  visit(document, {
    Alias: () => {
      throw wrong(`${path} has an alias (*name)`, 'Write the numbers out.');
    },
  });
  const { groups, overall, ...others } = mapping(document.toJS(), path);
  const [strange] = Object.keys(others);
  if (strange !== undefined) {
    throw wrong(`${path} has a section "${strange}" that is not known`, didYouMean(strange, SECTIONS));
  }
  if (groups === undefined)
    throw wrong(`${path} has no groups`, 'Write `groups:` and below it each group with its rates.');
  return {
    groups: Object.entries(mapping(groups, 'groups')).map(([name, rates]) => groupOf(name, rates)),
    ...(overall === undefined ? {} : { overall: texts(overall, 'overall') }),
  };
}

function groupOf(name: string, value: unknown): PrintedGroup {
  const { people, ...rates } = texts(value, `group "${name}"`);
  if (people === undefined) return { name, rates };
  if (!/^[1-9]\d*$/.test(people)) throw wrong(`group "${name}" has "${people}" people`, 'Give a whole number from 1.');
  return { name, rates, people: Number(people) };
}

function texts(value: unknown, place: string): Record<string, string> {
  const entries = Object.entries(mapping(value, place));
  const nested = entries.find(([, text]) => typeof text !== 'string');
  if (nested !== undefined) throw wrong(`${nested[0]} of ${place} is not a number`);
  return Object.fromEntries(entries) as Record<string, string>;
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(`${place} holds no names with values`, 'Write `name: value`, a line each or within { }.');
}

const wrong = (message: string, remedy = 'See `tribune consistent --help` for the form.'): TribuneError =>
  new TribuneError('USAGE', message, { remedy });

type Paint = ReturnType<typeof painter>;

function linesOf(found: Consistency, paint: Paint): string[] {
  const alone = found.noWholeNumbers.map(
    (name) =>
      `${paint('bold', 'contradictory')}: no whole numbers of people give the rates of ${name}; check its size, its rates and their digits.`,
  );
  const large = found.notSearched.map(
    (name) => `${name} is too large for a search of whole numbers; its rates were checked as shares only.`,
  );
  if (!found.consistent) return [...contradicting(found, paint), ...alone, ...large];
  return alone.length > 0 ? [...alone, ...large] : [...holding(found, paint), ...large];
}

function holding({ statements, implied }: Consistency, paint: Paint): string[] {
  return [
    `${paint('bold', 'consistent')}: people can exist of whom ${counted(statements)} true.`,
    ...(implied.length === 0 ? [] : ['What follows for others, which are not printed:']),
    ...implied.map((range) => `  ${nameOf(range)}: ${bounds(range)}`),
  ];
}

function contradicting({ statements, contradiction, corrections }: Consistency, paint: Paint): string[] {
  return [
    `${paint('bold', 'contradictory')}: there can be no people of whom ${counted(statements)} true.`,
    'These cannot hold together, and none of them could be left out:',
    ...contradiction.map((statement) => `  ${nameOf(statement)} ${statement.printed}`),
    corrections.length === 0
      ? 'No single number explains it: whichever is left out, the others contradict each other still.'
      : 'If one number is wrong and all others are right:',
    ...corrections.map((range) => `  ${nameOf(range)} is not ${range.printed} but ${bounds(range)}`),
  ];
}

const counted = (n: number): string => (n === 1 ? 'this rate is' : `all ${n} rates are`);

const nameOf = ({ group, rate }: Pick<PrintedStatement, 'group'> & Pick<ImpliedRange, 'rate'>): string =>
  `${group ?? 'overall'} ${rate === 'share' ? 'share of all people' : rate}`;

/** Ends are rounded outwards, so that no value that may hold is left out. */
function bounds({ lower, upper }: { readonly lower: number; readonly upper: number }): string {
  const [low, high] = [Math.floor(lower * PER_UNIT + SLACK) / PER_UNIT, Math.ceil(upper * PER_UNIT - SLACK) / PER_UNIT];
  return low === high ? low.toFixed(DECIMALS) : `between ${low.toFixed(DECIMALS)} and ${high.toFixed(DECIMALS)}`;
}

const DECIMALS = 4;
const PER_UNIT = 10 ** DECIMALS;
/** An end that is a number of four digits stays it, although a double holds it inexactly. */
const SLACK = 1e-9;
