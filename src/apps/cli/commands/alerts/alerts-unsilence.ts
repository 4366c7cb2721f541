import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const alertsUnsilenceCommand: CommandSpec = {
  name: 'alerts unsilence',
  summary: 'end a silence before its time',
  usage: ['tribune alerts unsilence ID --data DIR'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: SERVICE_OPTIONS,
  examples: ['tribune alerts unsilence 019ab3c2-5d1e-7c3f-9a41-2f6b8c0d1e2f --data ./tribune-data'],
  notes: ['GET /v1/alerts/silences lists them. A key needs the scope registry:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const { outcome } = (await withService(args, context, (admin) =>
    admin.delete(`/v1/alerts/silences/${encodeURIComponent(id)}`),
  )) as { readonly outcome: 'ended' | 'unchanged' };
  context.out(`${printable(id)} ${outcome === 'ended' ? 'is ended' : 'was over already'}\n`);
  return EXIT.pass;
}
