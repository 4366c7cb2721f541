import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CollectionPrice, Span } from '../../../../core/mitigation/index.js';
import { type CollectionPlan, type GroupPlan, planCollection } from '../../../../domain/collection-plans/index.js';
import { wantedGap } from '../../../../domain/mitigation/alternatives/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { decimalNumber, nameList, wholeNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { learnersOf } from './alternatives.js';
import { demandedOf, targetOf } from './demanded.js';
import { groupWords, tableText } from './tables.js';

const SEED = 'tribune';
const REPEATS = 5;
const MOST_REPEATS = 100;

export const collectCommand: CommandSpec = {
  name: 'collect',
  summary:
    'how many more people of which group until a gap can be judged, and until the error on each group comes to a bound',
  usage: ['tribune collect DATA --policy FILE --target C [--error E] [--cost 50..200] [--overhead 0.3..0.5]'],
  positionals: { name: 'DATA (a file or glob)', min: 1, max: 1 },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy: attributes, label, requirement; required' },
    target: { type: 'string', value: 'COLUMN', help: 'what is learned (default the label of the policy)' },
    requirement: { type: 'string', value: 'ID', help: 'the gap that is to be judged (default the first that blocks)' },
    learner: { type: 'string', value: 'NAME', help: 'what learns (default logistic)' },
    error: {
      type: 'string',
      value: 'SHARE',
      help: 'the error that every group should come to (default that of the group with the least)',
    },
    cost: { type: 'string', value: 'LOW..HIGH', help: 'what one person costs to find, ask and label' },
    overhead: { type: 'string', value: 'LOW..HIGH', help: 'what making sources alike adds, as a share of the cost' },
    repeats: { type: 'string', value: 'N', help: `drawings of fewer people of each group (default ${REPEATS})` },
    features: { type: 'string', value: 'NAMES', help: 'columns that are learned from' },
    categorical: { type: 'string', value: 'NAMES', help: 'columns whose numbers are names of categories' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of what is drawn (default "tribune")' },
    json: { type: 'boolean', help: 'the plan as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: ['tribune collect loans.csv --policy policy.yaml --target repaid --error 0.2 --cost 50..200'],
  notes: [
    'A curve looks beyond the people at hand: the interval knows who was drawn, not whether more people of the kind go on to help.',
    'People to learn from are counted; a quarter of the table is asked and learned from by nobody.',
  ],
  run: collect,
};

async function collect(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const { policy, digest } = await loadPolicy(demandedOf(args, 'collect')('policy', 'policy.yaml'), context, {
    isUndecided: true,
  });
  const [learner = 'logistic'] = text(args, 'learner') === undefined ? [] : learnersOf(args);
  const error = decimalNumber(args, 'error');
  if (error !== undefined && !(error > 0 && error < 1))
    throw new TribuneError('USAGE', `--error ${error}: no share of people`, { remedy: 'Give a number such as 0.2.' });
  const repeats = wholeNumber(args, 'repeats', 2) ?? REPEATS;
  if (repeats > MOST_REPEATS)
    throw new TribuneError('USAGE', `--repeats ${repeats}`, { remedy: `Give at most ${MOST_REPEATS}.` });
  const progress = progressTo(context, flag(args, 'quiet'));
  const plan = await planCollection({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    policyDigest: digest,
    gap: wantedGap(policy, text(args, 'requirement')),
    target: targetOf(args, policy, 'collect'),
    features: nameList(args, 'features'),
    categorical: nameList(args, 'categorical'),
    learner,
    error,
    price: priceOf(args),
    repeats,
    seed: text(args, 'seed') ?? SEED,
    today: context.today,
    version: context.version,
    progress: progress.report,
  }).finally(progress.done);
  context.out(flag(args, 'json') ? `${JSON.stringify(plan, null, 2)}\n` : told(plan));
  return EXIT.pass;
}

function priceOf(args: ParsedArguments): CollectionPrice | undefined {
  const [perPerson, overhead] = [spanOf(args, 'cost'), spanOf(args, 'overhead')];
  if (perPerson !== undefined) return { perPerson, ...(overhead === undefined ? {} : { overhead }) };
  if (overhead === undefined) return undefined;
  throw new TribuneError('USAGE', '--overhead without --cost', { remedy: 'Say what a person costs: --cost 50..200.' });
}

/** `LOW..HIGH`, or one number for both. */
function spanOf(args: ParsedArguments, name: string): Span | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const ends = given.split('..').map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  const [low = Number.NaN, high = low] = ends;
  if (ends.length <= 2 && low >= 0 && high >= low && Number.isFinite(high)) return { low, high };
  throw new TribuneError('USAGE', `--${name} ${given}: no span`, { remedy: 'Write LOW..HIGH, such as 50..200.' });
}

const DIGITS = 4;
const counted = (count: number | null): string => (count === null ? 'never' : String(count));

function told(plan: CollectionPlan): string {
  const rows = plan.groups.map((one) => [
    groupWords(one.key),
    String(one.learnedFrom),
    one.error === null
      ? 'not known'
      : `${one.error.estimate.toFixed(DIGITS)} [${one.error.lower.toFixed(DIGITS)}, ${one.error.upper.toFixed(DIGITS)}]`,
    moreText(one),
    one.cost === null ? '' : `${Math.round(one.cost.low)} to ${Math.round(one.cost.high)}`,
  ]);
  const cautions = plan.groups.flatMap(({ key, cautions: own }) =>
    own.map((caution) => onOneLine(`${groupWords(key)}: ${caution}`)),
  );
  return `${judgingText(plan)}
error of ${plan.learner} down to ${plan.bound.toFixed(DIGITS)}:
${tableText(['group', 'learned from', 'error', 'more people', 'cost'], rows)}
${cautions.map((line) => `note: ${line}\n`).join('')}`;
}

function moreText({ more, curve }: GroupPlan): string {
  if (more === null) return 'not known';
  const never = curve === null || curve.never === 0 ? '' : `; never in ${(100 * curve.never).toFixed(0)} %`;
  return `${counted(more.estimate)} [${counted(more.lower)}, ${counted(more.upper)}]${never}`;
}

function judgingText({ judging, requirement, verdict }: CollectionPlan): string {
  const asked = `${requirement} (${verdict.replaceAll('_', ' ')})`;
  if (judging === null)
    return onOneLine(`${asked}: no rate of decisions of two groups, so no number of people is told`);
  const [low, high] = judging.keys.map(groupWords);
  const gap = `${judging.metric.replaceAll('_', ' ')} of ${low} and ${high}: ${judging.gap.toFixed(DIGITS)}`;
  if (judging.error <= judging.enough) return onOneLine(`${asked}: ${gap}; people enough to judge it`);
  const one =
    judging.ofOne === null
      ? 'no number of one group alone would do'
      : `${judging.ofOne.more} more of ${[low, high][judging.ofOne.group]} alone`;
  const both =
    judging.ofBoth === null
      ? 'a gap at its bound is told from it by no number of people'
      : `${judging.ofBoth[0]} and ${judging.ofBoth[1]} more of both`;
  return onOneLine(`${asked}: ${gap}; to judge it ${one}, or ${both}`);
}
