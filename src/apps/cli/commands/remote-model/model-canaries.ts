import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { versionDigest } from '../../service/held-models.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const modelCanariesCommand: CommandSpec = {
  name: 'model canaries',
  summary:
    'ask the endpoint of a pinned version for its canaries; exit 1 where it answers otherwise than when it was pinned',
  usage: ['tribune model canaries VERSION --data DIR', 'tribune model canaries VERSION --server URL'],
  positionals: { name: 'VERSION', min: 1, max: 1 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune model canaries credit@2026-11-1 --data ./tribune-data'],
  notes: [
    'The service asks, from where it stands. What differs is entered in the log and raises an alert.',
    'A running service does the same every 24 h for the versions that serve (remoteModels.checkInterval of tribune.yaml), as the job remote-model-check.',
  ],
  run,
};

/** What the service answers. */
export interface RemoteCheck {
  readonly version: string;
  readonly endpoint: string;
  readonly same: boolean;
  readonly rows: number;
  readonly other: number;
  readonly greatest: number;
  readonly first: number | null;
  readonly tolerance: number;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [reference] = args.positionals as [string];
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const version = await versionDigest(reference, service);
    const found = (await service.admin.post('/v1/remote-models/check', { version })) as RemoteCheck;
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else context.out(checkText(found));
    return found.same ? EXIT.pass : EXIT.fail;
  } finally {
    await service.close();
  }
}

/** What came of the check, for the terminal. */
export function checkText({ endpoint, same, rows, other, greatest, first, tolerance }: RemoteCheck): string {
  const within = tolerance === 0 ? 'to the bit' : `within ${tolerance}`;
  return same
    ? `same  ${printable(endpoint)} answers all ${rows} canaries as when it was pinned, ${within}\n`
    : `OTHERWISE  ${printable(endpoint)} answers ${other} of ${rows} canaries otherwise, by up to ${greatest}; the first is row ${first}\n`;
}
