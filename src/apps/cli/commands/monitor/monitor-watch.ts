import { TribuneError } from '../../../../core/base/errors.js';
import { readPolicy } from '../../../../domain/audits/recorded/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const monitorWatchCommand: CommandSpec = {
  name: 'monitor watch',
  summary: 'have a deployment watched by a policy while it decides',
  usage: [
    'tribune monitor watch DEPLOYMENT --policy FILE --data DIR',
    'tribune monitor watch DEPLOYMENT --policy FILE --server URL',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    policy: { type: 'string', short: 'p', value: 'FILE', help: 'the policy, with a section monitor' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune monitor watch lending/prod --policy policy.yaml --data ./tribune-data'],
  notes: [
    'The same policy again changes nothing. Another one begins anew: what was gathered under the old one counts no more, and alerts that are on end.',
    'A key needs the scope registry:write.',
  ],
  run,
};

interface Answer {
  readonly outcome: 'watched' | 'changed' | 'unchanged';
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

const TOLD = {
  watched: 'is watched from now on',
  changed: 'is watched by another policy from now on',
  unchanged: 'was watched by this policy already',
} as const;

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const file = text(args, 'policy');
  if (file === undefined)
    throw new TribuneError('USAGE', 'monitor watch needs --policy FILE', { remedy: 'Name the policy file.' });
  const [deployment] = args.positionals as [string];
  const policy = await readTextFile(file, 'policy', 'POLICY_UNREADABLE');
  // A service elsewhere may be of another version; what reads the folder here is this one, and its mistakes are told by file and line.
  if (text(args, 'server') === undefined) readPolicy(policy, file);
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const answer = (await service.admin.post('/v1/monitor/watches', { deployment, policy })) as Answer;
    if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
    else tell(deployment, answer, context);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

function tell(deployment: string, answer: Answer, context: CliContext): void {
  const { outcome, requirements, falseAlarmsPerDay, unwatched, policy, notes = [] } = answer;
  context.out(`${printable(deployment)} ${TOLD[outcome]}: ${policy}\n`);
  context.out(`watched      ${printable(requirements.join(', '))}\n`);
  for (const { requirement, reason, instead } of unwatched)
    context.out(`${printable(`not watched  ${requirement}: ${reason}${instead === null ? '' : `. ${instead}`}`)}\n`);
  for (const note of notes) context.out(`note         ${printable(note)}\n`);
  context.out(`at most ${falseAlarmsPerDay} false alarms a day, in expectation\n`);
}
