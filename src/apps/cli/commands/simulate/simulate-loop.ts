import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import { nearName } from '../../../../core/base/suggest.js';
import { VERSION } from '../../../../core/base/version.js';
import {
  INTERVENTIONS,
  type Intervention,
  type LoopPreset,
  NO_SWITCHES,
  PRESETS,
  type Switches,
  simulateLoop,
} from '../../../../domain/feedback-loops/index.js';
import { replayCommand } from '../../explain/replay-command.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { loopText } from '../../loops/loop-text.js';
import { painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';

const NAMES = PRESETS.map(({ name }) => name);

export const simulateLoopCommand: CommandSpec = {
  name: 'simulate loop',
  summary: 'play a system that learns from the world that it makes, with and without interventions',
  usage: [
    'tribune simulate loop --preset NAME [--audit] [--exploration SHARE] [--propensity] [--holdout SHARE] [--diversity SHARE] [--reset N]',
    '                      [--rounds N] [--runs N] [--seed N] [--html FILE] [--json] [--quiet]',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    preset: { type: 'string', value: 'NAME', help: `the loop: ${NAMES.join(', ')}; required` },
    audit: { type: 'boolean', help: 'the records that the system begins with are put right' },
    exploration: { type: 'string', value: 'SHARE', help: 'share of decisions by lot, learned from like the others' },
    propensity: { type: 'boolean', help: 'records count with one over the chance that they had to come about' },
    holdout: { type: 'string', value: 'SHARE', help: 'share of decisions by lot, from which alone the system learns' },
    diversity: { type: 'string', value: 'SHARE', help: 'share of the places of a list for what was shown least' },
    reset: { type: 'string', value: 'N', help: 'the system forgets what it learned after every N rounds' },
    rounds: { type: 'string', value: 'N', help: 'rounds; what is usual for the loop unless given' },
    runs: { type: 'string', value: 'N', help: 'runs, whose middle and ends are shown; 20 unless given' },
    seed: { type: 'string', value: 'N', help: 'seed of the random numbers; 1 unless given' },
    html: { type: 'string', value: 'FILE', help: 'write a page with charts' },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: [
    'tribune simulate loop --preset policing',
    'tribune simulate loop --preset lending --exploration 0.05 --html lending.html',
  ],
  notes: [
    'A model of a mechanism with made-up numbers: it shows what such a loop can do and which interventions reach it.',
    'Every intervention of the loop is also played alone: exploration and holdout at 0.1, diversity at 0.2, reset at 12.',
    'Exit codes: 0 simulated, 2 wrong use.',
  ],
  run: runSimulateLoop,
};

const MOST_ROUNDS = 1000;
const MOST_RUNS = 1000;
/** Most rounds of all runs of one course: a minute or two. */
const MOST_PLAYED = 20_000;
const USUAL_RUNS = 20;

async function runSimulateLoop(args: ParsedArguments, context: CliContext): Promise<number> {
  const preset = presetOf(args);
  const switches = switchesOf(args, preset);
  const rounds = wholeOption(args, 'rounds', { least: 1, most: MOST_ROUNDS }) ?? preset.rounds;
  const runs = wholeOption(args, 'runs', { least: 1, most: MOST_RUNS }) ?? USUAL_RUNS;
  const seed = wholeOption(args, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 1;
  if (rounds * runs > MOST_PLAYED)
    throw usage(
      `${runs} runs of ${rounds} rounds are ${rounds * runs} rounds`,
      `Play at most ${MOST_PLAYED} rounds: fewer --runs or --rounds.`,
    );
  const progress = progressTo(context, flag(args, 'quiet'));
  const result = simulateLoop(preset, {
    switches,
    rounds,
    runs,
    seed,
    progress: (done, of) => {
      if (done % Math.ceil(of / 10) === 0) progress.report(`played ${done} of ${of} runs`);
    },
  });
  progress.done();
  const path = text(args, 'html');
  if (path !== undefined) {
    const { renderLoopHtml } = await import('../../../../domain/documents/loops/index.js');
    const replay = replayCommand('simulate loop', args, REPLAYED);
    const page = renderLoopHtml({ preset, result, replay, tool: { name: 'tribune', version: VERSION } });
    await writeFiles(dirname(path), { [basename(path)]: page });
  }
  const json = () => ({ ...result, groups: preset.groups, given: preset.given, believed: preset.believed });
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify(json(), null, 2)}\n`
      : loopText(preset, result, painter(context.outColour), context.columns),
  );
  return EXIT.pass;
}

function presetOf(args: ParsedArguments): LoopPreset {
  const name = text(args, 'preset');
  if (name === undefined)
    throw usage('tribune simulate loop needs --preset', `Name a loop: --preset ${NAMES.join(', ')}.`);
  const preset = PRESETS.find((one) => one.name === name);
  if (preset === undefined)
    throw usage(`there is no preset "${name}"`, `${nearName(name, NAMES)}Presets: ${NAMES.join(', ')}.`);
  return preset;
}

function switchesOf(args: ParsedArguments, preset: LoopPreset): Switches {
  const given = INTERVENTIONS.filter((one) => args.options[one] !== undefined && args.options[one] !== false);
  const strange = given.find((one) => preset.interventions[one] === undefined);
  if (strange !== undefined)
    throw usage(
      `--${strange} has no place in the loop "${preset.name}"`,
      `It has ${(Object.keys(preset.interventions) as Intervention[]).map((one) => `--${one}`).join(', ')}.`,
    );
  const switches: Switches = {
    ...NO_SWITCHES,
    audit: flag(args, 'audit'),
    propensity: flag(args, 'propensity'),
    exploration: shareOption(args, 'exploration'),
    holdout: shareOption(args, 'holdout'),
    diversity: shareOption(args, 'diversity'),
    reset: wholeOption(args, 'reset', { least: 1, most: MOST_ROUNDS }) ?? null,
  };
  if (switches.exploration + switches.holdout > 1)
    throw usage('--exploration and --holdout are more than all decisions together', 'Let them be 1 together at most.');
  if (switches.propensity && preset.propensityNeedsLot && switches.exploration === 0)
    throw usage(
      `--propensity needs --exploration in the loop "${preset.name}"`,
      'What has no chance to be seen has no inverse of it: add --exploration 0.1.',
    );
  if (switches.propensity && switches.holdout > 0)
    throw usage(
      '--propensity with --holdout weighs nothing',
      'Everything that is held out has the same chance: leave one of them out.',
    );
  return switches;
}

function shareOption(args: ParsedArguments, name: Intervention): number {
  const given = text(args, name);
  if (given === undefined) return 0;
  const value = /^[0-9]*\.?[0-9]+$/.test(given) ? Number(given) : Number.NaN;
  if (value > 0 && value <= 1) return value;
  throw usage(`--${name} ${given}: not a share above 0 and up to 1`, `Give a share such as --${name} 0.05.`);
}

function wholeOption(
  args: ParsedArguments,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  const given = text(args, name);
  if (given === undefined) return null;
  const value = /^[0-9]{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(
    `--${name} ${given}: not a whole number from ${least} to ${most}`,
    `Give --${name} as a whole number from ${least} to ${most}.`,
  );
}

/** The options that the numbers come of. */
const REPLAYED = ['preset', ...INTERVENTIONS, 'rounds', 'runs', 'seed'];

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });
