import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const alertsChannelsCommand: CommandSpec = {
  name: 'alerts channels',
  summary: 'channels and routes of alerts, and how they do; exit 1 where a channel fails',
  usage: ['tribune alerts channels --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune alerts channels --server https://tribune.example'],
  notes: ['A key needs the scope monitor:read.'],
  run,
};

interface Channels {
  readonly channels: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly waiting: number;
    readonly oldestWaitingSince: string | null;
    readonly sent: number;
    readonly gaveUp: number;
    readonly lastProblem: string | null;
  }[];
  readonly routes: readonly {
    readonly name: string;
    readonly channels: readonly string[];
    readonly groupBy: readonly string[];
  }[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const told = (await withService(args, context, (admin) => admin.get('/v1/alerts/channels'))) as Channels;
  if (flag(args, 'json')) context.out(`${JSON.stringify(told, null, 2)}\n`);
  else tell(told, (line) => void context.out(`${printable(line)}\n`));
  return told.channels.some(({ state }) => state !== 'ready') ? EXIT.fail : EXIT.pass;
}

function tell({ channels, routes }: Channels, line: (text: string) => void): void {
  for (const one of channels) {
    line(`${one.name}  ${one.kind}  ${one.state}, ${one.sent} sent, ${one.waiting} waiting, ${one.gaveUp} given up`);
    if (one.oldestWaitingSince !== null) line(`  the oldest waits since ${one.oldestWaitingSince}`);
    if (one.lastProblem !== null) line(`  last problem: ${one.lastProblem}`);
  }
  for (const { name, channels: told, groupBy } of routes)
    line(`route ${name}: to ${told.join(', ')}, grouped by ${groupBy.join(', ') || 'nothing'}`);
  if (channels.length === 0) line('no channel is declared: alerts are listed, and nobody is told');
}
