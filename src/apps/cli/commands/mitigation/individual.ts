import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CausalEffect, CausalGraph, WrongLabels } from '../../../../core/mitigation/index.js';
import { oneOutput } from '../../../../domain/explanations/context/index.js';
import {
  askIndividual,
  type IndividualAnswer,
  type Manifestation,
} from '../../../../domain/mitigation/individual/index.js';
import { engineOptions } from '../../audit/source-options.js';
import { openModel } from '../../explain/open-model.js';
import { decimalNumber, MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { demandedOf } from './demanded.js';
import { tableText } from './tables.js';

export const individualCommand: CommandSpec = {
  name: 'individual',
  summary: 'whether a model decides alike about similar people, and what it would say of people of another group',
  usage: [
    'tribune individual MODEL DATA --attribute NAME --from VALUE --to VALUE [--graph graph.yaml] [--label COLUMN] [--cutoff 0.5]',
  ],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    attribute: { type: 'string', value: 'NAME', help: 'the column that is changed; required' },
    from: { type: 'string', value: 'VALUE', help: 'people with this value are asked about; required' },
    to: { type: 'string', value: 'VALUE', help: 'the value that they are given; required' },
    graph: {
      type: 'string',
      value: 'FILE',
      help: 'what follows from what, as YAML: a list of columns for each that follows (default: nothing follows)',
    },
    label: {
      type: 'string',
      value: 'COLUMN',
      help: 'what became true, 0 or 1: how well scores tell it is compared between the groups',
    },
    cutoff: { type: 'string', value: 'SCORE', help: 'a score from here on is a 1 (default 0.5)' },
    'most-per-distance': {
      type: 'string',
      value: 'NUMBER',
      help: 'largest difference of scores of similar people by their distance, beyond which pairs are counted',
    },
    output: { type: 'string', value: 'K', help: 'the output whose score decides, for models with several' },
    resamples: { type: 'string', value: 'N', help: 'samples of people for the intervals (default 200)' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of what is drawn (default "tribune")' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    ...MODEL_OPTIONS,
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: ['tribune individual model.json applicants.csv --attribute sex --from f --to m --graph graph.yaml'],
  notes: [
    'graph.yaml: "income: [sex, age]" says that income follows from sex and age. What a straight line does not explain of a person stays theirs.',
    'Similar are people whose inputs are near to each other, numbers by their spread; whether these are the right inputs, no number says.',
  ],
  run: individual,
};

const SEED = 'tribune';
const HALF = 0.5;

async function individual(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path, data] = args.positionals as [string, string];
  const demanded = demandedOf(args, 'individual');
  const [attribute, from, to] = [demanded('attribute', 'sex'), demanded('from', 'f'), demanded('to', 'm')];
  const graphPath = text(args, 'graph');
  const graph =
    graphPath === undefined ? {} : (await readYamlFile(graphPath, 'graph', 'CONSTRAINTS_INVALID', graphOf)).value;
  const { file } = await openModel(path, args, context);
  if (file === null)
    throw new TribuneError('USAGE', `${path} is served elsewhere`, {
      remedy: 'Name the file of the model: it is asked about the same people several hundred times.',
    });
  const progress = progressTo(context, flag(args, 'quiet'));
  const answer = await askIndividual({
    model: file.model,
    output: oneOutput(file.model, wholeNumber(args, 'output', 0)),
    table: columnsOfFiles(data, engineOptions(args)),
    ...{ attribute, from, to, graph },
    cutoff: decimalNumber(args, 'cutoff') ?? HALF,
    label: text(args, 'label'),
    most: decimalNumber(args, 'most-per-distance'),
    resamples: wholeNumber(args, 'resamples', 2),
    seed: text(args, 'seed') ?? SEED,
    progress: progress.report,
  }).finally(progress.done);
  if (answer.data.unknown > 0)
    context.err(`${onOneLine(`note: ${answer.data.unknown} rows left out: "${attribute}" is not known`)}\n`);
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ schemaVersion: '1', attribute, from, to, ...answer }, null, 2)}\n`
      : told(answer, { attribute, from, to }),
  );
  return EXIT.pass;
}

/** What follows from what, as YAML has it. */
function graphOf(value: unknown): CausalGraph {
  const wrong = (name: string): TribuneError =>
    new TribuneError(
      'CONSTRAINTS_INVALID',
      name === '' ? 'the graph names no column' : `"${name}" is no list of columns`,
      {
        remedy: 'Write NAME: [PARENT, PARENT] for each column that follows from others.',
        place: { name },
      },
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('');
  for (const [name, parents] of Object.entries(value))
    if (!Array.isArray(parents) || parents.length === 0 || parents.some((parent) => typeof parent !== 'string'))
      throw wrong(name);
  return value as CausalGraph;
}

const DIGITS = 4;
const number = (value: number): string => value.toFixed(DIGITS);

const manifestationRow = ({ name, measure, estimate, lower, upper, why }: Manifestation): string[] => [
  name,
  estimate === null ? 'not known' : number(estimate),
  estimate === null ? '' : intervalText(lower, upper),
  why === null ? measure : `${measure}; ${why}`,
];

function wrongText({ rate, reference, fewest, labels, share }: WrongLabels, from: string, to: string): string {
  const gap = `of those who merit a 1, ${number(rate)} of ${from} and ${number(reference)} of ${to} get it`;
  if (labels === 0) return gap;
  if (fewest === null || share === null) return `${gap}: no wrong labels of ${from} explain that`;
  return `${gap}: ${labels} labels of ${from} (${(100 * share).toFixed(1)} %) would have to be wrong to explain that`;
}

/** An interval, which of too few people is not known. */
const intervalText = (lower: number | null, upper: number | null): string =>
  lower === null || upper === null ? '(interval not known)' : `[${number(lower)}, ${number(upper)}]`;

function told(
  { alike, counterfactual, similarBy, seesAttribute, manifestations, wrongLabels }: IndividualAnswer,
  { attribute, from, to }: { attribute: string; from: string; to: string },
): string {
  const line = (name: string, { estimate, lower, upper }: CausalEffect): string[] => [
    name,
    number(estimate),
    intervalText(lower, upper),
  ];
  const rows = [
    line(`by ${attribute} itself`, counterfactual.direct),
    line('by what follows from it', counterfactual.throughFollowers),
    line('by both', counterfactual.total),
    line('spurious', counterfactual.spurious),
  ];
  const worst = alike.worst
    .slice(0, 5)
    .map((one) => `row ${one.row}: ${number(one.decision)}, ${number(one.near)} of the nearest`);
  return `${onOneLine(`similar by ${similarBy.join(', ')}`)}
consistency ${number(alike.consistency)} ${intervalText(alike.lower, alike.upper)} over ${alike.people} people; ${alike.twins} of ${alike.pairs} pairs have the same values and another score${alike.beyond === null ? '' : `; ${alike.beyond} beyond the bound`}
${worst.length === 0 ? '' : `least alike: ${worst.join('; ')}\n`}
${onOneLine(`${counterfactual.people} people with ${attribute} ${from}, had they ${to}: ${counterfactual.toOne} more get a 1, ${counterfactual.toZero} no longer${seesAttribute ? '' : '; the model does not see the attribute itself'}`)}
${tableText(['change of the mean score', 'estimate', '95 % interval'], rows)}
${tableText(['manifestation', 'estimate', '95 % interval', 'measured by'], manifestations.map(manifestationRow))}
${wrongLabels === null ? '' : `${onOneLine(wrongText(wrongLabels, from, to))}\n`}${counterfactual.assumptions.map((one) => onOneLine(`assumed: ${one}`)).join('\n')}
`;
}
