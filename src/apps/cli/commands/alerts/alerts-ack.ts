import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { alertId } from './alert-id.js';

/** Most alerts of one command, as of one request. */
const MOST = 500;

export const alertsAckCommand: CommandSpec = {
  name: 'alerts ack',
  summary: 'say that you look after alerts: they are neither repeated nor escalated',
  usage: [
    'tribune alerts ack ID... --data DIR',
    'tribune alerts ack ID... --server URL --note TEXT',
    'tribune alerts ack ID... --release --server URL',
  ],
  positionals: { name: 'ID', min: 1, max: MOST },
  options: {
    ...SERVICE_OPTIONS,
    note: { type: 'string', value: 'TEXT', help: 'what is being done' },
    release: { type: 'boolean', help: 'the other way round: nobody looks after them any more' },
  },
  examples: ['tribune alerts ack 17 --data ./tribune-data --note "asking the vendor"'],
  notes: ['The log says who did it. A key needs the scope registry:write.'],
  run,
};

interface Answer {
  readonly alerts: readonly {
    readonly id: number;
    readonly state: string;
    readonly acknowledged: { readonly by: string } | null;
  }[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const body = { alerts: args.positionals.map(alertId), note: text(args, 'note') ?? '' };
  const isReleased = flag(args, 'release');
  const { alerts } = (await withService(args, context, (admin) =>
    admin.post(isReleased ? '/v1/alerts/release' : '/v1/alerts/acknowledge', body),
  )) as Answer;
  for (const { id, state, acknowledged } of alerts)
    context.out(
      `${printable(`${id} ${acknowledged === null ? (isReleased ? `is ${state}: nobody looks after it` : `is ${state}: nothing to look after`) : `is looked after by ${acknowledged.by}`}`)}\n`,
    );
  return EXIT.pass;
}
