import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

/** Longest wait for all artifacts to be read, ms. */
const TIMEOUT_MS = 3_600_000;

export const artifactCheckCommand: CommandSpec = {
  name: 'artifact check',
  summary: 'hash every artifact that is held; exit 1 where one is changed or gone',
  usage: ['tribune artifact check --data DIR', 'tribune artifact check --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune artifact check --data ./tribune-data'],
  notes: [
    'A running service does the same every 24 h (artifacts.checkInterval of tribune.yaml), as the job artifact-check.',
  ],
  run,
};

interface Check {
  readonly checked: number;
  readonly bytes: number;
  readonly damaged: readonly { readonly digest: string; readonly problem: string }[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true, timeoutMs: TIMEOUT_MS });
  try {
    const found = (await service.admin.post('/v1/artifacts/check', {})) as Check;
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else print(found, context);
    return found.damaged.length === 0 ? EXIT.pass : EXIT.fail;
  } finally {
    await service.close();
  }
}

function print({ checked, bytes, damaged }: Check, context: CliContext): void {
  for (const { problem } of damaged) context.out(`damaged  ${printable(problem)}\n`);
  const whole = checked - damaged.length;
  context.out(`${whole} of ${checked} artifacts are whole, ${bytes.toLocaleString('en')} bytes\n`);
  if (damaged.length > 0) context.err('Put the bytes again: tribune artifact put FILE\n');
}
