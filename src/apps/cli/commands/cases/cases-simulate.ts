import { leastReaders, staffingOf } from '../../../../core/oversight/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { type NumberBounds, numberOption, usage } from '../../cases/options.js';
import { fittingShares, policyLoad } from '../../cases/policy-load.js';
import { staffingText } from '../../cases/staffing-text.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

const COMMAND = 'cases simulate';

export const casesSimulateCommand: CommandSpec = {
  name: COMMAND,
  summary: 'staffing, waiting and breaches of the review that a policy asks for, by simulation',
  usage: [
    'tribune cases simulate --policy FILE --decisions PER_DAY --readers N [--appeals PER_DAY] [--fits ID=SHARE,...] [--minutes M]',
    '                       [--hours H] [--days-a-week D] [--panels SHARE] [--differ SHARE] [--late SHARE] [--days D] [--runs N] [--seed N] [--json]',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      short: 'p',
      help: 'the policy (YAML), with its section oversight; required',
    },
    decisions: { type: 'string', value: 'PER_DAY', help: 'decisions a day; required' },
    readers: { type: 'string', value: 'N', help: 'people who read cases; required' },
    appeals: { type: 'string', value: 'PER_DAY', help: 'appeals a day that come to people; 0 unless given' },
    fits: {
      type: 'string',
      value: 'ID=SHARE,...',
      help: 'of all decisions, the share that each route of the policy fits, before any is drawn',
    },
    minutes: { type: 'string', value: 'M', help: 'mean length of a reading; 20 unless given' },
    hours: { type: 'string', value: 'H', help: 'hours a day in which people read; 8 unless given, 24 for always' },
    'days-a-week': { type: 'string', value: 'D', help: 'days a week on which they do; 5 unless given' },
    panels: { type: 'string', value: 'SHARE', help: 'share of the cases that a panel reads as well; 0.1 unless given' },
    differ: { type: 'string', value: 'SHARE', help: 'share of panels that need a third member; 0.3 unless given' },
    late: {
      type: 'string',
      value: 'SHARE',
      help: 'says how many readers keep the share that is decided too late at or below it; 0.01 unless given',
    },
    days: { type: 'string', value: 'D', help: 'days of each run, after two weeks; 90 unless given' },
    runs: { type: 'string', value: 'N', help: 'runs, over which the intervals are; 10 unless given' },
    seed: { type: 'string', value: 'N', help: 'seed of the random numbers; 1 unless given' },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
  },
  examples: [
    'tribune cases simulate --policy policy.yaml --decisions 2000 --readers 3 --appeals 4 --fits women-refused=0.1',
    'tribune cases simulate --policy policy.yaml --decisions 2000 --readers 3 --hours 24 --days-a-week 7 --panels 0',
  ],
  notes: [
    'Cases come at random at a steady rate, readings are exponential in length, and the queue goes by the rules of the service: reserved shares, then whatever has the least time left.',
    'Begun too late is after 24 hours and decided too late after 72, weekends included. Where people always read and no panel does, Erlang’s C formula is printed beside the simulation.',
    'Exit codes: 0 simulated, 2 wrong use or policy.',
  ],
  run: casesSimulate,
};

const MOST_PER_DAY = 1e7;
const MOST_READERS = 1000;
/** Most cases of all runs together: some seconds. */
const MOST_CASES = 3_000_000;
const MINUTES_AN_HOUR = 60;

async function casesSimulate(args: ParsedArguments, context: CliContext): Promise<number> {
  const path = text(args, 'policy');
  if (path === undefined)
    throw usage(
      `tribune ${COMMAND} needs --policy`,
      'Name the policy with its section oversight: --policy policy.yaml.',
    );
  const number = (name: string, bounds: Omit<NumberBounds, 'command'>): number =>
    numberOption(args, name, { command: COMMAND, ...bounds });
  const decisions = number('decisions', { least: 0, most: MOST_PER_DAY });
  const readers = number('readers', { least: 1, most: MOST_READERS, isWhole: true });
  const { policy } = await loadPolicy(path, context);
  const appeals = number('appeals', { least: 0, most: MOST_PER_DAY, unless: 0 });
  const perDay = policyLoad(policy, { decisions, appeals, fits: fittingShares(text(args, 'fits')) });
  const load = {
    ...{ perDay, readers, handling: number('minutes', { least: 0.1, most: 10_000, unless: 20 }) / MINUTES_AN_HOUR },
    hoursADay: number('hours', { least: 1, most: 24, unless: 8 }),
    daysAWeek: number('days-a-week', { least: 1, most: 7, unless: 5, isWhole: true }),
    panelShare: number('panels', { least: 0, most: 1, unless: 0.1 }),
    panelDiffers: number('differ', { least: 0, most: 1, unless: 0.3 }),
    ...{ firstViewWithin: 24, answerWithin: 72 },
  };
  const late = number('late', { least: 0, most: 1, unless: 0.01 });
  const seed = number('seed', { least: 0, most: 2 ** 31, unless: 1, isWhole: true });
  const days = number('days', { least: 7, most: 3650, unless: 90, isWhole: true });
  const runs = number('runs', { least: 1, most: 1000, unless: 10, isWhole: true });
  const cases = Object.values(perDay).reduce((sum, one) => sum + one, 0) * days * runs;
  if (cases > MOST_CASES)
    throw usage(
      `${Math.round(cases)} cases would be simulated`,
      `Simulate at most ${MOST_CASES}: fewer --days or --runs.`,
    );
  const staffing = staffingOf(load, { seed, runs, days });
  const enough = leastReaders(load, { seed, days, late });
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ ...staffing, late, leastReaders: enough })}\n`
      : staffingText(staffing, { late, enough }, painter(context.outColour)),
  );
  return EXIT.pass;
}
