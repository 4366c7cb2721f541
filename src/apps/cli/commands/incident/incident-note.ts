import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { pathOf, tell } from './one-incident.js';
import type { PrintedIncident } from './printed.js';

export const incidentNoteCommand: CommandSpec = {
  name: 'incident note',
  summary: 'write something into the timeline of an incident',
  usage: ['tribune incident note ID TEXT --server URL'],
  positionals: { name: 'ID TEXT', min: 2, max: 2 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: [
    'tribune incident note 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 "the branch in Miami was called" --server https://tribune.example',
  ],
  notes: ['A key needs the scope incidents:write. The log keeps the digest of the text, and the text is beside it.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id, said] = args.positionals as [string, string];
  const change = { kind: 'note', text: said };
  const changed = await withService(args, context, (admin) => admin.post(`${pathOf(id)}/changes`, { change }));
  tell(changed as PrintedIncident, args, context);
  return EXIT.pass;
}
