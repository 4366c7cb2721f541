import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { writeChanged, writeWeights } from './before-training.js';

export const mitigateCommand: CommandSpec = {
  name: 'mitigate',
  summary: 'weights and columns for a trainer that say less of the group',
  usage: [
    'tribune mitigate --weights DATA --policy FILE --out weights.csv',
    'tribune mitigate DATA --policy FILE --repair A,B [--decorrelate C] [--level 0.5] --out repaired.csv',
  ],
  positionals: { name: 'DATA (a file or glob: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1 },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy: attributes, label, filter; required' },
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
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the result there; required' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: [
    'tribune mitigate --weights applicants.csv --policy policy.yaml --out weights.csv',
    'tribune train applicants.csv --target repaid --weights-file weights.csv --out model.json',
  ],
  notes: ['Rows count from 0 and keep their order. Rows without a label, or that the policy filters out, weigh 0.'],
  run: mitigate,
};

async function mitigate(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const demanded = (name: string, example: string): string => {
    const value = text(args, name);
    if (value !== undefined) return value;
    throw new TribuneError('USAGE', `tribune mitigate needs --${name}`, { remedy: `Name it: --${name} ${example}.` });
  };
  const given = { data, policy: demanded('policy', 'policy.yaml'), out: demanded('out', 'weights.csv') };
  const changes = text(args, 'repair') !== undefined || text(args, 'decorrelate') !== undefined;
  if (flag(args, 'weights') === changes)
    throw new TribuneError('USAGE', changes ? '--weights beside columns to change' : 'nothing to do is named', {
      remedy: 'Say --weights, or name columns: --repair A,B or --decorrelate A,B.',
    });
  return flag(args, 'weights') ? writeWeights(given, args, context) : writeChanged(given, args, context);
}
