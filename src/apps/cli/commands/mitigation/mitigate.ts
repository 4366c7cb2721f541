import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { writeAlternatives } from './alternatives.js';
import { writeChanged, writeWeights } from './before-training.js';
import { demandedOf } from './demanded.js';
import { writeRanking } from './rank.js';
import { writeShifts } from './shift-scores.js';

export const mitigateCommand: CommandSpec = {
  name: 'mitigate',
  summary: 'from a failing audit to alternatives: before, in and after training',
  usage: [
    'tribune mitigate DATA --policy FILE [--target COLUMN] --out DIR',
    'tribune mitigate --weights DATA --policy FILE --out weights.csv',
    'tribune mitigate DATA --policy FILE --repair A,B [--decorrelate C] [--level 0.5] --out repaired.csv',
    'tribune mitigate SCORED --policy FILE --multicalibrate [--alpha 0.02] --out shifts.json',
    'tribune mitigate SCORED --policy FILE --share NAME=VALUE:SHARE [--first K] --out order.json',
  ],
  positionals: { name: 'DATA (a file or glob: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1 },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy: attributes, label, filter; required' },
    target: {
      type: 'string',
      short: 't',
      value: 'COLUMN',
      help: 'what is learned, 0 and 1 (default the label of the policy)',
    },
    requirement: {
      type: 'string',
      value: 'ID',
      help: 'the gap to be mended (default the first that blocks)',
    },
    learner: {
      type: 'string',
      short: 'l',
      value: 'NAMES',
      help: 'learners to try, separated by commas (default logistic,gbdt)',
    },
    features: {
      type: 'string',
      value: 'NAMES',
      help: 'columns to learn from (default all but those that the policy names)',
    },
    categorical: {
      type: 'string',
      value: 'NAMES',
      help: 'columns that are names even where they are written as numbers',
    },
    seed: { type: 'string', value: 'TEXT', help: 'seed of everything that is drawn (default "tribune")' },
    weights: { type: 'boolean', help: 'write a weight for every row that makes label and group independent' },
    repair: {
      type: 'string',
      value: 'NAMES',
      help: 'columns of numbers that get the same distribution in every group',
    },
    decorrelate: {
      type: 'string',
      value: 'NAMES',
      help: 'columns of numbers that lose their linear trace of the group',
    },
    level: { type: 'string', value: 'SHARE', help: 'how far --repair and --decorrelate go, 0 to 1 (default 1)' },
    ties: {
      type: 'string',
      value: 'HOW',
      choices: ['split', 'shared'],
      help: 'people of a group with the same value: split over their ranks, or shared (default split)',
    },
    multicalibrate: {
      type: 'boolean',
      help: 'shifts of scores after which no group, of all that the attributes make, is shown to be off',
    },
    alpha: {
      type: 'string',
      value: 'SHARE',
      help: 'how far a mean score may be off with --multicalibrate (default 0.02)',
    },
    share: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE:SHARE',
      help: 'least share of a group among every first k people of an order; may be repeated',
    },
    first: { type: 'string', value: 'K', help: 'places that keep the shares of --share (default 100)' },
    by: {
      type: 'string',
      value: 'NAMES',
      help: 'attributes of the policy that make the groups (default all, crossed)',
    },
    out: {
      type: 'string',
      short: 'o',
      value: 'PATH',
      help: 'write there; required: a folder that is new or empty, or a file where --weights, --repair, --decorrelate, --multicalibrate or --share is said',
    },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: [
    'tribune mitigate applicants.csv --policy policy.yaml --out mitigated',
    'tribune mitigate --weights applicants.csv --policy policy.yaml --out weights.csv',
    'tribune train applicants.csv --target repaid --weights-file weights.csv --out model.json',
  ],
  notes: [
    'Without any of --weights, --repair, --decorrelate, --multicalibrate, --share: half of the people are learned from, others find cutoffs and choose, and a quarter that nothing has looked at judges. Written: frontier.json, report.html, models, rules.',
    'Rows count from 0 and keep their order. Rows without a label, or that the policy filters out, weigh 0.',
  ],
  run: mitigate,
};

async function mitigate(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const demanded = demandedOf(args, 'mitigate');
  const way = wayOf(args);
  checkOptions(args, way);
  const policy = demanded('policy', 'policy.yaml');
  return way.write({ data, policy, out: demanded('out', way.out) }, args, context);
}

interface Way {
  /** Options that ask for it; none of them: alternatives are learned. */
  readonly asked: readonly string[];
  /** Options that have a meaning besides. */
  readonly options: readonly string[];
  /** An example of what is written. */
  readonly out: string;
  readonly write: (
    given: { readonly data: string; readonly policy: string; readonly out: string },
    args: ParsedArguments,
    context: CliContext,
  ) => Promise<number>;
}

const LEARNS: Way = {
  asked: [],
  options: ['target', 'requirement', 'learner', 'features', 'categorical', 'seed'],
  out: 'mitigated',
  write: writeAlternatives,
};

const WAYS: readonly Way[] = [
  { asked: ['weights'], options: ['by'], out: 'weights.csv', write: writeWeights },
  { asked: ['repair', 'decorrelate'], options: ['level', 'ties', 'by'], out: 'repaired.csv', write: writeChanged },
  { asked: ['multicalibrate'], options: ['alpha', 'by', 'seed'], out: 'shifts.json', write: writeShifts },
  { asked: ['share'], options: ['first'], out: 'order.json', write: writeRanking },
];

const isGiven = (args: ParsedArguments, name: string): boolean =>
  flag(args, name) || text(args, name) !== undefined || list(args, name).length > 0;

function wayOf(args: ParsedArguments): Way {
  const asked = WAYS.map((way) => way.asked.filter((name) => isGiven(args, name)));
  const [first, second] = asked.filter((names) => names.length > 0);
  if (second !== undefined)
    throw new TribuneError('USAGE', `--${first![0]} beside --${second[0]}`, {
      remedy: 'Each writes a file of its own: say one of them.',
    });
  return WAYS[asked.findIndex((names) => names.length > 0)] ?? LEARNS;
}

/** Refuses options that would be ignored. */
function checkOptions(args: ParsedArguments, way: Way): void {
  const all = [LEARNS, ...WAYS];
  const stray = [...new Set(all.flatMap(({ options }) => options))].find(
    (name) => isGiven(args, name) && !way.options.includes(name),
  );
  if (stray === undefined) return;
  const names = all
    .filter(({ options }) => options.includes(stray))
    .map(({ asked }) => asked.map((name) => `--${name}`));
  const [own] = way.asked;
  throw new TribuneError('USAGE', `--${stray} has no meaning ${own === undefined ? 'here' : `with --${own}`}`, {
    remedy: names.some((one) => one.length === 0)
      ? 'Leave it out: it is about what is learned.'
      : `It goes with ${names.flat().join(', ')}.`,
  });
}
