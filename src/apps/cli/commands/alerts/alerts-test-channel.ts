import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const alertsTestChannelCommand: CommandSpec = {
  name: 'alerts test-channel',
  summary: 'send one message to a channel that says that it is a test; exit 1 where it was not taken',
  usage: ['tribune alerts test-channel NAME --server URL', 'tribune alerts test-channel NAME --data DIR'],
  positionals: { name: 'NAME', min: 1, max: 1 },
  options: SERVICE_OPTIONS,
  examples: ['tribune alerts test-channel ops --data ./tribune-data'],
  notes: ['Channels are declared in tribune.yaml under alerts. A key needs the scope registry:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [name] = args.positionals as [string];
  const { sent, problem } = (await withService(args, context, (admin) =>
    admin.post(`/v1/alerts/channels/${encodeURIComponent(name)}/test`, {}),
  )) as { readonly sent: boolean; readonly problem: string | null };
  context.out(`${printable(sent ? `${name} took the message` : `${name} did not take the message: ${problem}`)}\n`);
  return sent ? EXIT.pass : EXIT.fail;
}
