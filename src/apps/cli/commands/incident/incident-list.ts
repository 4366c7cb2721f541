import { counted } from '../../../../core/base/counted.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { everyPage, type Page } from '../../service/every-page.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { dueLine, lineOf, type PrintedSummary } from './printed.js';

export const incidentListCommand: CommandSpec = {
  name: 'incident list',
  summary: 'incidents that are open, the newest first; exit 1 where one is',
  usage: ['tribune incident list --data DIR', 'tribune incident list --all --deployment ID --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    all: { type: 'boolean', help: 'those that are closed as well' },
    system: { type: 'string', value: 'SYSTEM', help: 'of this system and its deployments' },
    deployment: { type: 'string', value: 'ID', help: 'of this deployment and its system' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune incident list --data ./tribune-data'],
  notes: ['A key needs the scope incidents:read.'],
  run,
};

interface Listed extends Page {
  readonly incidents: readonly PrintedSummary[];
  readonly open: number;
  readonly closed: number;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const found = await withService(args, context, async (admin) => {
    const query = (next: string | null) =>
      new URLSearchParams({
        state: flag(args, 'all') ? 'all' : 'open',
        limit: '200',
        ...only('system', text(args, 'system')),
        ...only('deployment', text(args, 'deployment')),
        ...only('before', next ?? undefined),
      });
    const pages = await everyPage((next) => admin.get(`/v1/incidents?${query(next)}`) as Promise<Listed>);
    return { ...pages[0]!, incidents: pages.flatMap(({ incidents }) => incidents), next: null };
  });
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else {
    for (const one of found.incidents)
      for (const line of [
        lineOf(one),
        `  opened ${one.openedAt}, led by ${one.commander ?? 'nobody'}`,
        ...dueLine(one),
      ])
        context.out(`${printable(line)}\n`);
    context.out(`${printable(countOf(found, args))}\n`);
  }
  return found.incidents.some(({ state }) => state !== 'closed') ? EXIT.fail : EXIT.pass;
}

/** The last line. The service counts all of its incidents, so those of one system are counted here. */
function countOf({ incidents, open, closed }: Listed, args: ParsedArguments): string {
  const of = text(args, 'system') ?? text(args, 'deployment');
  if (of === undefined) return `${counted(open, 'incident')} open, ${closed} closed`;
  const own = incidents.filter(({ state }) => state !== 'closed').length;
  return `${counted(own, 'incident')} of ${of} open${flag(args, 'all') ? `, ${incidents.length - own} closed` : ''}`;
}

const only = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };
