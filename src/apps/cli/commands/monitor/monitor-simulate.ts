import { counted } from '../../../../core/base/counted.js';
import { DAY_MS } from '../../../../core/base/durations.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { createGenerator } from '../../../../core/stats/index.js';
import { demandWatches, type MonitorPlan, planMonitor } from '../../../../domain/monitor/index.js';
import { type FleetResult, impossibleShift, simulateFleet } from '../../../../domain/monitor-simulation/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { fleetText } from '../../monitor/fleet-text.js';
import { painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';

export const monitorSimulateCommand: CommandSpec = {
  name: 'monitor simulate',
  summary: 'false alarms and delays of the monitor of a policy, by simulation, beside those of plain rules',
  usage: [
    'tribune monitor simulate --policy FILE --series K --days D [--rate PER_HOUR] [--shift SIZE@dayN] [--seed N] [--json] [--quiet]',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      short: 'p',
      help: 'the policy (YAML), with its section monitor; required',
    },
    series: { type: 'string', value: 'K', help: 'series, shared out among the watched requirements; required' },
    days: { type: 'string', value: 'D', help: 'days; required' },
    rate: { type: 'string', value: 'PER_HOUR', help: 'decisions an hour in each series; 100 unless given' },
    shift: {
      type: 'string',
      value: 'SIZE@dayN',
      help: 'every group goes wrong by SIZE after N days, such as 0.1@day30; of means SIZE is a share of the range, of a change it comes beyond what it may, of made-up inputs it is their share',
    },
    seed: { type: 'string', value: 'N', help: 'seed of the random numbers; 1 unless given' },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: [
    'tribune monitor simulate --policy policy.yaml --series 150 --days 120',
    'tribune monitor simulate --policy policy.yaml --series 150 --days 60 --rate 100 --shift 0.1@day30 --json',
  ],
  notes: [
    'Of gaps, both groups have the rate 0.4 until the shift, and of means of amounts a third of the range; a level lies exactly at its bound, a histogram exactly at its tolerance, a change goes to and fro by exactly what it may, and as many inputs are made up as may be. A change is found within its time or not at all: then it is compared with what is wrong already. 40 % of the decisions are of the group, 60 % of the reference.',
    'Exit codes: 0 simulated, 2 wrong use or policy.',
  ],
  run: monitorSimulate,
};

/** Most blocks that are simulated: a microsecond or two for each. */
const MOST_BLOCKS = 1e9;
const MOST_SERIES = 1_000_000;
const MOST_DAYS = 36_500;
const MOST_PER_HOUR = 1e9;
const SHIFT = /^([0-9]*\.?[0-9]+)@day([0-9]{1,5})$/;

async function monitorSimulate(args: ParsedArguments, context: CliContext): Promise<number> {
  const policyPath = text(args, 'policy');
  if (policyPath === undefined)
    throw usage(
      'tribune monitor simulate needs --policy',
      'Name the policy with its section monitor: --policy policy.yaml.',
    );
  const series = wholeOption(args, 'series', { least: 1, most: MOST_SERIES });
  const days = wholeOption(args, 'days', { least: 1, most: MOST_DAYS });
  const seed = wholeOption(args, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER, unless: 1 });
  const ratePerHour = rateOption(args);
  const { policy } = await loadPolicy(policyPath, context);
  const plan = planMonitor(policy);
  demandWatches(plan);
  const shift = shiftOption(args, days, plan);
  const blocks = (series * days * DAY_MS) / plan.blockMs;
  if (blocks > MOST_BLOCKS)
    throw usage(
      `${series} series over ${counted(days, 'day')} are ${counted(blocks, 'block')}`,
      `Simulate fewer, or longer blocks: at most ${MOST_BLOCKS} blocks.`,
    );
  const progress = progressTo(context, flag(args, 'quiet'));
  const result = simulateFleet(plan, {
    series,
    days,
    ratePerHour,
    shift,
    generator: createGenerator(seed),
    progress: (done) => {
      if (done % Math.ceil(series / 20) === 0) progress.report(`simulated ${done} of ${series} series`);
    },
  });
  progress.done();
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify(printed(result, seed, ratePerHour))}\n`
      : fleetText(result, plan, painter(context.outColour)),
  );
  return EXIT.pass;
}

const printed = (result: FleetResult, seed: number, ratePerHour: number) => ({ ...result, ratePerHour, seed });

function wholeOption(
  args: ParsedArguments,
  name: string,
  { least, most, unless }: { readonly least: number; readonly most: number; readonly unless?: number },
): number {
  const given = text(args, name);
  if (given === undefined && unless !== undefined) return unless;
  const value = given !== undefined && /^[0-9]{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(
    given === undefined
      ? `tribune monitor simulate needs --${name}`
      : `--${name} ${given}: not a whole number from ${least} to ${most}`,
    `Give --${name} as a whole number from ${least} to ${most}.`,
  );
}

function rateOption(args: ParsedArguments): number {
  const given = text(args, 'rate') ?? '100';
  const value = /^[0-9]*\.?[0-9]+$/.test(given) ? Number(given) : Number.NaN;
  if (value > 0 && value <= MOST_PER_HOUR) return value;
  throw usage(`--rate ${given}: not a number above 0`, 'Give decisions an hour, such as --rate 100.');
}

function shiftOption(args: ParsedArguments, days: number, plan: MonitorPlan): { size: number; day: number } | null {
  const given = text(args, 'shift');
  if (given === undefined) return null;
  const [, size, day] = SHIFT.exec(given) ?? [];
  if (size === undefined)
    throw usage(`--shift ${given}: not of the form SIZE@dayN`, 'Write --shift 0.1@day30: by 0.1 after 30 days.');
  const shift = { size: Number(size), day: Number(day) };
  if (shift.day >= days)
    throw usage(
      `--shift ${given}: nothing is left of ${counted(days, 'day')}`,
      'Let the shift begin before the last day.',
    );
  const impossible = impossibleShift(plan, shift.size);
  if (impossible === null) return shift;
  throw usage(`--shift ${given}: ${impossible.what} in ${impossible.id}`, 'Use a smaller shift.');
}

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });
