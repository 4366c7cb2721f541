import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const monitorUnwatchCommand: CommandSpec = {
  name: 'monitor unwatch',
  summary: 'have a deployment watched no longer',
  usage: ['tribune monitor unwatch DEPLOYMENT --data DIR', 'tribune monitor unwatch DEPLOYMENT --server URL'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: SERVICE_OPTIONS,
  examples: ['tribune monitor unwatch lending/prod --data ./tribune-data'],
  notes: ['Alerts that are on end, and the log says who had that done. A key needs the scope registry:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const path = `/v1/monitor/watches?deployment=${encodeURIComponent(deployment)}`;
    const { outcome } = (await service.admin.delete(path)) as { readonly outcome: 'unwatched' | 'unchanged' };
    context.out(`${printable(deployment)} ${outcome === 'unwatched' ? 'is no longer watched' : 'was not watched'}\n`);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}
