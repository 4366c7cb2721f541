import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { LEARNERS, type ParameterValue, type Quality } from '../../../../core/learn/index.js';
import { policyColumns, type Training, train } from '../../../../domain/learning/train/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { digestOfBytes } from '../../explain/model-file.js';
import { decimalNumber, nameList } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { readMonotoneFile } from './monotone-file.js';

/** Share of the rows that judge the model, and are not learned from. */
const HOLDOUT = 0.2;
const SEED = 'tribune';
const CALIBRATIONS = ['platt', 'isotonic'] as const;

export const trainCommand: CommandSpec = {
  name: 'train',
  summary: 'learn a model from data, judged on rows that were held out',
  usage: ['tribune train DATA --target COLUMN [--learner L] [--features A,B] [--weights COLUMN] --out model.json'],
  positionals: { name: 'DATA (a file or glob: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1 },
  options: {
    target: { type: 'string', short: 't', value: 'COLUMN', help: 'what is learned: 0 and 1, or a number; required' },
    positive: { type: 'string', value: 'VALUE', help: 'the value of the target that is 1; every other is 0' },
    learner: {
      type: 'string',
      short: 'l',
      value: 'NAME',
      choices: LEARNERS.map(({ name }) => name),
      help: 'how it is learned (default logistic for 0 and 1, linear for numbers)',
    },
    features: {
      type: 'string',
      value: 'NAMES',
      help: 'columns to learn from, separated by commas (default all but target, weights and what --policy names)',
    },
    categorical: {
      type: 'string',
      value: 'NAMES',
      help: 'columns that are names even where they are written as numbers, separated by commas',
    },
    weights: { type: 'string', value: 'COLUMN', help: 'column with the weight of every row, a number from 0' },
    'weights-file': {
      type: 'string',
      value: 'FILE',
      help: 'the columns row and weight, one for each row of DATA, as tribune mitigate --weights writes them',
    },
    policy: {
      type: 'string',
      short: 'p',
      value: 'FILE',
      help: 'a policy: its attributes, prediction and score are not learned from unless --features names them',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'a setting of the learner; may be given several times (the guide lists them)',
    },
    monotone: {
      type: 'string',
      value: 'FILE',
      help: 'inputs with which scores only rise (+) or fall (-), a line for each, such as income: +',
    },
    calibrate: {
      type: 'string',
      value: 'METHOD',
      choices: CALIBRATIONS,
      help: 'make scores chances on a quarter of the rows, from which the model is not learned: by a logistic curve (platt) or by one that rises as it must (isotonic)',
    },
    seed: { type: 'string', value: 'TEXT', help: `seed of everything that is drawn (default "${SEED}")` },
    holdout: {
      type: 'string',
      value: 'SHARE',
      help: `share of the rows that judge the model (default ${HOLDOUT}; 0: learn from all, judge on none)`,
    },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the model there (JSON); required' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: [
    'tribune train applicants.csv --target repaid --policy policy.yaml --out model.json',
    'tribune train adult.csv --target classification --positive ">50K" --learner logistic --set l2=0.1 --out model.json',
  ],
  notes: [
    'The model is neutral JSON that tribune explain explains exactly; it holds the encoding of categories and a training record.',
    'The same data, options and seed give the same file, but for the day in the record.',
    `Learners: ${LEARNERS.map(({ name, summary }) => `${name} (${summary})`).join('; ')}.`,
  ],
  run: trainCase,
};

async function trainCase(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const target = demanded(args, 'target', 'the column to learn');
  const out = demanded(args, 'out', 'the file of the model');
  const policyPath = text(args, 'policy');
  const weightsFile = text(args, 'weights-file');
  await keepInputs(
    out,
    [data, policyPath, weightsFile, text(args, 'monotone')].filter((path) => path !== undefined),
  );
  const policy =
    policyPath === undefined
      ? undefined
      : policyColumns((await loadPolicy(policyPath, context, { isUndecided: true })).policy);
  if (weightsFile !== undefined && text(args, 'weights') !== undefined)
    throw new TribuneError('USAGE', '--weights beside --weights-file', { remedy: 'Give one of them.' });
  const progress = progressTo(context, flag(args, 'quiet'));
  const training = await train({
    table: columnsOfFiles(data, engineOptions(args)),
    target,
    positive: text(args, 'positive'),
    features: nameList(args, 'features'),
    categorical: nameList(args, 'categorical'),
    weights: text(args, 'weights'),
    weightsTable: weightsFile === undefined ? undefined : columnsOfFiles(weightsFile, engineOptions(args)),
    learner: text(args, 'learner'),
    parameters: await settingsOf(args),
    calibrate: CALIBRATIONS.find((method) => method === text(args, 'calibrate')),
    seed: text(args, 'seed') ?? SEED,
    holdout: holdoutOf(args),
    policy,
    version: context.version,
    today: context.today,
    progress: progress.report,
  }).finally(progress.done);
  for (const line of notesOf(training.notes)) context.err(`${onOneLine(`note: ${line}`)}\n`);
  for (const { message } of training.cautions) context.err(`${onOneLine(`warning: ${message}`)}\n`);
  if (training.excluded > 0) context.err(`note: ${training.excluded} rows have no target and are left out\n`);
  const file = `${JSON.stringify(training.document)}\n`;
  await writePieces(out, [file]);
  const digest = digestOfBytes(file);
  context.out(flag(args, 'json') ? jsonOf(training, digest) : told(training, digest, out));
  return EXIT.pass;
}

/** One line for all columns of which the same is said. */
function notesOf(notes: Training['notes']): string[] {
  return [...new Set(notes.map(({ note }) => note))].map((said) => {
    const columns = notes.filter(({ note }) => note === said).map(({ column }) => JSON.stringify(column));
    return `${columns.join(', ')} ${said}`;
  });
}

function demanded(args: ParsedArguments, name: string, what: string): string {
  const value = text(args, name);
  if (value !== undefined) return value;
  throw new TribuneError('USAGE', `tribune train needs --${name}`, {
    remedy: `Name ${what}: --${name} ${name === 'out' ? 'model.json' : 'COLUMN'}.`,
  });
}

function holdoutOf(args: ParsedArguments): number {
  const share = decimalNumber(args, 'holdout') ?? HOLDOUT;
  if (share >= 0 && share < 1) return share;
  throw new TribuneError('USAGE', `--holdout ${share}: not a share`, {
    remedy: 'Give a number from 0 to below 1, such as 0.2.',
  });
}

async function settingsOf(args: ParsedArguments): Promise<Record<string, ParameterValue>> {
  const settings = new Map<string, ParameterValue>();
  for (const given of list(args, 'set')) {
    const at = given.indexOf('=');
    if (at <= 0)
      throw new TribuneError('USAGE', `--set ${given}: not NAME=VALUE`, { remedy: 'For example --set l2=0.1.' });
    const name = given.slice(0, at);
    if (settings.has(name))
      throw new TribuneError('USAGE', `--set names "${name}" twice`, { remedy: 'Give every setting once.' });
    settings.set(name, given.slice(at + 1));
  }
  const directions = text(args, 'monotone');
  if (directions === undefined) return Object.fromEntries(settings);
  if (settings.has('monotone'))
    throw new TribuneError('USAGE', '--monotone beside --set monotone', { remedy: 'Give one of them.' });
  settings.set('monotone', await readMonotoneFile(directions));
  return Object.fromEntries(settings);
}

function jsonOf({ trained, train: learned, holdout, cautions, notes, excluded }: Training, digest: string): string {
  const model = { digest, learner: trained.learner, kind: trained.document.kind, parameters: trained.parameters };
  const { calibration = null } = trained;
  return `${JSON.stringify({ schemaVersion: '1', model, calibration, train: learned, holdout, excluded, cautions, notes }, null, 2)}\n`;
}

function told({ trained, train: learned, holdout }: Training, digest: string, out: string): string {
  const held =
    holdout === null ? 'held out: no rows, so nothing is known of new people' : `held out: ${qualityText(holdout)}`;
  const lines = [
    `${trained.learner}, ${trained.document.featureNames.length} inputs`,
    `learned:  ${qualityText(learned)}`,
    ...calibrationText(trained.calibration),
    held,
    `model: ${out} ${digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

function calibrationText(calibration: Training['trained']['calibration']): string[] {
  if (calibration === undefined) return [];
  const { rows, of } = calibration;
  if (calibration.method === 'isotonic') {
    const { knots, lowest, highest } = calibration;
    return [
      `calibrated: chance = a rising curve of ${counted(knots, 'knot')} over the ${of}, from ${lowest.toFixed(DIGITS)} to ${highest.toFixed(DIGITS)}, from ${rows} of these rows alone`,
    ];
  }
  const { slope, intercept } = calibration;
  const moved = `${intercept < 0 ? '-' : '+'} ${Math.abs(intercept).toFixed(DIGITS)}`;
  return [`calibrated: log-odds = ${slope.toFixed(DIGITS)} * ${of} ${moved}, from ${rows} of these rows alone`];
}

const DIGITS = 4;

function qualityText({ n, logLoss, auc, accuracy, rmse, rSquared }: Quality): string {
  const measures: readonly [string, number | null][] = [
    ['log-loss', logLoss],
    ['AUC', auc],
    ['accuracy', accuracy],
    ['root of mean squared error', rmse],
    ['R²', rSquared],
  ];
  const known = measures.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value.toFixed(DIGITS)}`]));
  return [`n=${n}`, ...known].join(', ');
}
