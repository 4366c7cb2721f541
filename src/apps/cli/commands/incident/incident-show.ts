import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { pathOf } from './one-incident.js';
import { detailsOf, type PrintedIncident } from './printed.js';
import { type TimelineLine, timelineOf } from './timeline.js';

export const incidentShowCommand: CommandSpec = {
  name: 'incident show',
  summary: 'one incident: clocks, roles, links, actions and its timeline',
  usage: ['tribune incident show ID --data DIR'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON, with the timeline' } },
  examples: ['tribune incident show 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --server https://tribune.example'],
  notes: ['A key needs the scope incidents:read.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const found = await withService(args, context, async (admin) => {
    const incident = (await admin.get(pathOf(id))) as PrintedIncident;
    return { incident, timeline: await timelineOf(admin, id) };
  });
  if (flag(args, 'json')) context.out(`${JSON.stringify({ ...found.incident, timeline: found.timeline }, null, 2)}\n`);
  else {
    const lines = [...detailsOf(found.incident), 'timeline', ...found.timeline.flatMap(linesOf)];
    for (const line of lines) context.out(`${printable(line)}\n`);
  }
  return EXIT.pass;
}

const linesOf = ({ number, at, by, what, text }: TimelineLine): string[] => [
  `  ${number}  ${at}  ${by}: ${what}`,
  ...(text === '' ? [] : text.split('\n').map((line) => `      ${line}`)),
];
