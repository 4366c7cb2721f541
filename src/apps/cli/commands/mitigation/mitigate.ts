import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { writeAlternatives } from './alternatives.js';
import { writeChanged, writeWeights } from './before-training.js';
import { demandedOf } from './demanded.js';

export const mitigateCommand: CommandSpec = {
  name: 'mitigate',
  summary: 'from a failing audit to alternatives: before, in and after training',
  usage: [
    'tribune mitigate DATA --policy FILE [--target COLUMN] --out DIR',
    'tribune mitigate --weights DATA --policy FILE --out weights.csv',
    'tribune mitigate DATA --policy FILE --repair A,B [--decorrelate C] [--level 0.5] --out repaired.csv',
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
    by: {
      type: 'string',
      value: 'NAMES',
      help: 'attributes of the policy that make the groups (default all, crossed)',
    },
    out: {
      type: 'string',
      short: 'o',
      value: 'PATH',
      help: 'write there; required: a folder that is new or empty, or with --weights, --repair, --decorrelate a file',
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
    'Without --weights, --repair and --decorrelate: half of the people are learned from, others find cutoffs and choose, and a quarter that nothing has looked at judges. Written: frontier.json, report.html, models, rules.',
    'Rows count from 0 and keep their order. Rows without a label, or that the policy filters out, weigh 0.',
  ],
  run: mitigate,
};

async function mitigate(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const demanded = demandedOf(args, 'mitigate');
  const isWeights = flag(args, 'weights');
  const isChange = text(args, 'repair') !== undefined || text(args, 'decorrelate') !== undefined;
  if (isWeights && isChange)
    throw new TribuneError('USAGE', '--weights beside columns to change', {
      remedy: 'Say --weights, or name columns: --repair A,B or --decorrelate A,B.',
    });
  checkOthers(args, isWeights || isChange);
  const policy = demanded('policy', 'policy.yaml');
  if (isWeights) return writeWeights({ data, policy, out: demanded('out', 'weights.csv') }, args, context);
  if (isChange) return writeChanged({ data, policy, out: demanded('out', 'repaired.csv') }, args, context);
  return writeAlternatives({ data, policy, out: demanded('out', 'mitigated') }, args, context);
}

/** Options of learning, and those of changing data. */
const OF_LEARNING = ['target', 'requirement', 'learner', 'features', 'categorical', 'seed'];
const OF_DATA = ['level', 'ties', 'by'];

/** Refuses options that would be ignored. */
function checkOthers(args: ParsedArguments, isData: boolean): void {
  const stray = (isData ? OF_LEARNING : OF_DATA).find((name) => text(args, name) !== undefined);
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--${stray} has no meaning ${isData ? 'where nothing is learned' : 'here'}`, {
      remedy: isData
        ? 'Leave it out: --weights, --repair and --decorrelate only change data.'
        : 'It goes with --weights, --repair or --decorrelate; groups are those of the requirement.',
    });
}
