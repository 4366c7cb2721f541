import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { canariesOf, canaryArms, canaryLine, canarySteps } from './printed-canary.js';

export const canaryStatusCommand: CommandSpec = {
  name: 'canary status',
  summary: 'which versions are tried out, on how many, and what became of each; exit 1 where one is held',
  usage: ['tribune canary status [DEPLOYMENT] --data DIR', 'tribune canary status --ended --server URL'],
  positionals: { name: 'DEPLOYMENT', min: 0, max: 1 },
  options: {
    ended: { type: 'boolean', help: 'also those that were promoted or rolled back; the newest 200' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune canary status --data ./tribune-data'],
  notes: ['A key needs the scope stops:read.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals;
  const asked = { deployment, ended: flag(args, 'ended') };
  const canaries = await withService(args, context, (admin) => canariesOf(admin, asked));
  const lines = canaries.flatMap((one) => [
    canaryLine(one),
    ...[...canarySteps(one), ...canaryArms(one)].map((line) => `  ${line}`),
  ]);
  if (flag(args, 'json')) context.out(`${JSON.stringify({ canaries }, null, 2)}\n`);
  else for (const line of lines.length === 0 ? ['no version is tried out'] : lines) context.out(`${printable(line)}\n`);
  return canaries.some(({ state }) => state === 'held') ? EXIT.fail : EXIT.pass;
}
