import { TribuneError } from '../../../../core/base/errors.js';
import { tallyToJson } from '../../../../core/fairness/index.js';
import { unsupportedOutcome } from '../../../../core/policy/bind/index.js';
import { anyTallyToJson } from '../../../../domain/audits/source/index.js';
import { SEES_PERSONS } from '../../../../domain/disclosure/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { openSource, SOURCE_OPTIONS } from '../../audit/source-options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { progressTo } from '../../terminal/progress.js';

export const tallyCommand: CommandSpec = {
  name: 'tally',
  summary: 'print the tally (counts per group) that an audit rests on, as JSON',
  usage: ['tribune tally DATA... --policy FILE', 'tribune tally --sql QUERY --database FILE_OR_URL --policy FILE'],
  positionals: { name: 'DATA', min: 0, max: 10_000 },
  options: {
    policy: { type: 'string', value: 'FILE', short: 'p', help: 'the policy (YAML); required' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    ...SOURCE_OPTIONS,
  },
  examples: [
    'tribune tally predictions.csv --policy policy.yaml > tally.json',
    'tribune audit --tally monday.json --tally tuesday.json --policy policy.yaml',
  ],
  notes: [
    'Tallies add: two of them, made anywhere, merge into the tally of all rows (tribune audit --tally A --tally B).',
  ],
  run: tally,
};

async function tally(args: ParsedArguments, context: CliContext): Promise<number> {
  const policyPath = text(args, 'policy');
  if (policyPath === undefined) throw new TribuneError('USAGE', 'tribune tally needs --policy FILE');
  const { policy, digest } = await loadPolicy(policyPath, context);
  const progress = progressTo(context, flag(args, 'quiet'));
  const source = openSource(args);
  if (policy.data.outcome !== undefined) {
    const { type } = policy.data.outcome;
    if (source.outcome === undefined) throw unsupportedOutcome(type);
    const { tally: made, parts } = await source
      .outcome({ policy, policyDigest: digest }, progress.report)
      .finally(progress.done);
    if (parts !== undefined) throw notShown();
    context.out(`${JSON.stringify(anyTallyToJson(made), null, 1)}\n`);
    return 0;
  }
  const plan = { policy, policyDigest: digest, scores: policy.data.score !== null };
  const sourced = await source.tally(plan, progress.report).finally(progress.done);
  if (sourced.parts !== undefined) throw notShown();
  context.out(`${JSON.stringify(tallyToJson(sourced.tally), null, 1)}\n`);
  return 0;
}

const notShown = (): TribuneError =>
  new TribuneError('FORBIDDEN', 'this key sees no person, and a tally shows every cell', { remedy: SEES_PERSONS });
