import { counted } from '../../../../core/base/counted.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { type Connection, openConnection } from '../../service/connection.js';
import { everyPage, type Page } from '../../service/every-page.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { detailsOf, type ListedStop, lineOf } from './printed-stop.js';

export const stopListCommand: CommandSpec = {
  name: 'stop list',
  summary: 'what is stopped, by whom and why; exit 1 where something is',
  usage: ['tribune stop list --data DIR', 'tribune stop list --ended --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ended: { type: 'boolean', help: 'also stops that ended' },
    'end-drill': { type: 'string', value: 'ID', help: 'end a drill and print what it measured' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune stop list --data ./tribune-data'],
  notes: ['A key needs the scope stops:read; to end a drill stops:write. A drill alone gives exit 0.'],
  run,
};

interface Listed extends Page {
  readonly revision: number;
  readonly stops: readonly ListedStop[];
  readonly clients: number;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true });
  try {
    const drill = text(args, 'end-drill');
    if (drill !== undefined) {
      const result = await service.admin.post(`/v1/stops/${encodeURIComponent(drill)}/drill-end`, undefined);
      context.out(`${JSON.stringify(result, null, 2)}\n`);
      return EXIT.pass;
    }
    const found = await listed(service, flag(args, 'ended'));
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else tell(found, (line) => void context.out(`${printable(line)}\n`));
    return found.stops.some(({ ended, drill: isDrill }) => ended === null && !isDrill) ? EXIT.fail : EXIT.pass;
  } finally {
    await service.close();
  }
}

/** The whole list: a stop on its second page holds as one on the first does. */
async function listed({ admin }: Connection, withEnded: boolean): Promise<Listed> {
  const query = (next: string | null) =>
    new URLSearchParams({ ended: `${withEnded}`, ...(next === null ? {} : { before: next }) });
  const pages = await everyPage((next) => admin.get(`/v1/stops?${query(next)}`) as Promise<Listed>);
  return { ...pages[0], stops: pages.flatMap(({ stops }) => stops), next: null };
}

function tell({ stops, clients }: Listed, line: (text: string) => void): void {
  if (stops.length === 0) line('nothing is stopped');
  for (const stop of stops) {
    line(lineOf(stop));
    for (const detail of detailsOf(stop)) line(`  ${detail}`);
  }
  line(`connected: ${counted(clients, 'client')}`);
}
