import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { openSearchWorkers } from '../../../../adapters/search-workers/index.js';
import { openTrainer, readCommand } from '../../../../adapters/trainer-command/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { wantedGap } from '../../../../domain/mitigation/alternatives/index.js';
import { renderSearchHtml, renderSearchMarkdown } from '../../../../domain/mitigation/page/index.js';
import {
  COMMAND,
  OWN_SETTINGS,
  type SearchSpace,
  STEPS,
  searchAlternatives,
  USUAL_STEPS,
} from '../../../../domain/mitigation/search/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { decimalNumber, nameList, wholeNumber } from '../../explain/options.js';
import { writePieces } from '../../explain/write-pieces.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { progressTo } from '../../terminal/progress.js';
import { emptyFolder, learnersOf } from './alternatives.js';
import { demandedOf, targetOf } from './demanded.js';
import { demandService, enterFile, isWithService, RECORD_OPTIONS } from './search-record.js';
import { tellSearch, toldOfSearch } from './search-text.js';
import { commitSeedFile } from './seed-file.js';

export const searchCommand: CommandSpec = {
  name: 'search',
  summary: 'is there a less discriminatory model of no materially worse quality?',
  usage: ['tribune search DATA --policy FILE --target COLUMN [--candidates N] [--trainer COMMAND] --out DIR'],
  positionals: { name: 'DATA (a file or glob: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1 },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy: attributes, label, gap; required' },
    target: {
      type: 'string',
      short: 't',
      value: 'COLUMN',
      help: 'what is learned, 0 and 1 (default the label of the policy)',
    },
    candidates: { type: 'string', short: 'n', value: 'N', help: 'how many candidates are tried (default 100)' },
    requirement: { type: 'string', value: 'ID', help: 'the gap that is to be smaller (default the first that blocks)' },
    gain: {
      type: 'string',
      value: 'X',
      help: 'an alternative has a gap smaller by this at least (default 0.01; of ratios on the scale of the logarithm)',
    },
    tolerance: {
      type: 'string',
      value: 'X',
      help: 'an alternative may lose this much quality (default 0.01 of accuracy, or of what decisions are worth)',
    },
    learner: {
      type: 'string',
      short: 'l',
      value: 'NAMES',
      help: 'learners to try, separated by commas (default logistic,gbdt)',
    },
    trainer: {
      type: 'string',
      value: 'COMMAND',
      help: 'a command that learns instead: {train} {weights} {params} in, {model} out, or {people} in and {scores} out',
    },
    params: {
      type: 'string',
      value: 'FILE',
      help: 'settings that --trainer is tried with, as YAML: for each name a list of values',
    },
    timeout: { type: 'string', value: 'SECONDS', help: 'longest time of one candidate of --trainer (default 600)' },
    steps: {
      type: 'string',
      value: 'NAMES',
      help: `mitigation steps to try: ${STEPS.join(', ')} (default those that need nobody's group when deciding)`,
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
    workers: { type: 'string', value: 'N', help: 'candidates learned at a time, 1 to 64 (default one a processor)' },
    out: { type: 'string', short: 'o', value: 'DIR', help: 'write there, a folder that is new or empty; required' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
    ...RECORD_OPTIONS,
  },
  examples: [
    'tribune search loans.csv --policy policy.yaml --target repaid --candidates 200 --out search',
    'tribune search loans.csv --policy policy.yaml --target repaid --trainer "python3 train.py {train} {weights} {params} {people} {scores}" --out search',
  ],
  notes: [
    'Half of the people are learned from, others find cutoffs and choose, and a quarter that nothing has looked at answers: yes, no within the class tried, or not decidable. Exit code 0 whichever it is.',
    'Written: search.json, report.html, report.md, and the files of the reference and of the few that were looked at closely; every other candidate can be made again from its record.',
  ],
  run: search,
};

const MOST_CANDIDATES = 2000;
const MOST_WORKERS = 64;
const SEED = 'tribune';
const MILLI = 1e-3;

async function search(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const demanded = demandedOf(args, 'search');
  const policyPath = demanded('policy', 'policy.yaml');
  const out = demanded('out', 'search');
  const { policy, digest } = await loadPolicy(policyPath, context, { isUndecided: true });
  const gap = wantedGap(policy, text(args, 'requirement'));
  const target = targetOf(args, policy, 'search');
  const workers = within(args, 'workers', {
    usual: Math.min(MOST_WORKERS, availableParallelism()),
    most: MOST_WORKERS,
  });
  const count = within(args, 'candidates', { usual: 100, most: MOST_CANDIDATES });
  const learning = await learningOf(args, { out, workers });
  await demandService(args);
  await emptyFolder(out, learning.trainer === null ? [] : [CANDIDATES]);
  const progress = progressTo(context, flag(args, 'quiet'));
  const { result, files } = await searchAlternatives({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    policyDigest: digest,
    gap,
    target,
    ...learning,
    steps: nameList(args, 'steps') ?? USUAL_STEPS,
    count,
    margins: { gain: margin(args, 'gain'), tolerance: margin(args, 'tolerance') },
    features: nameList(args, 'features'),
    categorical: nameList(args, 'categorical'),
    seed: text(args, 'seed') ?? SEED,
    today: context.today,
    version: context.version,
    commit: async (id) => {
      await mkdir(join(out, 'rules'), { recursive: true });
      return commitSeedFile(join(out, 'rules', `${id}.seed`), policy.name);
    },
    seconds: () => Number(process.hrtime.bigint() / 1_000_000n) * MILLI,
    progress: progress.report,
  }).finally(progress.done);
  for (const [name, content] of Object.entries(files)) await writePieces(join(out, name), [content]);
  const json = `${JSON.stringify(result, null, 2)}\n`;
  await writePieces(join(out, 'report.html'), [renderSearchHtml(result)]);
  await writePieces(join(out, 'report.md'), [renderSearchMarkdown(result)]);
  // The last file: where it stands, all of them do.
  await writePieces(join(out, 'search.json'), [json]);
  tellSearch(result, context);
  context.out(flag(args, 'json') ? json : toldOfSearch(result, out));
  if (isWithService(args)) await enterFile(join(out, 'search.json'), args, context);
  return EXIT.pass;
}

/** Folder of what a command learned, from which a search that was broken off goes on. */
const CANDIDATES = 'candidates';
const SECONDS = { usual: 600, most: 86_400 };

type Learning = Pick<Parameters<typeof searchAlternatives>[0], 'learners' | 'settings' | 'trainer' | 'open'>;

/** Who learns: our learners on threads, or a command of the user. */
async function learningOf(
  args: ParsedArguments,
  { out, workers }: { readonly out: string; readonly workers: number },
): Promise<Learning> {
  const given = text(args, 'trainer');
  if (given === undefined) {
    const stray = ['params', 'timeout'].find((name) => text(args, name) !== undefined);
    if (stray !== undefined)
      throw new TribuneError('USAGE', `--${stray} without --trainer`, {
        remedy: 'It is about a command that learns: name one with --trainer.',
      });
    const open: Learning['open'] = (trial) => openSearchWorkers(trial, workers);
    return { learners: learnersOf(args), settings: OWN_SETTINGS, trainer: null, open };
  }
  if (text(args, 'learner') !== undefined)
    throw new TribuneError('USAGE', '--learner beside --trainer', { remedy: 'Say who learns: one or the other.' });
  const command = readCommand(given);
  const seconds = within(args, 'timeout', SECONDS);
  const path = text(args, 'params');
  const settings = path === undefined ? {} : (await readYamlFile(path, 'file of settings', 'USAGE', settingsOf)).value;
  return {
    learners: [COMMAND],
    settings: { [COMMAND]: settings },
    trainer: given,
    open: (trial) => openTrainer(trial, { command, folder: join(out, CANDIDATES), seconds, atOnce: workers }),
  };
}

/** Lists of values by the name of the setting. */
function settingsOf(value: unknown): SearchSpace['settings'][string] {
  const wrong = (what: string): TribuneError =>
    new TribuneError('USAGE', `--params: ${what}`, {
      remedy: 'Write for each setting a list of its values: depth: [3, 5, 8].',
    });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('no settings by name');
  for (const [name, values] of Object.entries(value))
    if (
      !Array.isArray(values) ||
      values.length === 0 ||
      !values.every((one) => ['string', 'boolean'].includes(typeof one) || Number.isFinite(one))
    )
      throw wrong(`"${name}" is no list of numbers, texts, true and false`);
  return value as SearchSpace['settings'][string];
}

function within(args: ParsedArguments, name: string, { usual, most }: { usual: number; most: number }): number {
  const value = wholeNumber(args, name, 1) ?? usual;
  if (value >= 1 && value <= most) return value;
  throw new TribuneError('USAGE', `--${name} ${value}: not from 1 to ${most}`, {
    remedy: `Give a whole number such as --${name} ${usual}.`,
  });
}

function margin(args: ParsedArguments, name: string): number | undefined {
  const value = decimalNumber(args, name);
  if (value === undefined || value >= 0) return value;
  throw new TribuneError('USAGE', `--${name} ${value}: below 0`, { remedy: `Give a margin such as --${name} 0.01.` });
}
