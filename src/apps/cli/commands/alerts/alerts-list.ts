import { counted } from '../../../../core/base/counted.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const alertsListCommand: CommandSpec = {
  name: 'alerts list',
  summary: 'alerts that fire, the newest first; exit 1 where one does that nobody looks after',
  usage: ['tribune alerts list --data DIR', 'tribune alerts list --server URL --all'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ...SERVICE_OPTIONS,
    deployment: { type: 'string', value: 'ID', help: 'of this deployment only' },
    all: { type: 'boolean', help: 'those that are over as well' },
    limit: { type: 'string', value: 'N', help: 'at most so many (default 50, at most 500)' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune alerts list --data ./tribune-data',
    'tribune alerts list --server https://tribune.example --json',
  ],
  notes: ['A key needs the scope monitor:read.'],
  run,
};

interface Listed {
  readonly id: number;
  readonly state: string;
  readonly severity: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly summary: string;
  readonly acknowledged: { readonly by: string; readonly note: string } | null;
  readonly silencedBy: string | null;
  readonly routes: readonly string[];
}

interface List {
  readonly alerts: readonly Listed[];
  readonly next: number | null;
  readonly firing: readonly { readonly severity: string; readonly firing: number; readonly open: number }[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const query = new URLSearchParams({ limit: text(args, 'limit') ?? '50' });
  if (!flag(args, 'all')) query.set('state', 'firing');
  const deployment = text(args, 'deployment');
  if (deployment !== undefined) query.set('deployment', deployment);
  const list = (await withService(args, context, (admin) => admin.get(`/v1/alerts?${query}`))) as List;
  if (flag(args, 'json')) context.out(`${JSON.stringify(list, null, 2)}\n`);
  else tell(list, (line) => void context.out(`${printable(line)}\n`));
  return list.firing.some(({ open }) => open > 0) ? EXIT.fail : EXIT.pass;
}

function tell({ alerts, next, firing }: List, line: (text: string) => void): void {
  for (const one of alerts) {
    line(`${one.id}  ${one.state}  ${one.severity}  ${one.summary}`);
    line(`  since ${one.startedAt}${one.endedAt === null ? '' : `, over ${one.endedAt}`}`);
    if (one.acknowledged !== null)
      line(
        `  looked after by ${one.acknowledged.by}${one.acknowledged.note === '' ? '' : `: ${one.acknowledged.note}`}`,
      );
    if (one.silencedBy !== null) line(`  silenced by ${one.silencedBy}`);
    if (one.routes.length === 0) line('  no route takes it: nobody is told');
  }
  if (next !== null) line('there are more: --limit N');
  const counts = firing.map((one) => `${counted(one.firing, one.severity)} (${one.open} open)`);
  line(counts.length === 0 ? 'nothing fires' : `firing: ${counts.join(', ')}`);
}
