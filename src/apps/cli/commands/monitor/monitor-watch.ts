import { TribuneError } from '../../../../core/base/errors.js';
import { readPolicy } from '../../../../domain/audits/recorded/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

/** Most deployments that one request of the service takes. */
const MOST_WATCHED = 10_000;

export const monitorWatchCommand: CommandSpec = {
  name: 'monitor watch',
  summary: 'have deployments watched by a policy while they decide',
  usage: [
    'tribune monitor watch DEPLOYMENT... --policy FILE --data DIR',
    'tribune monitor watch DEPLOYMENT... --policy FILE --server URL',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: MOST_WATCHED },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy, with a section monitor' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune monitor watch lending/prod --policy policy.yaml --data ./tribune-data'],
  notes: [
    'The same policy again changes nothing. Another one begins anew: what was gathered under the old one counts no more, and alerts that are on end.',
    'Of several deployments all are watched or, where one cannot be, none; each leaves an entry of its own.',
    'A key needs the scope registry:write.',
  ],
  run,
};

interface WatchedOne {
  readonly deployment: string;
  readonly outcome: 'watched' | 'changed' | 'unchanged';
}

interface Answer {
  readonly policy: string;
  readonly requirements: readonly string[];
  readonly falseAlarmsPerDay: number;
  readonly unwatched: readonly {
    readonly requirement: string;
    readonly reason: string;
    readonly instead: string | null;
  }[];
  /** Absent from services that are older. */
  readonly notes?: readonly string[];
}

interface ManyAnswer extends Answer {
  readonly watched: readonly WatchedOne[];
}

const TOLD = {
  watched: 'is watched from now on',
  changed: 'is watched by another policy from now on',
  unchanged: 'was watched by this policy already',
} as const;

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const file = text(args, 'policy');
  if (file === undefined)
    throw new TribuneError('USAGE', 'monitor watch needs --policy FILE', { remedy: 'Name the policy file.' });
  const deployments = [...new Set(args.positionals)];
  const policy = await readTextFile(file, 'policy', 'POLICY_UNREADABLE');
  // A service elsewhere may be of another version; what reads the folder here is this one, and its mistakes are told by file and line.
  if (text(args, 'server') === undefined) readPolicy(policy, file);
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    // Of one deployment, services that are older are asked as ever.
    const [deployment, ...others] = deployments;
    const answer =
      others.length === 0
        ? ((await service.admin.post('/v1/monitor/watches', { deployment, policy })) as Answer & WatchedOne)
        : ((await service.admin.post('/v1/monitor/watches/many', { deployments, policy })) as ManyAnswer);
    if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
    else tell('watched' in answer ? answer.watched : [answer], answer, context);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

function tell(watched: readonly WatchedOne[], answer: Answer, context: CliContext): void {
  const { requirements, falseAlarmsPerDay, unwatched, policy, notes = [] } = answer;
  for (const { deployment, outcome } of watched) context.out(`${printable(deployment)} ${TOLD[outcome]}: ${policy}\n`);
  context.out(`watched      ${printable(requirements.join(', '))}\n`);
  for (const { requirement, reason, instead } of unwatched)
    context.out(`${printable(`not watched  ${requirement}: ${reason}${instead === null ? '' : `. ${instead}`}`)}\n`);
  for (const note of notes) context.out(`note         ${printable(note)}\n`);
  const each = watched.length > 1 ? ' for each of them' : '';
  context.out(`at most ${falseAlarmsPerDay} false alarms a day${each}, in expectation\n`);
}
