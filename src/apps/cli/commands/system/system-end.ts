import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { type ToldEnd, tellEnd } from './printed-end.js';

export const systemEndCommand: CommandSpec = {
  name: 'system end',
  summary: 'what depends on a system, how its end stands, and what is open before it may be retired',
  usage: ['tribune system end SYSTEM [--json] --server URL | --data DIR'],
  positionals: { name: 'SYSTEM', min: 1, max: 1 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune system end credit --data ./tribune-data'],
  notes: ['A key needs the scope registry:read. Exit codes: 0 told, 2 wrong use.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [system] = args.positionals as [string];
  const path = `/v1/system-end?system=${encodeURIComponent(system)}`;
  tellEnd((await withService(args, context, (admin) => admin.get(path))) as ToldEnd, args, context);
  return EXIT.pass;
}
