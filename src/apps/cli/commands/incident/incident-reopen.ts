import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { pathOf, revisionOf, tell } from './one-incident.js';
import type { PrintedIncident } from './printed.js';

export const incidentReopenCommand: CommandSpec = {
  name: 'incident reopen',
  summary: 'open a closed incident again',
  usage: ['tribune incident reopen ID TEXT --server URL'],
  positionals: { name: 'ID TEXT', min: 2, max: 2 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: [
    'tribune incident reopen 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 "it happened again" --server https://tribune.example',
  ],
  notes: ['A key needs the scope incidents:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id, said] = args.positionals as [string, string];
  const changed = await withService(args, context, async (admin) =>
    admin.post(`${pathOf(id)}/reopen`, { revision: await revisionOf(admin, id), text: said }),
  );
  tell(changed as PrintedIncident, args, context);
  return EXIT.pass;
}
