import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { ExplainOptions, ExplanationMethod, ScoreScale } from '../../../core/explain/index.js';
import { DEFAULT_SEED } from '../../../domain/explanations/reasons/index.js';
import { type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

export const METHODS = [
  'auto',
  'path-dependent',
  'interventional',
  'exact',
  'sampling',
  'integrated-gradients',
  'rescale',
] as const satisfies readonly (ExplanationMethod | 'auto')[];

/** Options of the service that holds MODEL, where MODEL is a version and no file. */
export const HELD_OPTIONS = {
  server: {
    type: 'string',
    value: 'URL',
    help: 'the running service that holds MODEL, then a version: NAME@LABEL as registered, or sha256:...',
  },
  data: { type: 'string', value: 'DIR', help: 'the data folder of that service, running or not, instead of --server' },
  'key-file': { type: 'string', value: 'FILE', help: 'the API key for --server; else TRIBUNE_API_KEY' },
  config: {
    type: 'string',
    value: 'FILE',
    help: 'with --data, while no service runs: the file it is started with (default ./tribune.yaml where it is there)',
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of every command that opens a model and data. */
export const MODEL_OPTIONS = {
  unseen: {
    type: 'string',
    value: 'WHAT',
    choices: ['refuse', 'model'],
    help: "a category never seen: refuse it, or apply the model's own rule (default refuse)",
  },
  rounds: {
    type: 'string',
    value: 'WHICH',
    choices: ['best', 'all'],
    help: 'rounds of a boosting that was stopped early: those up to the best, or all of the file (default all, with a warning)',
  },
  inputs: {
    type: 'string',
    value: 'NAMES',
    help: 'columns that are the inputs of a model that does not name them, in its order, separated by commas',
  },
  categories: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    help: 'NAME=A,B,C: names of the categories of an input, in the order of their codes, where the model file keeps none',
  },
  'allow-host': {
    type: 'string',
    multiple: true,
    value: 'HOST',
    help: 'a host besides this machine that a model server may run on',
  },
  'timeout-ms': { type: 'string', value: 'MS', help: 'longest wait for one answer of a model server (default 30000)' },
  'batch-rows': { type: 'string', value: 'N', help: 'most rows in one request to a model server (default 1000)' },
  ...HELD_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

/** Options for the method of values, for `explain` and commands that build on it. */
export const METHOD_OPTIONS = {
  method: { type: 'string', value: 'METHOD', choices: METHODS, help: 'how values are computed (default auto)' },
  background: { type: 'string', short: 'b', value: 'DATA', help: 'people to compare with, for example those approved' },
  'single-reference': {
    type: 'boolean',
    help: 'the one row of --background is meant: every value compares with it',
  },
  groups: { type: 'string', value: 'FILE', help: 'features to explain as one (YAML: `name: [feature, ...]`)' },
  scale: {
    type: 'string',
    value: 'SCALE',
    choices: ['raw', 'linked'],
    help: 'explain the model sum (raw, log-odds) or what it publishes (linked, a probability); default raw',
  },
  output: {
    type: 'string',
    value: 'K',
    help: 'only this output of a model with several, from 0 (default all; of two class probabilities P(class 1))',
  },
  seed: { type: 'string', value: 'TEXT', help: 'seed of sampling, kept with the result (default "tribune")' },
  evaluations: { type: 'string', value: 'N', help: 'model evaluations per row for exact and sampling' },
} as const satisfies Record<string, OptionSpec>;

/** A whole number of at least `least`; undefined when the option is absent. Throws USAGE. */
export function wholeNumber(args: ParsedArguments, name: string, least: number): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(value) || value < least) {
    throw new TribuneError('USAGE', `--${name} ${given}: not a whole number of at least ${least}`);
  }
  return value;
}

/** A finite number; undefined when the option is absent. Throws USAGE. */
export function decimalNumber(args: ParsedArguments, name: string): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value)) {
    throw new TribuneError('USAGE', `--${name} ${given}: not a number`, {
      remedy: 'Give a decimal number such as 0.5.',
    });
  }
  return value;
}

/** Options of `compileExplainer` from the command line, without background and groups. */
export function methodOptions(
  args: ParsedArguments,
): Pick<ExplainOptions, 'method' | 'scale' | 'seed' | 'evaluations' | 'outputs'> {
  const output = wholeNumber(args, 'output', 0);
  const evaluations = wholeNumber(args, 'evaluations', 1);
  return {
    method: (text(args, 'method') ?? 'auto') as ExplanationMethod | 'auto',
    scale: (text(args, 'scale') ?? 'raw') as ScoreScale,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    ...(output === undefined ? {} : { outputs: [output] }),
    ...defined({ evaluations }),
  };
}

/** Names separated by commas; undefined when the option is absent. */
export function nameList(args: ParsedArguments, name: string): string[] | undefined {
  const given = text(args, name);
  return given
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
