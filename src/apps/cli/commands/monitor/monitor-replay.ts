import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import type { Policy } from '../../../../core/policy/index.js';
import {
  demandWatches,
  type MonitorPlan,
  type MonitorSummary,
  phaseLines,
  planMonitor,
  planOfRows,
  type StateChange,
} from '../../../../domain/monitor/index.js';
import { Replay, type ReplayCounts, ReplayTrace } from '../../../../domain/monitor-replay/index.js';
import {
  type DurationLine,
  durationLines,
  type ExplainedChange,
  explained,
} from '../../../../domain/monitor-review/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { replayCommand } from '../../explain/replay-command.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { durationTexts } from '../../monitor/duration-text.js';
import { readDecisions } from '../../monitor/read-decisions.js';
import { planLines, replayLines, summaryLines } from '../../monitor/replay-text.js';
import { painter } from '../../terminal/paint.js';
import { type Progress, progressTo } from '../../terminal/progress.js';

export const monitorReplayCommand: CommandSpec = {
  name: 'monitor replay',
  summary: 'what the live monitor would have said of past decisions: states, alarms, and the smallest gap it finds',
  usage: [
    'tribune monitor replay DATA... --policy FILE --time COLUMN [--label-time COLUMN] [--deployment NAME] [--html FILE] [--json] [--quiet]',
  ],
  positionals: { name: 'DATA (files or globs: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 10_000 },
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      short: 'p',
      help: 'the policy (YAML), with its section monitor; required',
    },
    time: { type: 'string', value: 'COLUMN', help: 'when each decision was made; required' },
    'label-time': { type: 'string', value: 'COLUMN', help: 'when its label came; without it labels come in time' },
    deployment: {
      type: 'string',
      value: 'NAME',
      help: 'the deployment in the lines; the name of the policy unless given',
    },
    html: { type: 'string', value: 'FILE', help: 'write a page with charts of every series over time' },
    json: { type: 'boolean', help: 'one line of JSON for each change of state, and a last one with the summary' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine, such as 512MB or 4GB' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine' },
  },
  examples: [
    'tribune monitor replay decisions.parquet --policy policy.yaml --time decided_at',
    'tribune monitor replay decisions.parquet --policy policy.yaml --time decided_at --html replay.html',
    'tribune monitor replay loans.csv --policy policy.yaml --time decided_at --label-time repaid_at --json',
  ],
  notes: [
    'Times are ISO 8601 (2026-01-05T10:00:00Z, 2026-01-05); without a zone they are UTC. Rows need not be in order.',
    'Exit codes: 0 nothing fires at the end, 1 something does, 2 wrong use, policy or data.',
  ],
  run: monitorReplay,
};

interface Replayed {
  readonly summary: MonitorSummary;
  readonly counts: ReplayCounts;
  readonly durations: readonly DurationLine[];
}

async function monitorReplay(args: ParsedArguments, context: CliContext): Promise<number> {
  const needed = (name: string, why: string): string => {
    const value = text(args, name);
    if (value !== undefined) return value;
    throw new TribuneError('USAGE', `tribune monitor replay needs --${name}`, { remedy: why });
  };
  const policyPath = needed('policy', 'Name the policy with its section monitor: --policy policy.yaml.');
  const time = needed('time', 'Name the column that says when each decision was made: --time decided_at.');
  const { policy, digest } = await loadPolicy(policyPath, context);
  const plan = planOfRows(planMonitor(policy));
  demandWatches(plan);
  const isJson = flag(args, 'json');
  const paint = painter(context.outColour);
  const progress = progressTo(context, flag(args, 'quiet'));
  const changes: ExplainedChange[] = [];
  const report = (change: ExplainedChange): void => {
    changes.push(change);
    if (isJson) context.out(`${JSON.stringify(change)}\n`);
  };
  const deployment = text(args, 'deployment') ?? policy.name;
  const page = text(args, 'html');
  const trace = page === undefined ? null : new ReplayTrace(plan);
  const { summary, counts, durations } = await replayed(
    args,
    { policy, plan, deployment, time, today: context.today, trace },
    report,
    progress,
  );
  progress.done();
  if (page !== undefined && trace !== null) {
    const { replayHtml } = await import('../../monitor/replay-page.js');
    const replay = replayCommand('monitor replay', args, REPLAYED);
    await writeFiles(dirname(page), {
      [basename(page)]: replayHtml({ policy, digest, plan, trace, summary, counts, changes, durations, replay }),
    });
  }
  const asked = plan.durations === undefined ? {} : { durations };
  if (isJson)
    context.out(`${JSON.stringify({ summary: { ...summary, ...counts, unwatched: plan.unwatched, ...asked } })}\n`);
  else {
    context.out(planLines(plan, policy.name, paint, context.columns));
    context.out(replayLines(changes, paint, context.columns));
    context.out(durationTexts(durations, paint, context.columns));
    context.out(summaryLines({ plan, summary, counts }, paint, context.columns));
  }
  return summary.firing.length > 0 ? EXIT.fail : EXIT.pass;
}

/** The options that the numbers come of. */
const REPLAYED = ['policy', 'time', 'label-time', 'deployment'];

interface ReplayJob {
  readonly policy: Policy;
  readonly plan: MonitorPlan;
  readonly deployment: string;
  readonly time: string;
  readonly today: string;
  readonly trace: ReplayTrace | null;
}

async function replayed(
  args: ParsedArguments,
  { policy, plan, deployment, time, today, trace }: ReplayJob,
  report: (change: ExplainedChange) => void,
  progress: Progress,
): Promise<Replayed> {
  const replay = new Replay(plan, deployment, (state, phase, changes) =>
    trace?.note(phaseLines(plan, state, phase), changes),
  );
  const tell = (changes: readonly StateChange[]): void => {
    for (const change of explained(plan, changes, (phase) => replay.recent[phase])) report(change);
  };
  const job = { policy, plan, time, labelTime: text(args, 'label-time') ?? null, today };
  await readDecisions(
    args.positionals,
    { ...job, progress: (percent) => progress.report(`reading ${Math.floor(percent)} %`), ...engineOptions(args) },
    {
      take: (decision) => {
        tell(replay.take(decision));
      },
      leaveOut: (reason) => replay.leaveOut(reason),
    },
  );
  const { changes, ...rest } = replay.end();
  tell(changes);
  if (rest.counts.counted === 0)
    throw new TribuneError('DATA_EMPTY', `no decision was counted: ${JSON.stringify(rest.counts.uncounted)}`, {
      remedy: 'Check the columns that the policy binds, and the column of times.',
    });
  return { ...rest, durations: durationLines(plan, replay.state, { deployment, recent: replay.days }) };
}
